import type { Clock } from '../platform/clock.js';
import { TokenBucket } from '../realtime/token-bucket.js';

/** So many at once, so many a second in the long run. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** Addresses remembered at once. Forgetting all forgives some; the bound of everybody together still holds. */
const ADDRESSES_MAX = 10_000;

/** How often one address, and all of them together, may do something. Addresses come as hashes. */
export class AddressPace {
  readonly #addresses = new Map<string, TokenBucket>();
  readonly #all: TokenBucket;

  constructor(
    private readonly clock: Clock,
    private readonly each: Pace,
    all: Pace,
  ) {
    this.#all = new TokenBucket(all.burst, all.perSecond, clock.now());
  }

  /** Takes one, or says how long to wait, ms. */
  take(address: string): number {
    const now = this.clock.now();
    const bucket = this.#bucketOf(address, now);
    const wait = Math.max(bucket.waitFor(1, now), this.#all.waitFor(1, now));
    if (wait > 0) return wait;
    bucket.take(1, now);
    this.#all.take(1, now);
    return 0;
  }

  /** What was taken last did not count: a right password is no guess. */
  giveBack(address: string): void {
    const now = this.clock.now();
    this.#bucketOf(address, now).take(-1, now);
    this.#all.take(-1, now);
  }

  #bucketOf(address: string, now: number): TokenBucket {
    const held = this.#addresses.get(address);
    if (held !== undefined) return held;
    if (this.#addresses.size >= ADDRESSES_MAX) this.#addresses.clear();
    const bucket = new TokenBucket(this.each.burst, this.each.perSecond, now);
    this.#addresses.set(address, bucket);
    return bucket;
  }
}
