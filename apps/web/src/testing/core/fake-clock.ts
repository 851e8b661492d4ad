import type { Clock } from '../../app/connection/ports';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #now = 1_800_000_000_000;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): Timer {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.#timers = this.#timers.filter((timer) => timer !== handle);
  }

  /** Timers that still wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets time pass, and everything happen that comes of it. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.at);
      this.clearTimeout(next);
      next.run();
      await settled();
    }
    this.#now = until;
  }

  /** The wall clock jumps; timers do not. */
  jump(ms: number): void {
    this.#now += ms;
    this.#timers = this.#timers.map((timer) => ({ ...timer, at: timer.at + ms }));
  }

  #next(until: number): Timer | undefined {
    return this.#timers.filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)[0];
  }
}

/** Everything that waits for no clock has happened: promises run dry before the next turn of the loop. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
