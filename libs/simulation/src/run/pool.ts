import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedRange } from './run-seeds';
import { addTally, newTally, type Tally } from './tally';

/** Seeds handed to a thread at a time: often enough for a progress line, seldom enough to cost nothing. */
const CHUNK = 100;

/** Runs make much short-lived garbage: a larger nursery makes them a tenth faster. */
const YOUNG = { maxYoungGenerationSizeMb: 64 };

/** Worker threads that run seeds. */
export class Pool {
  readonly #workers: readonly Worker[];

  /** @param script the bundled worker */
  constructor(
    private readonly script: URL,
    private readonly options: { readonly threads?: number; readonly removesScript?: boolean } = {},
  ) {
    const threads = options.threads ?? availableParallelism();
    this.#workers = Array.from({ length: threads }, () => new Worker(script, { resourceLimits: YOUNG }));
  }

  /** Runs a range on all threads; `progress` hears the sum so far. */
  async run(range: SeedRange, progress: (sum: Tally) => void = () => undefined): Promise<Tally> {
    const sum = newTally(range.family);
    let next = range.from;
    let isOver = false;
    const work = async (worker: Worker): Promise<void> => {
      while (next < range.to && !isOver) {
        const from = next;
        next = Math.min(range.to, from + CHUNK);
        addTally(sum, await ask(worker, { ...range, from, to: next }));
        isOver = range.isFirstEnough === true && sum.failed.length > 0;
        progress(sum);
      }
    };
    await Promise.all(this.#workers.map(work));
    return sum;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    if (this.options.removesScript === true) await rm(this.script);
  }
}

function ask(worker: Worker, range: SeedRange): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const onMessage = (tally: Tally): void => {
      worker.off('error', reject);
      resolve(tally);
    };
    worker.once('message', onMessage);
    worker.once('error', reject);
    worker.postMessage(range);
  });
}
