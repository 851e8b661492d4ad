import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@hearken/protocol';

/** How late a ping may be before its link is doubted, ms: five round trips of the 100 ms that I6 speaks of. */
const LATE_MS = 500;
/** Silence between two pings after which a link is doubted, ms. */
export const DOUBT_MS = PING_INTERVAL_MS + LATE_MS;
/**
 * A ping that comes this long after the one before proves nothing, ms: it waited on the way, or in front of a page that
 * stood still, and the server has not been answered for so long that it has closed its end, or is about to.
 */
export const STALE_MS = PING_INTERVAL_MS + PING_TIMEOUT_MS - LATE_MS;

/**
 * How the server's pings come on one link. They come every PING_INTERVAL_MS and a round trip, whatever else is said: pushes
 * prove nothing, for a link may be dead in the other direction only.
 */
export class Heartbeat {
  #pingedAt: number;
  #lateMs = LATE_MS;

  /** @param now this browser's clock, ms; the link has just been opened */
  constructor(now: number) {
    this.#pingedAt = now;
  }

  /** Silence after which this link is doubted, ms. Where pings are always late, as on a slow line, it grows. */
  get doubtAfterMs(): number {
    return PING_INTERVAL_MS + this.#lateMs;
  }

  /** Silence since the last ping, ms; negative when the clock jumped back. */
  silence(now: number): number {
    return now - this.#pingedAt;
  }

  /** A ping came. False when it is stale: the link is dead, whatever it still brings. */
  pinged(now: number): boolean {
    const silence = this.silence(now);
    this.#pingedAt = now;
    if (silence >= this.doubtAfterMs) this.#lateMs = Math.min(2 * this.#lateMs, PING_TIMEOUT_MS);
    else if (silence < DOUBT_MS) this.#lateMs = LATE_MS;
    return silence < STALE_MS;
  }
}
