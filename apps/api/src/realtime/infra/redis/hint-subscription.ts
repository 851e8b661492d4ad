import { once } from 'node:events';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/log.js';
import { repeat } from '../../../platform/repeat.js';
import type { RedisClient } from '../../../platform/redis/open-redis.js';

/** What a subscription is made of. */
export interface HintSubscriptionParts {
  readonly redis: RedisClient;
  readonly openSubscriber: () => RedisClient;
  readonly channel: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onMessage: (text: string) => void;
  /** Messages may have been lost: said while nothing is heard, and once more when it has heard again. */
  readonly onMissed: () => void;
  /** Told how long each beat was under way, ms. */
  readonly onLag?: (ms: number) => void;
}

/** A beat through Redis to oneself, ms. */
const BEAT_EVERY_MS = 1_000;
/** No beat for this long: messages may have been lost, ms. */
const DOUBTFUL_MS = 2_500;
/** No beat for this long: the subscription is made anew, ms. A half-open one is noticed within 5 s. */
const DEAF_MS = 3_500;
/** While nothing is heard, those who should hear are told so this often, ms: they look in the log instead. */
const SAY_AGAIN_MS = 2_000;
const BEAT = 'beat ';

/**
 * One server's ear on Redis. A subscriber is only ever spoken to, so a half-open one hears silence and calls it peace:
 * it is told something every second, and made anew when it does not hear it.
 */
export class HintSubscription {
  #subscriber: RedisClient | undefined;
  #heardAt: number;
  #openedAt = 0;
  #saidAt = Number.NEGATIVE_INFINITY;
  #isDoubtful = false;
  #isDeaf = false;
  #isClosed = false;
  /** Sharded channels need Redis 7; an older one is spoken to in the older way. */
  #isSharded = true;
  readonly #stopBeating: () => void;
  #whenReady: (() => void)[] = [];
  #isReady = false;

  constructor(private readonly parts: HintSubscriptionParts) {
    this.#heardAt = parts.clock.now();
    void this.#open();
    this.#stopBeating = repeat(parts.clock, BEAT_EVERY_MS, () => this.#beat());
  }

  /** Resolves when the first beat was heard. */
  ready(): Promise<void> {
    return this.#isReady ? Promise.resolve() : new Promise((resolve) => this.#whenReady.push(resolve));
  }

  /** Says something on a channel. */
  async publish(channel: string, text: string): Promise<void> {
    const { redis } = this.parts;
    await (this.#isSharded ? redis.spublish(channel, text) : redis.publish(channel, text));
  }

  close(): void {
    this.#isClosed = true;
    this.#stopBeating();
    this.#subscriber?.disconnect();
  }

  async #beat(): Promise<void> {
    const now = this.parts.clock.now();
    if (now - this.#heardAt > DOUBTFUL_MS) {
      this.#isDoubtful = true;
      this.#sayMissed(now);
    }
    if (now - Math.max(this.#heardAt, this.#openedAt) > DEAF_MS) {
      if (!this.#isDeaf) this.parts.log.warn('hints-deaf', { silentMs: now - this.#heardAt });
      this.#isDeaf = true;
      void this.#open();
    }
    await this.#sayBeat().catch(() => undefined);
  }

  #sayBeat(): Promise<void> {
    return this.publish(this.parts.channel, `${BEAT}${String(performance.now())}`);
  }

  async #open(): Promise<void> {
    if (this.#isClosed) return;
    this.#subscriber?.disconnect();
    this.#openedAt = this.parts.clock.now();
    const subscriber = this.parts.openSubscriber();
    this.#subscriber = subscriber;
    subscriber.on('smessage', (_channel: string, text: string) => this.#hear(text));
    subscriber.on('message', (_channel: string, text: string) => this.#hear(text));
    try {
      await this.#listen(subscriber);
      await this.#sayBeat();
    } catch {
      // Tried again when the next beats are missed.
    }
  }

  async #listen(subscriber: RedisClient): Promise<void> {
    if (subscriber.status !== 'ready') await once(subscriber, 'ready');
    try {
      await subscriber.ssubscribe(this.parts.channel);
      this.#isSharded = true;
    } catch (cause) {
      if (!(cause instanceof Error && /unknown command/i.test(cause.message))) throw cause;
      await subscriber.subscribe(this.parts.channel);
      this.#isSharded = false;
    }
  }

  #sayMissed(now: number): void {
    if (now - this.#saidAt < SAY_AGAIN_MS) return;
    this.#saidAt = now;
    this.parts.onMissed();
  }

  #hear(text: string): void {
    if (this.#isClosed) return;
    this.#heardAt = this.parts.clock.now();
    if (this.#isDoubtful) {
      this.#isDoubtful = false;
      this.parts.onMissed();
    }
    this.#isDeaf = false;
    if (!text.startsWith(BEAT)) {
      this.parts.onMessage(text);
      return;
    }
    this.parts.onLag?.(performance.now() - Number(text.slice(BEAT.length)));
    this.#isReady = true;
    for (const resolve of this.#whenReady.splice(0)) resolve();
  }
}
