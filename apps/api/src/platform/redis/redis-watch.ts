import type { Clock } from '../clock.js';
import { errorOf, type Log } from '../log.js';
import { repeat } from '../repeat.js';
import type { RedisClient } from './open-redis.js';

/** What a watch needs. */
export interface RedisWatchParts {
  readonly redis: RedisClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Told how long each answer took, ms. */
  readonly onRoundTrip?: (ms: number) => void;
}

/** How often Redis is asked whether it is there, ms. */
const ASK_EVERY_MS = 1_000;
/** What is read: any key, of which there need be none. */
const PROBE = 'hearken:probe';

/** Whether Redis answers, asked again and again; said in the log when that changes. */
export class RedisWatch {
  #state: 'unknown' | 'up' | 'down' = 'unknown';
  #isStopped = false;
  #isAsking = false;
  readonly #stopAsking: () => void;

  constructor(private readonly parts: RedisWatchParts) {
    this.#stopAsking = repeat(parts.clock, ASK_EVERY_MS, () => this.#ask());
    parts.redis.once('ready', () => void this.#ask());
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** A command has failed: Redis is asked at once whether it is there. */
  doubt(): void {
    if (this.#state === 'up' && !this.#isAsking) void this.#ask();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopAsking();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      const askedAt = performance.now();
      await this.parts.redis.exists(PROBE);
      this.parts.onRoundTrip?.(performance.now() - askedAt);
      this.#become('up');
    } catch (cause) {
      this.#become('down', cause);
    } finally {
      this.#isAsking = false;
    }
  }

  #become(state: 'up' | 'down', cause?: unknown): void {
    const before = this.#state;
    if (before === state || this.#isStopped) return;
    this.#state = state;
    if (state === 'up') this.parts.log.info('redis-up');
    else this.parts.log.error('redis-down', { cause: errorOf(cause) });
  }
}
