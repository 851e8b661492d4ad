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
