const CELLS = 60;
const CELL_MS = 1_000;

/** At most so many within any minute, exact to a second. */
export class MinuteWindow {
  readonly #max: number;
  readonly #cells = new Uint32Array(CELLS);
  #sum = 0;
  /** Second that the newest cell stands for. */
  #second: number;

  constructor(max: number, now: number) {
    this.#max = max;
    this.#second = Math.floor(now / CELL_MS);
  }

  /** How many there were within the last minute. */
  count(now: number): number {
    this.#moveTo(now);
    return this.#sum;
  }

  /** Milliseconds until `count` more fit; 0: now. Takes nothing. */
  waitFor(count: number, now: number): number {
    this.#moveTo(now);
    let over = this.#sum + Math.min(count, this.#max) - this.#max;
    // The oldest cell leaves first.
    for (let age = CELLS - 1; age >= 0 && over > 0; age -= 1) {
      over -= this.#cells[this.#index(this.#second - age)] ?? 0;
      if (over <= 0) return (this.#second - age + CELLS) * CELL_MS - now;
    }
    return 0;
  }

  take(count: number, now: number): void {
    this.#moveTo(now);
    const index = this.#index(this.#second);
    this.#cells[index] = (this.#cells[index] ?? 0) + count;
    this.#sum += count;
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / CELL_MS);
    // A clock set back stays in the newest cell.
    const steps = Math.min(second - this.#second, CELLS);
    for (let step = 0; step < steps; step += 1) {
      const index = this.#index(second - step);
      this.#sum -= this.#cells[index] ?? 0;
      this.#cells[index] = 0;
    }
    if (second > this.#second) this.#second = second;
  }

  #index(second: number): number {
    return ((second % CELLS) + CELLS) % CELLS;
  }
}
