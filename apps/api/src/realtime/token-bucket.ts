/**
 * So many at once, so many a second in the long run. A batch larger than the whole bucket is let through when the bucket
 * is full and paid for afterwards, so that nothing waits for ever.
 */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #level: number;
  #at: number;

  constructor(capacity: number, perSecond: number, now: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#level = capacity;
    this.#at = now;
  }

  /** Milliseconds until `count` may be taken; 0: now. Takes nothing. */
  waitFor(count: number, now: number): number {
    this.#refill(now);
    const missing = Math.min(count, this.#capacity) - this.#level;
    return missing <= 0 ? 0 : Math.ceil((missing / this.#perSecond) * 1_000);
  }

  /** Takes `count`, into debt if need be. */
  take(count: number, now: number): void {
    this.#refill(now);
    this.#level -= count;
  }

  /** What is left; negative: debt. */
  level(now: number): number {
    this.#refill(now);
    return this.#level;
  }

  #refill(now: number): void {
    // A clock set back gives nothing and takes nothing.
    if (now > this.#at) {
      this.#level = Math.min(this.#capacity, this.#level + ((now - this.#at) / 1_000) * this.#perSecond);
    }
    this.#at = now;
  }
}
