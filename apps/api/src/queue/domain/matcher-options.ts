import { RELAX_AFTER_MS, WIDEN_AFTER_MS } from '@hearken/protocol';

/** What an operator decides about pairing. */
export interface MatcherOptions {
  /** Two tabs of one device may meet. On in development, off in production. */
  readonly sameDeviceMayMeet: boolean;
  /** Waiting this long, ms, lets a venter or listener who chose `widen` also meet people who wait to talk. */
  readonly widenAfterMs: number;
  /** Waiting this long, ms, lets two who have met meet again (design section 7); `never` switches the rule off. */
  readonly relaxAfterMs: number | 'never';
}

export const DEFAULT_MATCHER_OPTIONS: MatcherOptions = {
  sameDeviceMayMeet: false,
  widenAfterMs: WIDEN_AFTER_MS,
  relaxAfterMs: RELAX_AFTER_MS,
};

/** Where several servers share a matcher: who was taken is not missing for this long, ms; nearly every commit is over by then. */
export const BEING_PAIRED_MS = 1_000;
