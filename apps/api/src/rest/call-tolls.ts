import { codePoints, type Limits, type PublicId } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { ChatError } from '../realtime/chat-error.js';
import type { PersonBudgets } from '../realtime/person-budget.js';
import { PACES } from '../realtime/request-tolls.js';
import { TokenBucket } from '../realtime/token-bucket.js';

/** What a call is, as far as its price goes: the same as the event it stands for. */
export type CallKind = keyof typeof PACES | 'queue:join' | 'say' | 'like';

/** Calls of one person, whatever they are: a poll of state and messages each half second, and room for bursts. */
const CALLS_PER_SECOND = 10;
const CALLS_BURST = 50;
/** Buckets untouched for this long are full again, and forgotten. */
const FORGET_AFTER_MS = 61_000;

interface Purse {
  readonly calls: TokenBucket;
  readonly byKind: Map<CallKind, TokenBucket>;
  usedAt: number;
}

/** What the tolls are measured by. */
export interface CallTollParts {
  readonly limits: Limits;
  readonly budgets: PersonBudgets;
  readonly clock: Clock;
}

/** What each call costs its person: texts and joins out of the same budget as over a socket. */
export class CallTolls {
  readonly #purses = new Map<PublicId, Purse>();
  #sweptAt = 0;

  constructor(private readonly parts: CallTollParts) {}

  /**
   * Takes what a call costs.
   *
   * @throws {ChatError} rate-limited
   */
  take(publicId: PublicId, kind: CallKind): void {
    const now = this.parts.clock.now();
    const purse = this.#purseOf(publicId, now);
    purse.usedAt = now;
    pay(purse.calls, now);
    const budget = this.parts.budgets.of(publicId);
    if (kind === 'queue:join') refuseUntil(budget.join(now));
    else if (kind === 'say' || kind === 'like') refuseUntil(budget.say(now));
    else pay(bucketOf(purse, kind, now), now);
  }

  /**
   * The DTO knows the protocol's own bound; a server may have a lower one.
   *
   * @throws {ChatError} invalid
   */
  checkLength(content: string): void {
    const { textMax } = this.parts.limits;
    if (codePoints(content, textMax) > textMax) throw ChatError.invalid('content cannot be sent: too-long');
  }

  #purseOf(publicId: PublicId, now: number): Purse {
    const known = this.#purses.get(publicId);
    if (known !== undefined) return known;
    this.#sweep(now);
    const fresh = { calls: new TokenBucket(CALLS_BURST, CALLS_PER_SECOND, now), byKind: new Map(), usedAt: now };
    this.#purses.set(publicId, fresh);
    return fresh;
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < FORGET_AFTER_MS) return;
    this.#sweptAt = now;
    for (const [publicId, { usedAt }] of this.#purses) {
      if (now - usedAt >= FORGET_AFTER_MS) this.#purses.delete(publicId);
    }
  }
}

function bucketOf(purse: Purse, kind: keyof typeof PACES, now: number): TokenBucket {
  const { burst, perSecond } = PACES[kind];
  const bucket = purse.byKind.get(kind) ?? new TokenBucket(burst, perSecond, now);
  purse.byKind.set(kind, bucket);
  return bucket;
}

function pay(bucket: TokenBucket, now: number): void {
  refuseUntil(bucket.waitFor(1, now));
  bucket.take(1, now);
}

function refuseUntil(waitMs: number): void {
  if (waitMs > 0) throw ChatError.after('rate-limited', waitMs, 'too many of these');
}
