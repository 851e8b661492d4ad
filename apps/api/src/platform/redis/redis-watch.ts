import type { EventEmitter } from 'node:events';
import type { Clock } from '../clock.js';
import { errorOf, type Log } from '../log.js';
import { describeError } from '../logging/describe-error.js';
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

/**
 * Whether Redis answers, asked again and again; said in the log when that changes, and when there is another reason for
 * its silence.
 */
export class RedisWatch {
  #state: 'unknown' | 'up' | 'down' = 'unknown';
  #isStopped = false;
  #isAsking = false;
  /** What the line said last since Redis answered: a command only says that there is none. */
  #fault: unknown;
  /** The reasons that were logged since. */
  readonly #said = new Set<string>();
  readonly #stopAsking: () => void;

  constructor(private readonly parts: RedisWatchParts) {
    this.#stopAsking = repeat(parts.clock, ASK_EVERY_MS, () => this.#ask());
    parts.redis.once('ready', () => void this.#ask());
    const lines: EventEmitter = parts.redis;
    for (const event of ['error', 'node error']) lines.on(event, (fault: unknown) => this.#note(fault));
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
      this.#wentUp();
    } catch (cause) {
      this.#wentDown(errorOf(this.#fault ?? cause));
    } finally {
      this.#isAsking = false;
    }
  }

  /** A fault without a code is what came of another one: that the line is closed, that no node could be had. */
  #note(fault: unknown): void {
    if (describeError(fault).code !== undefined || this.#fault === undefined) this.#fault = fault;
  }

  #wentUp(): void {
    this.#fault = undefined;
    this.#said.clear();
    if (this.#state === 'up' || this.#isStopped) return;
    this.#state = 'up';
    this.parts.log.info('redis-up');
  }

  #wentDown(cause: Error | undefined): void {
    const { code, name } = describeError(cause);
    const reason = code ?? name;
    if (this.#said.has(reason) || this.#isStopped) return;
    this.#said.add(reason);
    this.#state = 'down';
    this.parts.log.error('redis-down', { cause });
  }
}
