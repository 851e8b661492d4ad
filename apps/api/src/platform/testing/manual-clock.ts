import type { Clock, TimerHandle } from '../clock.js';

/** A clock that a test moves by hand. Timers run inside `advance`, in the order they are due. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Map<number, { readonly at: number; readonly action: () => void }>();
  #lastHandle = 0;

  constructor(now = Date.UTC(2030, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(action: () => void, ms: number): TimerHandle {
    this.#lastHandle += 1;
    this.#timers.set(this.#lastHandle, { at: this.#now + ms, action });
    return this.#lastHandle;
  }

  clearTimeout(handle: TimerHandle): void {
    if (typeof handle === 'number') this.#timers.delete(handle);
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#due(until); next !== undefined; next = this.#due(until)) {
      this.#timers.delete(next.handle);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#now = until;
  }

  #due(until: number): { readonly handle: number; readonly at: number; readonly action: () => void } | undefined {
    const due = [...this.#timers].filter(([, { at }]) => at <= until);
    const [first] = due.sort(([, left], [, right]) => left.at - right.at);
    return first === undefined ? undefined : { handle: first[0], ...first[1] };
  }
}
