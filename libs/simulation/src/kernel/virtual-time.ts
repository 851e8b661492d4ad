/** Something that will happen at a virtual time. */
export interface Happening {
  readonly at: number;
  readonly order: number;
  action: (() => void) | undefined;
}

/** Immediates queued ahead: one libuv turn for this many events. */
const BATCH = 64;

/**
 * Virtual time: a queue of happenings, run one by one in the order of their times (and of their making). After each one
 * all promise reactions run before the next; nothing else takes time, so a run is the same on every machine.
 */
export class VirtualTime {
  /** Milliseconds since the start of the run. */
  now = 0;
  /** How many happenings have run. */
  ran = 0;
  readonly #heap: Happening[] = [];
  #order = 0;
  #isOver = false;

  /** Runs `action` at virtual time `at` (not before now). */
  at(at: number, action: () => void): Happening {
    const happening: Happening = { at: Math.max(at, this.now), order: this.#order++, action };
    this.#push(happening);
    return happening;
  }

  /** Runs `action` in `ms`. */
  after(ms: number, action: () => void): Happening {
    return this.at(this.now + Math.max(0, ms), action);
  }

  cancel(happening: Happening): void {
    happening.action = undefined;
  }

  /** A promise that is fulfilled in `ms`. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Nothing happens any more. */
  stop(): void {
    this.#isOver = true;
  }

  /** Runs until `stop`, until nothing is left, or until `limit` happenings have run (then it rejects: a runaway loop). */
  run(limit: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let isDone = false;
      // Node drains all promise reactions between two immediates, also within one batch.
      const step = (): void => {
        if (isDone) return;
        try {
          if (!this.#isOver && this.ran < limit && this.#runNext()) return;
          isDone = true;
          if (this.ran >= limit) reject(new Error(`more than ${String(limit)} events: the run does not end`));
          else resolve();
        } catch (error) {
          isDone = true;
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const pump = (): void => {
        if (isDone) return;
        for (let i = 0; i < BATCH; i++) setImmediate(step);
        setImmediate(pump);
      };
      pump();
    });
  }

  #runNext(): boolean {
    for (;;) {
      const next = this.#pop();
      if (next === undefined) return false;
      if (next.action === undefined) continue;
      this.now = next.at;
      this.ran++;
      next.action();
      return true;
    }
  }

  #push(item: Happening): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(item);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up] as Happening;
      if (isBefore(parent, item)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = item;
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && isBefore(heap[down + 1] as Happening, heap[down] as Happening)) down++;
      if (isBefore(last, heap[down] as Happening)) break;
      heap[i] = heap[down] as Happening;
      i = down;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(left: Happening, right: Happening): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
