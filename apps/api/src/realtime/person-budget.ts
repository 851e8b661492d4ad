import type { Limits, NewEntry, PublicId, RoomSend, StreamId } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { MinuteWindow } from './minute-window.js';
import { TokenBucket } from './token-bucket.js';

/** Sending again what was accepted is free, within reason: it costs the server and the partner almost as much. */
const RESENDS_FACTOR = 20;

/** A budget untouched for this long is full again, and forgotten. */
const FORGET_AFTER_MS = 61_000;

/** What one person may still do. It outlives their sockets: coming back does not fill it. */
export class PersonBudget {
  readonly #texts: TokenBucket;
  readonly #minute: MinuteWindow;
  readonly #resends: TokenBucket;
  readonly #joins: TokenBucket;
  /** How far the server has told this person that their stream is accepted: up to there, sending again is free. */
  #accepted: { readonly stream: StreamId; readonly n: number } | undefined;
  usedAt: number;

  constructor(limits: Limits, joinsPerSecond: number, now: number) {
    this.#texts = new TokenBucket(limits.textsBurst, limits.textsPerSecond, now);
    this.#minute = new MinuteWindow(limits.textsPerMinute, now);
    this.#resends = new TokenBucket(limits.textsBurst * RESENDS_FACTOR, limits.textsPerSecond * RESENDS_FACTOR, now);
    this.#joins = new TokenBucket(joinsPerSecond, joinsPerSecond, now);
    this.usedAt = now;
  }

  /** Pays for the new entries of a send. Milliseconds to wait instead, when it cannot; then nothing is paid. */
  send({ stream, entries }: RoomSend, now: number): number {
    const fresh = this.#countFresh(stream, entries);
    const again = entries.length - fresh;
    const wait = Math.max(
      fresh === 0 ? 0 : Math.max(this.#texts.waitFor(fresh, now), this.#minute.waitFor(fresh, now)),
      again === 0 ? 0 : this.#resends.waitFor(again, now),
    );
    if (wait > 0) return wait;
    this.#texts.take(fresh, now);
    this.#minute.take(fresh, now);
    this.#resends.take(again, now);
    return 0;
  }

  /** Pays for one entry that the server is to number, or says how long to wait. */
  say(now: number): number {
    const wait = Math.max(this.#texts.waitFor(1, now), this.#minute.waitFor(1, now));
    if (wait > 0) return wait;
    this.#texts.take(1, now);
    this.#minute.take(1, now);
    return 0;
  }

  /** Pays for a join, or says how long to wait. */
  join(now: number): number {
    const wait = this.#joins.waitFor(1, now);
    if (wait === 0) this.#joins.take(1, now);
    return wait;
  }

  /** The server has answered that `stream` is accepted up to `n`. */
  accepted(stream: StreamId, n: number): void {
    this.#accepted = { stream, n };
  }

  #countFresh(stream: StreamId, entries: readonly NewEntry[]): number {
    const known = this.#accepted?.stream === stream ? this.#accepted.n : 0;
    let fresh = 0;
    for (const entry of entries) if (entry.n > known) fresh += 1;
    return fresh;
  }
}

/** The budgets of everybody who was here within the last minute. */
export class PersonBudgets {
  readonly #budgets = new Map<PublicId, PersonBudget>();
  #sweptAt: number;

  constructor(
    private readonly limits: Limits,
    private readonly joinsPerSecond: number,
    private readonly clock: Clock,
  ) {
    this.#sweptAt = clock.now();
  }

  of(publicId: PublicId): PersonBudget {
    const now = this.clock.now();
    const known = this.#budgets.get(publicId);
    if (known !== undefined) {
      known.usedAt = now;
      return known;
    }
    this.#sweep(now);
    const fresh = new PersonBudget(this.limits, this.joinsPerSecond, now);
    this.#budgets.set(publicId, fresh);
    return fresh;
  }

  /** The limits are others now. */
  forget(): void {
    this.#budgets.clear();
  }

  get size(): number {
    return this.#budgets.size;
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < FORGET_AFTER_MS) return;
    this.#sweptAt = now;
    for (const [publicId, budget] of this.#budgets) {
      if (now - budget.usedAt >= FORGET_AFTER_MS) this.#budgets.delete(publicId);
    }
  }
}
