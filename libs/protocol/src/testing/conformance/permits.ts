/** Lets `max` holders in at a time; the others wait in the order they came. */
export class Permits {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(max: number) {
    this.#free = max;
  }

  /** Resolves with the way to give the permit back (repeatable). */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }

  /** Runs `action` with a permit. */
  async with<T>(action: () => Promise<T>): Promise<T> {
    const giveBack = await this.take();
    try {
      return await action();
    } finally {
      giveBack();
    }
  }
}
