import type { Clock } from './clock.js';
import { errorOf, type Log } from './log.js';

/** One step of going away. It may take what is left of the time; whatever it throws, the next stage runs. */
export interface ShutdownStage {
  readonly name: string;
  run(leftMs: number): Promise<void> | void;
}

/** What a shutdown is made of. */
export interface ShutdownParts {
  readonly stages: readonly ShutdownStage[];
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the process. */
  readonly exit: (code: number) => void;
}

/** A signal to a whole process group reaches the server directly and through its parent, this close together, ms. */
const SAME_SIGNAL_MS = 500;

/** Goes away stage by stage, in bounded time. Asked a second time, it forces. */
export class Shutdown {
  #state: 'running' | 'stopping' | 'stopped' = 'running';
  #begunAt = 0;
  #reason = '';

  constructor(private readonly parts: ShutdownParts) {}

  /** Begins on the first call; a later one ends the process at once. One signal may come twice: that is one call. */
  request(reason: string): void {
    const { clock } = this.parts;
    if (this.#state === 'running') {
      this.#begunAt = clock.now();
      this.#reason = reason;
      void this.#run(reason);
    } else if (reason !== this.#reason || clock.now() - this.#begunAt >= SAME_SIGNAL_MS) {
      this.parts.log.warn('shutdown-forced', { reason });
      this.parts.exit(1);
    }
  }

  async #run(reason: string): Promise<void> {
    this.#state = 'stopping';
    const { stages, deadlineMs, clock, log, exit } = this.parts;
    log.info('shutdown-begins', { reason });
    const deadline = clock.now() + deadlineMs;
    let code = 0;
    for (const stage of stages) {
      const outcome = await this.#runStage(stage, deadline - clock.now());
      if (outcome !== 'done') {
        code = 1;
        log.warn('shutdown-stage-incomplete', { stage: stage.name, outcome });
      }
    }
    this.#state = 'stopped';
    log.info('shutdown-done');
    exit(code);
  }

  /** A stage that does not end in time is left behind: nothing it holds may keep the process. */
  async #runStage(stage: ShutdownStage, leftMs: number): Promise<'done' | 'failed' | 'late'> {
    const { clock, log } = this.parts;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(
        () => {
          resolve('late');
        },
        Math.max(0, leftMs),
      );
      Promise.resolve()
        .then(() => stage.run(Math.max(0, leftMs)))
        .then(
          () => {
            resolve('done');
          },
          (cause: unknown) => {
            log.error('shutdown-stage-failed', {
              stage: stage.name,
              cause: errorOf(cause),
            });
            resolve('failed');
          },
        )
        .finally(() => {
          clock.clearTimeout(timer);
        });
    });
  }
}
