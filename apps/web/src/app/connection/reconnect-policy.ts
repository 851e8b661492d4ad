/** What a reconnect policy may look at. */
export interface ReconnectContext {
  /** Attempts since the connection was last live, 0 before the first. */
  readonly attempt: number;
  /** A conversation or a queue place is at stake: leeway runs. */
  readonly holdsPlace: boolean;
  /** A number in [0, 1) for jitter. */
  readonly random: number;
}

/** How long to wait before the next attempt. */
export interface ReconnectPolicy {
  /** Milliseconds until the next attempt, or `null` to give up. */
  nextDelay(context: ReconnectContext): number | null;
}

/** Shortest wait after an attempt that failed, ms. */
export const RETRY_MIN_MS = 200;
/** Longest wait, ms. */
export const RETRY_MAX_MS = 2_000;
/** Longest wait while a conversation or a queue place is at stake, ms: part of WAY_BACK_MS, and so of the leeway. */
export const RETRY_MAX_WITH_PLACE_MS = 1_000;

/**
 * The product's policy: first at once, then a random wait (full jitter) between 200 ms and a bound that doubles up to
 * 2 s, or 1 s with something at stake. It never gives up.
 */
export const DEFAULT_RECONNECT_POLICY: ReconnectPolicy = {
  nextDelay({ attempt, holdsPlace, random }) {
    if (attempt === 0) return 0;
    const most = holdsPlace ? RETRY_MAX_WITH_PLACE_MS : RETRY_MAX_MS;
    const bound = Math.min(most, RETRY_MIN_MS * 2 ** Math.min(attempt, 10));
    return RETRY_MIN_MS + random * (bound - RETRY_MIN_MS);
  },
};
