/**
 * The protective rules of the log that the simulation switches off one by one, to show that it would notice. Each name
 * says what goes wrong when it is true; in the product all are false, and nothing but the simulation sets one.
 */
export interface LogRules {
  /** The outbox drops an entry when it is accepted, without waiting for *delivered*. */
  readonly dropOnAcceptedAlone: boolean;
  /** The browser applies any entry it is given, whatever its place. */
  readonly noGapCheck: boolean;
  /** A move to a new stream leaves behind what was accepted but not delivered. */
  readonly movingOnlyWhatIsNotAccepted: boolean;
  /** A nonce counts as held only within the stream it came in. */
  readonly noncePerStreamOnly: boolean;
  /** The browser mints a new stream's id itself, from its own clock. */
  readonly streamFromBrowserClock: boolean;
  /** A tab writes to the store also after another one has become its owner. */
  readonly ownerUnchecked: boolean;
  /** Entries go out before they are stored. */
  readonly sendBeforeStore: boolean;
  /** The partner's cursor is believed whatever entry it stands at. */
  readonly cursorNonceIgnored: boolean;
  /** A like that was taken back once stays so, whatever its reader says later. */
  readonly unlikeIsFinal: boolean;
  /** A link is believed in until it has been silent for a heartbeat and its timeout. */
  readonly linkNeverDoubted: boolean;
  /** What no hint told of is never looked up. */
  readonly hintsTrusted: boolean;
}

/** The product: every protective rule is on. */
export const ALL_RULES: LogRules = {
  dropOnAcceptedAlone: false,
  noGapCheck: false,
  movingOnlyWhatIsNotAccepted: false,
  noncePerStreamOnly: false,
  streamFromBrowserClock: false,
  ownerUnchecked: false,
  sendBeforeStore: false,
  cursorNonceIgnored: false,
  unlikeIsFinal: false,
  linkNeverDoubted: false,
  hintsTrusted: false,
};
