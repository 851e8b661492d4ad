import type { Chance } from '../kernel/chance';
import type { VirtualTime } from '../kernel/virtual-time';

/** Which way bytes go on a line. */
export type Direction = 'up' | 'down';

/**
 * One device's way to the servers: latency and jitter, and cuts in one or both directions. While a direction is cut
 * nothing gets through; what was sent waits, as TCP would keep it, and comes late when the line heals.
 */
export class Line {
  /** One-way latency, ms, and what chance adds to it. */
  #latencyMs = 20;
  jitterMs = 5;
  readonly #isOpen: Record<Direction, boolean> = { up: true, down: true };
  readonly #healers = new Set<(direction: Direction) => void>();
  /** Virtual time since which both directions have been open without a break; undefined while one is cut. */
  #openSince: number | undefined = 0;

  constructor(
    private readonly time: VirtualTime,
    readonly chance: Chance,
    private readonly onChange: () => void = () => undefined,
  ) {}

  get latencyMs(): number {
    return this.#latencyMs;
  }

  set latencyMs(ms: number) {
    this.#latencyMs = ms;
    this.onChange();
  }

  isOpen(direction: Direction): boolean {
    return this.#isOpen[direction];
  }

  get openSince(): number | undefined {
    return this.#openSince;
  }

  /** Nothing gets through in these directions any more. */
  cut(directions: readonly Direction[]): void {
    for (const direction of directions) this.#isOpen[direction] = false;
    this.#openSince = undefined;
    this.onChange();
  }

  /** Everything gets through again; what was held comes now. */
  heal(): void {
    if (this.#openSince !== undefined) return;
    this.#openSince = this.time.now;
    for (const direction of ['up', 'down'] as const) {
      if (this.#isOpen[direction]) continue;
      this.#isOpen[direction] = true;
      for (const healer of [...this.#healers]) healer(direction);
    }
    this.onChange();
  }

  /** Calls `healer` each time a direction opens again. Gives back the way to stop. */
  onHeal(healer: (direction: Direction) => void): () => void {
    this.#healers.add(healer);
    return () => this.#healers.delete(healer);
  }

  /** The latency of one packet. */
  delay(): number {
    return this.latencyMs + this.chance.next() * this.jitterMs;
  }
}
