import { beforeEach, describe, expect, it } from '@jest/globals';
import { DAYS_SHOWN, type DayCount } from '@hearken/protocol';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { dayOf } from './day-count-store.port.js';
import { DayCountService, STORE_EVERY_MS } from './day-count.service.js';
import { MemoryDayCountStore } from './infra/memory-day-count-store.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A store that can be away. */
class FlakyStore extends MemoryDayCountStore {
  isAway = false;
  adds = 0;

  override add(count: DayCount): Promise<void> {
    if (this.isAway) return Promise.reject(new Error('away'));
    this.adds += 1;
    return super.add(count);
  }
}

let clock: ManualClock;
let store: FlakyStore;
let service: DayCountService;

beforeEach(() => {
  clock = new ManualClock();
  store = new FlakyStore(new MemoryDatabase(), clock);
  service = new DayCountService({ store, clock, log: silentLog });
});

const today = async (): Promise<DayCount | undefined> => (await service.lastDays()).at(-1);

describe('conversations by day', () => {
  it('are the last fourteen days, without a gap, today last', async () => {
    service.ended(clock.now() - 2 * DAY_MS);
    service.ended(clock.now() - DAYS_SHOWN * DAY_MS);
    const days = await service.lastDays();
    expect(days).toHaveLength(DAYS_SHOWN);
    expect(days.map(({ day }) => day)).toEqual([...days.map(({ day }) => day)].sort());
    expect(days.at(-1)).toEqual({ day: dayOf(clock.now()), ended: 0, thanked: 0 });
    expect(days.at(-3)).toEqual({ day: dayOf(clock.now() - 2 * DAY_MS), ended: 1, thanked: 0 });
    expect(days.reduce((all, { ended }) => all + ended, 0)).toBe(1);
  });

  it('count a thanked one where it ended, so that no day has more thanks than conversations', async () => {
    const endedAt = clock.now();
    service.ended(endedAt);
    clock.advance(DAY_MS);
    service.thanked(endedAt);
    const days = await service.lastDays();
    expect(days.slice(-2).map(({ ended, thanked }) => [ended, thanked])).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  it('are stored together, not one by one', async () => {
    service.start();
    for (let count = 0; count < 100; count += 1) service.ended(clock.now());
    clock.advance(STORE_EVERY_MS);
    await service.store();
    expect(store.adds).toBe(1);
    service.stop();
    expect(await today()).toMatchObject({ ended: 100 });
  });

  it('lose nothing while the database is away, and are in nobody’s way', async () => {
    service.ended(clock.now());
    store.isAway = true;
    await service.store();
    service.ended(clock.now());
    expect(await today()).toMatchObject({ ended: 2 });
    store.isAway = false;
    await service.store();
    expect(await new DayCountService({ store, clock, log: silentLog }).lastDays()).toContainEqual({
      day: dayOf(clock.now()),
      ended: 2,
      thanked: 0,
    });
  });

  it('are not told at all while nobody can read them: an overview without them is better than none', async () => {
    service.ended(clock.now());
    store.since = () => Promise.reject(new Error('away'));
    expect(await service.lastDays()).toEqual([]);
  });

  it('are the sum of several servers', async () => {
    const other = new DayCountService({ store, clock, log: silentLog });
    service.ended(clock.now());
    other.ended(clock.now());
    await other.store();
    expect(await today()).toMatchObject({ ended: 2 });
  });
});
