/** The queue family: waiting for somebody. */

/** What a person came for. Venters meet listeners; people who want to talk meet each other. */
export const ROLES = ['vent', 'listen', 'talk'] as const;
export type Role = (typeof ROLES)[number];

/** `queue:join`, from the browser: wait for somebody. Joining another queue while waiting moves to its end. */
export interface QueueJoin {
  readonly role: Role;
  /** Also meet people who wait to talk, after `widenAfterMs` of waiting. Default false. */
  readonly widen?: boolean;
}

/** Answer of `queue:join` and `queue:position`. */
export interface QueuePlace {
  readonly role: Role;
  readonly widen: boolean;
  /** Server time of entering, ms since the epoch. */
  readonly enteredAt: number;
  /** How many wait in this queue before this person, plus one. Exact. */
  readonly position: number;
  /** Milliseconds waited so far, so that no two clocks are compared. */
  readonly waitedMs: number;
  /** Milliseconds until this place counts (a leaver's 15 s are not over). Absent when it counts already. */
  readonly opensInMs?: number;
  /** Nobody is paired for the moment: what several servers pair by is away. The place is kept; `position` is a guess. */
  readonly isPaused?: true;
  readonly counts: Counts;
}

/** Where a person is when in no room. */
export type Settled = Idle | ({ readonly is: 'queued' } & QueuePlace);

/** In no room and no queue. */
export interface Idle {
  readonly is: 'idle';
  /** Milliseconds until a new join counts (a leaver's 15 s are not over). Absent when it counts already. */
  readonly joinInMs?: number;
  /** This device has been reported for something severe: it meets nobody until a moderator has looked (`held`). */
  readonly isHeld?: true;
}

/** `queue:position` and `queue:cancel` carry nothing. */
export type Nothing = Record<string, never>;

/** Who is here, per role. */
export interface RoleCounts {
  readonly waiting: number;
  /** Registered people whose last chosen role this is: waiting or talking. */
  readonly online: number;
  /** Median of the recent waits, ms; absent while there is no data. */
  readonly medianWaitMs?: number;
}

/** `queue:tick`, from the server to everybody who is not in a conversation, at most once a second. */
export type Counts = Readonly<Record<Role, RoleCounts>>;
