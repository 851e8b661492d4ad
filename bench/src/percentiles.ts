/** Latencies of one run in ms, each from the time it was meant to be sent: no coordinated omission. */
export class Latencies {
  readonly #values: number[] = [];

  add(ms: number): void {
    this.#values.push(ms);
  }

  get count(): number {
    return this.#values.length;
  }

  /** The value below which `share` (0 to 1) of all lie; NaN when there are none. */
  at(share: number): number {
    const sorted = this.#values.toSorted((left, right) => left - right);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  }
}
