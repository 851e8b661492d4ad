import type { Clock } from './clock.js';

/** For how long people wait in the order they came. */
export interface Patience {
  readonly clock: Clock;
  /**
   * When the first in line has waited for longer than this, ms, the last who came goes first: who is served a moment before
   * they give up is served for nothing, and in a long line that would be everybody.
   */
  readonly ms: number;
}

interface Waiting {
  readonly since: number;
  readonly isWanted: () => boolean;
  /** Their turn: with a place, or past it where nothing is to be done any more. */
  readonly enter: (hasPlace: boolean) => void;
}

/** Lets so many do something at once; the others wait for their turn, first come, first served. */
export class Turnstile {
  #inside = 0;
  readonly #waiting: Waiting[] = [];

  /** @param patience where those who wait give up after a while */
  constructor(
    private readonly most: number,
    private readonly patience?: Patience,
  ) {}

  /** @param isWanted false once nobody waits for the outcome: the work is to see so by itself, and takes nobody's place */
  async pass<T>(work: () => Promise<T>, isWanted: () => boolean = () => true): Promise<T> {
    const hasPlace = await this.#turn(isWanted);
    try {
      return await work();
    } finally {
      if (hasPlace) this.#handOn();
    }
  }

  #turn(isWanted: () => boolean): boolean | Promise<boolean> {
    if (this.#inside < this.most) {
      this.#inside += 1;
      return true;
    }
    const since = this.#now();
    return new Promise((enter) => this.#waiting.push({ since, isWanted, enter }));
  }

  /** Who leaves hands their place on. */
  #handOn(): void {
    for (let [first] = this.#waiting; first !== undefined && !first.isWanted(); [first] = this.#waiting) {
      this.#waiting.shift();
      first.enter(false);
    }
    const [first] = this.#waiting;
    const isLate = first !== undefined && this.#now() - first.since > (this.patience?.ms ?? 0);
    const next = this.patience !== undefined && isLate ? this.#waiting.pop() : this.#waiting.shift();
    if (next === undefined) this.#inside -= 1;
    else next.enter(true);
  }

  #now(): number {
    return this.patience?.clock.now() ?? 0;
  }
}
