/**
 * What the connection and the client take from outside. Nothing in the core reads a clock, rolls a die, mints an id or
 * touches a socket itself: the page gives it the browser's, the tests and the simulation give it theirs.
 */

/** Handle of a timer of a `Clock`; only that clock can read it. */
export type TimerHandle = unknown;

/** Time and timers. */
export interface Clock {
  /** Wall clock of this browser, ms since the epoch. It may be wrong and it may jump: nothing that must hold rests on it. */
  now(): number;
  /** Runs `run` once, no sooner than after `ms` milliseconds. */
  setTimeout(run: () => void, ms: number): TimerHandle;
  /** Forgets a timer; one that has run, or was forgotten already, is none of its business. */
  clearTimeout(handle: TimerHandle): void;
}

/** Chance, for jitter only: nothing secret and no id comes from it. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

/** Identifiers that must never repeat; from a cryptographic source in the page. */
export interface Ids {
  /** Nonce of a text: 22 characters base64url (see NONCE_PATTERN). */
  nonce(): string;
  /** Id of a store, of a tab's life, of a device key: 43 characters base64url, 32 random bytes. */
  store(): string;
}
