import { DAYS_SHOWN, type DayCount } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import { repeat } from '../platform/repeat.js';
import type { ConversationTally } from '../room/tally.port.js';
import { dayOf, type DayCountStore } from './day-count-store.port.js';

/** What counting is made of. */
export interface DayCountParts {
  readonly store: DayCountStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Counts are stored together this often: a crash loses as much, and they are only figures. */
export const STORE_EVERY_MS = 10_000;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Conversations by day: how many ended, and in how many of them somebody said that it helped. */
export class DayCountService implements ConversationTally {
  /** Counted and not stored yet, by day. */
  #pending = new Map<string, DayCount>();
  #storing: Promise<void> | undefined;
  #stop: (() => void) | undefined;

  constructor(private readonly parts: DayCountParts) {}

  start(): void {
    this.#stop = repeat(this.parts.clock, STORE_EVERY_MS, () => this.store());
  }

  stop(): void {
    this.#stop?.();
  }

  ended(at: number): void {
    this.#count({ day: dayOf(at), ended: 1, thanked: 0 });
  }

  thanked(endedAt: number): void {
    this.#count({ day: dayOf(endedAt), ended: 0, thanked: 1 });
  }

  /** Stores what was counted. Never rejects: what could not be stored is kept for the next time. */
  async store(): Promise<void> {
    await this.#storing;
    this.#storing = this.#store();
    await this.#storing;
  }

  /** The last days, today last; what is not stored yet included. Empty while the database can't say. */
  async lastDays(): Promise<readonly DayCount[]> {
    try {
      return await this.#lastDays();
    } catch (cause) {
      this.parts.log.warn('day-counts-not-read', { cause: errorOf(cause) });
      return [];
    }
  }

  async #lastDays(): Promise<readonly DayCount[]> {
    const today = this.parts.clock.now();
    const days = Array.from({ length: DAYS_SHOWN }, (_, ago) => dayOf(today - (DAYS_SHOWN - 1 - ago) * DAY_MS));
    await this.store();
    const stored = await this.parts.store.since(days[0] ?? dayOf(today));
    const known = new Map(stored.map((count) => [count.day, count]));
    return days.map((day) => sum(known.get(day), this.#pending.get(day)) ?? { day, ended: 0, thanked: 0 });
  }

  async #store(): Promise<void> {
    const counts = [...this.#pending.values()];
    this.#pending = new Map();
    for (const count of counts) {
      try {
        await this.parts.store.add(count);
      } catch (cause) {
        this.#count(count);
        this.parts.log.warn('day-count-not-stored', { cause: errorOf(cause) });
      }
    }
  }

  #count(count: DayCount): void {
    this.#pending.set(count.day, sum(this.#pending.get(count.day), count) ?? count);
  }
}

function sum(left: DayCount | undefined, right: DayCount | undefined): DayCount | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { day: left.day, ended: left.ended + right.ended, thanked: left.thanked + right.thanked };
}
