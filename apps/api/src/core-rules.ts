/**
 * The protective rules of the server's half of the log, each of which the simulation can switch off to show that it is
 * needed. In production all hold; nothing but the simulation passes anything else.
 */
export interface ServerRules {
  /** An entry is acknowledged only if its author's registration is still the recorded one after the write. */
  readonly fence: boolean;
  /** An entry is acknowledged and pushed only after the database has it. */
  readonly durableBeforeAck: boolean;
  /** Numbers that the author's outbox no longer holds are noted, and skipped with a gap line. */
  readonly heldNote: boolean;
  /** Leeway counts from the last byte heard, not from the moment the close was noticed. */
  readonly leewayFromHeard: boolean;
  /** Whether the room has ended is looked at after the write, not only before. */
  readonly endAfterWrite: boolean;
  /** The heads are read after the end is fixed, not before. */
  readonly headsAfterEnd: boolean;
  /** A register of the same store whose attempt is not above the recorded one is refused. */
  readonly refuseLate: boolean;
  /** An entry at its stream's head was sent; only what is above was not. */
  readonly headIncluded: boolean;
  /** A registration is its gen and a random id; gen alone is not enough where a tail was lost. */
  readonly randomRegistration: boolean;
  /** The matcher is told again, every few seconds and where somebody asks for their place, who of this server's people waits. */
  readonly reassert: boolean;
  /** A departure counts only while the registration it was decided about is the one that acts. */
  readonly departureOnce: boolean;
}

export const ALL_RULES: ServerRules = {
  fence: true,
  durableBeforeAck: true,
  heldNote: true,
  leewayFromHeard: true,
  endAfterWrite: true,
  headsAfterEnd: true,
  refuseLate: true,
  headIncluded: true,
  randomRegistration: true,
  reassert: true,
  departureOnce: true,
};
