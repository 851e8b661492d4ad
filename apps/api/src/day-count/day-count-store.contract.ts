import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { DAY_COUNT_KEPT_MS, dayOf, type DayCountStore } from './day-count-store.port.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a new, empty store is tested with. */
export interface DayCountStoreSubject {
  readonly store: DayCountStore;
  readonly clock: ManualClock;
}

/** Holds an adapter of day counts to its port. */
export function describeDayCountStore(name: string, open: () => Promise<DayCountStoreSubject>): void {
  describe(`day counts in ${name}`, () => {
    let store: DayCountStore;
    let clock: ManualClock;
    const today = (): string => dayOf(clock.now());
    const daysAgo = (days: number): string => dayOf(clock.now() - days * DAY_MS);

    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    it('adds up, also what comes at once', async () => {
      const day = today();
      const adds = Array.from({ length: 20 }, () => store.add({ day, ended: 2, thanked: 1 }));
      await Promise.all(adds);
      expect(await store.since(day)).toEqual([{ day, ended: 40, thanked: 20 }]);
    });

    it('gives days from one on, oldest first, and only those with anything', async () => {
      await store.add({ day: today(), ended: 1, thanked: 0 });
      await store.add({ day: daysAgo(3), ended: 3, thanked: 1 });
      await store.add({ day: daysAgo(5), ended: 5, thanked: 5 });
      expect(await store.since(daysAgo(3))).toEqual([
        { day: daysAgo(3), ended: 3, thanked: 1 },
        { day: today(), ended: 1, thanked: 0 },
      ]);
    });

    it('forgets a day a year after it', async () => {
      const day = today();
      await store.add({ day, ended: 1, thanked: 1 });
      clock.advance(DAY_COUNT_KEPT_MS - DAY_MS);
      expect(await store.since(day)).toHaveLength(1);
      clock.advance(DAY_MS);
      expect(await store.since(day)).toEqual([]);
    });
  });
}
