import { MemoryDatabase } from '@api/platform/memory/memory-database';
import type { Chance } from '../kernel/chance';
import type { Process } from '../kernel/process';
import type { VirtualTime } from '../kernel/virtual-time';

/** An operation whose outcome its caller does not learn. */
export class NotKnownError extends Error {
  override readonly name = 'NotKnownError';
  constructor() {
    super('the database did not answer in time');
  }
}

/**
 * The database all servers share: one truth, changed in atomic steps, reached with latency. It can be slow, answer
 * errors (after which a write may stand or not), be down, lose an acknowledged tail, or everything.
 */
export class SimDatabase {
  readonly truth = new MemoryDatabase({ keepsHistory: true });
  /** Longest way to it or back, ms. */
  latencyMs = 2;
  /** Part of the operations that fail: half of those are done nevertheless. */
  failureRate = 0;
  /** How often it lost what it had acknowledged. */
  losses = 0;
  /** Virtual time of the last loss. */
  lostAt = Number.NEGATIVE_INFINITY;
  #isUp = true;
  #whenUp: (() => void)[] = [];

  constructor(
    readonly time: VirtualTime,
    readonly chance: Chance,
  ) {}

  get isUp(): boolean {
    return this.#isUp;
  }

  goDown(): void {
    this.#isUp = false;
  }

  comeUp(): void {
    this.#isUp = true;
    // One by one: whoever watches a step sees the database as that step left it.
    for (const go of this.#whenUp.splice(0)) this.time.after(0, go);
  }

  /** Loses the last `commits` commits. */
  loseTail(commits: number): void {
    this.#noteLoss();
    // A wipe cut the history short: no further back than that.
    for (let lost = Math.min(commits, this.truth.position); lost > 0; lost--) {
      try {
        this.truth.restore(this.truth.position - lost);
        return;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }

  wipe(): void {
    this.#noteLoss();
    this.truth.wipe();
  }

  delay(): number {
    return this.chance.next() * this.latencyMs;
  }

  /** One operation of a server: `apply` is its atomic step. What is on the wire when the server dies may still be done. */
  call<R>(process: Process, apply: () => Promise<R>): Promise<R> {
    const isSent = this.chance.hits(0.5);
    const fails = this.chance.hits(this.failureRate);
    const isDoneAnyway = this.chance.hits(0.5);
    return new Promise((resolve, reject) => {
      const back = (then: () => void): void => {
        process.after(this.delay(), then);
      };
      const refuse = (): void => {
        back(() => {
          reject(new NotKnownError());
        });
      };
      const arrive = (): void => {
        if (process.state === 'dead' && !isSent) return;
        if (!this.#isUp) {
          this.#whenUp.push(arrive);
          return;
        }
        if (fails && !isDoneAnyway) {
          refuse();
          return;
        }
        void apply().then(
          (value) => {
            if (fails) refuse();
            else
              back(() => {
                resolve(value);
              });
          },
          (error: unknown) => {
            back(() => {
              reject(error instanceof Error ? error : new Error(String(error)));
            });
          },
        );
      };
      this.time.after(this.delay(), arrive);
    });
  }

  #noteLoss(): void {
    this.losses++;
    this.lostAt = this.time.now;
  }
}
