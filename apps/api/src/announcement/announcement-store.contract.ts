import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { ANNOUNCEMENT_KEPT_MS, type AnnouncementStore } from './announcement-store.port.js';

/** What a new, empty store is tested with. */
export interface AnnouncementStoreSubject {
  readonly store: AnnouncementStore;
  readonly clock: ManualClock;
}

const ROOM = '01J9ZK4T3WQ8N5M2X7B6C0D1E2';

/** Holds an adapter of announcements to its port. */
export function describeAnnouncementStore(name: string, open: () => Promise<AnnouncementStoreSubject>): void {
  describe(`announcements in ${name}`, () => {
    let store: AnnouncementStore;
    let clock: ManualClock;
    const toAll = { to: { audience: 'all' }, text: 'Hello', by: 'ada' } as const;

    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    it('gives each an id of its own, the time of sending or the next free number', async () => {
      const at = clock.now();
      const made = await Promise.all([store.add(toAll, at), store.add(toAll, at), store.add(toAll, at)]);
      expect(made.map(({ id }) => id).sort((left, right) => left - right)).toEqual([at, at + 1, at + 2]);
    });

    it.each([
      { audience: 'all' },
      { audience: 'role', role: 'listen' },
      { audience: 'room', roomId: ROOM },
      { audience: 'person', personId: 'Zm9vYmFyYmF6cXV4MTIzNA' },
    ] as const)('keeps what is sent to %j as it was', async (to) => {
      const at = clock.now();
      const sent = { to, text: 'We restart at nine.', by: 'ada', expiresAt: at + 1_000, restartAt: at + 2_000 };
      const made = await store.add(sent, at);
      expect(made).toEqual({ ...sent, id: at, at, reached: 0 });
      expect(await store.list(10)).toEqual([made]);
    });

    it('lists the newest first, and so many', async () => {
      const at = clock.now();
      for (let index = 0; index < 3; index++) await store.add(toAll, at + index * 10);
      expect((await store.list(2)).map(({ id }) => id)).toEqual([at + 20, at + 10]);
    });

    it('finds those since a time, and older ones that still hold', async () => {
      const at = clock.now();
      const lasting = await store.add({ ...toAll, expiresAt: at + 5_000 }, at);
      await store.add({ ...toAll, expiresAt: at + 100 }, at + 10);
      await store.add(toAll, at + 20);
      const late = await store.add(toAll, at + 1_000);
      expect((await store.recent(at + 500, at + 1_000)).map(({ id }) => id)).toEqual([lasting.id, late.id]);
    });

    it('withdraws once', async () => {
      const { id } = await store.add(toAll, clock.now());
      expect(await store.withdraw(id, 'bo', 77)).toMatchObject({ id, withdrawn: { at: 77, by: 'bo' } });
      expect(await store.withdraw(id, 'cy', 78)).toBeUndefined();
      expect(await store.withdraw(1, 'cy', 78)).toBeUndefined();
      expect((await store.list(1))[0]?.withdrawn).toEqual({ at: 77, by: 'bo' });
    });

    it('counts whom it reached', async () => {
      const { id } = await store.add(toAll, clock.now());
      await Promise.all([store.addReached(id, 2), store.addReached(id, 3), store.addReached(1, 9)]);
      expect((await store.list(1))[0]?.reached).toBe(5);
    });

    it('forgets it 90 days later', async () => {
      const { id } = await store.add(toAll, clock.now());
      clock.advance(ANNOUNCEMENT_KEPT_MS - 1);
      expect(await store.list(1)).toHaveLength(1);
      clock.advance(1);
      expect(await store.list(1)).toEqual([]);
      expect(await store.withdraw(id, 'ada', 1)).toBeUndefined();
    });
  });
}
