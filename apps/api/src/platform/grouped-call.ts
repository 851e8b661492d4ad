import type { Clock } from './clock.js';
import { GroupCommit } from './group-commit.js';

/** What became of one request of a group. */
export type GroupOutcome<Answer> =
  { readonly is: 'answered'; readonly answer: Answer } | { readonly is: 'failed'; readonly cause: unknown };

interface Job<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: unknown) => void;
}

/** How requests are put together. */
export interface GroupedCallOptions {
  /** Requests of one call at most: the first of a crowd are not to wait for the last. */
  readonly most: number;
}

/**
 * Requests that are asked for one at a time and cost a round trip each: those that come while one is under way share the
 * next. Each has its own outcome; only a fault of the whole call is everybody's.
 */
export class GroupedCall<Request, Answer> {
  readonly #commit: GroupCommit<Job<Request, Answer>>;

  /**
   * @param call one outcome for each request, in their order; it may reject
   */
  constructor(
    private readonly call: (requests: readonly Request[]) => Promise<readonly GroupOutcome<Answer>[]>,
    clock: Clock,
    private readonly options: GroupedCallOptions,
  ) {
    // No pause: what is asked for here is waited for by somebody, and comes in bursts.
    this.#commit = new GroupCommit((jobs) => this.#flush(jobs), clock, { busyPauseMs: 0, busyFrom: Infinity });
  }

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#commit.add({ request, resolve, reject });
    });
  }

  async #flush(jobs: readonly Job<Request, Answer>[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += this.options.most) {
      await this.#together(jobs.slice(from, from + this.options.most));
    }
  }

  async #together(jobs: readonly Job<Request, Answer>[]): Promise<void> {
    try {
      const outcomes = await this.call(jobs.map(({ request }) => request));
      for (const [at, job] of jobs.entries()) settle(job, outcomes[at]);
    } catch (cause) {
      for (const { reject } of jobs) reject(cause);
    }
  }
}

function settle<Answer>(job: Job<unknown, Answer>, outcome: GroupOutcome<Answer> | undefined): void {
  if (outcome?.is === 'answered') job.resolve(outcome.answer);
  else job.reject(outcome?.cause ?? new Error('a grouped call left a request without an outcome'));
}
