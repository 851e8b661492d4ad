import type { Clock } from './clock.js';

/** How a busy writer gathers. */
export interface GroupCommitOptions {
  /** Flushes start at least this far apart while batches are large, ms. */
  readonly busyPauseMs: number;
  /** A batch of this many makes the writer busy: its flush costs less than gathering saves. */
  readonly busyFrom: number;
}

export const GROUP_COMMIT: GroupCommitOptions = { busyPauseMs: 4, busyFrom: 16 };

/**
 * Collects jobs while one flush is under way and hands them over together: a flush costs as much as fifty entries
 * (facts of this project, measured), so one at a time is cheapest. Idle, it flushes at once.
 */
export class GroupCommit<Job> {
  #waiting: Job[] = [];
  #state: 'idle' | 'scheduled' | 'flushing' = 'idle';
  #lastStart = Number.NEGATIVE_INFINITY;
  #lastSize = 0;
  #whenIdle: (() => void)[] = [];
  /** Who waits for as many flushes to end. */
  #whenFlushed: { flushes: number; readonly resolve: () => void }[] = [];

  /**
   * @param flush writes the jobs; must not reject
   */
  constructor(
    private readonly flush: (jobs: readonly Job[]) => Promise<void>,
    private readonly clock: Clock,
    private readonly options: GroupCommitOptions = GROUP_COMMIT,
  ) {}

  add(job: Job): void {
    this.#waiting.push(job);
    if (this.#state === 'idle') this.#schedule();
  }

  /** Resolves when nothing is left to be flushed. */
  idle(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Resolves when everything added so far has been flushed, whatever is added meanwhile. */
  flushed(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    const flushes = this.#state === 'flushing' && this.#waiting.length > 0 ? 2 : 1;
    return new Promise((resolve) => this.#whenFlushed.push({ flushes, resolve }));
  }

  #schedule(): void {
    this.#state = 'scheduled';
    const pause = this.#lastSize >= this.options.busyFrom ? this.options.busyPauseMs : 0;
    const wait = this.#lastStart + pause - this.clock.now();
    if (wait > 0) this.clock.setTimeout(() => void this.#run(), wait);
    // A microtask later everything that one packet carried has been added.
    else queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    this.#state = 'flushing';
    const jobs = this.#waiting;
    this.#waiting = [];
    this.#lastStart = this.clock.now();
    this.#lastSize = jobs.length;
    await this.flush(jobs);
    this.#whenFlushed = this.#whenFlushed.filter((waiting) => {
      waiting.flushes -= 1;
      if (waiting.flushes === 0) waiting.resolve();
      return waiting.flushes > 0;
    });
    if (this.#waiting.length > 0) {
      this.#schedule();
      return;
    }
    this.#state = 'idle';
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
