import { LEEWAY_AFTER_OUTAGE_MS, LEEWAY_FROM_CLOSE_MS, LEEWAY_FROM_HEARD_MS, SERVER_PAUSE_MS } from '@hearken/protocol';

/** What is known of a person's silence; all times in ms of the server's clock. */
export interface Silence {
  /** When the last byte was heard. */
  readonly heardAt: number;
  /** When the socket's close was noticed; undefined while it is open. */
  readonly closedAt: number | undefined;
}

/**
 * When a person counts as gone (I6). An outage of 10 s begins at the last byte heard at the earliest, whenever the close is
 * noticed: a half-open socket is noticed late, and that must not make the partner wait beyond 15 s.
 *
 * @param floor no deadline is before it: the server was away until LEEWAY_AFTER_OUTAGE_MS before
 */
export function departureDeadline(silence: Silence, floor: number): number {
  const fromHeard = silence.heardAt + LEEWAY_FROM_HEARD_MS;
  const fromClose = silence.closedAt === undefined ? fromHeard : silence.closedAt + LEEWAY_FROM_CLOSE_MS;
  return Math.max(floor, Math.min(fromHeard, fromClose));
}

/** Watches the server's own ticks: a late one means that the server stood still, which counts against nobody. */
export class PauseWatch {
  #expectedBy: number | undefined;
  #floor: number;

  /** @param bootedAt when the server began to listen: everybody has their full leeway from there */
  constructor(bootedAt: number) {
    this.#floor = bootedAt + LEEWAY_AFTER_OUTAGE_MS;
  }

  /** No deadline is before this time. */
  get floor(): number {
    return this.#floor;
  }

  /** To be called at each tick, `everyMs` apart. Says whether the server had paused. */
  tick(now: number, everyMs: number): boolean {
    const paused = this.#expectedBy !== undefined && now > this.#expectedBy + SERVER_PAUSE_MS;
    if (paused) this.#floor = Math.max(this.#floor, now + LEEWAY_AFTER_OUTAGE_MS);
    this.#expectedBy = now + everyMs;
    return paused;
  }
}
