/** When servers, database or hints were not well: leeway is longer then, and nobody may be judged by the clock. */
export class Disturbances {
  readonly #spans: { readonly from: number; readonly to: number }[] = [];

  /** Notes a disturbance from `from` to `to`, virtual ms. */
  add(from: number, to: number): void {
    this.#spans.push({ from, to });
  }

  /** Whether nothing was wrong at any time from `from` to `to`. */
  isCalm(from: number, to: number): boolean {
    return !this.#spans.some((span) => span.from <= to && span.to >= from);
  }
}
