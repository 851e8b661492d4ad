import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { LIFTED_BAN_KEPT_MS, type BanRecord, type BanStore } from './ban-store.port.js';

/** What a new, empty store is tested with. */
export interface BanStoreSubject {
  readonly store: BanStore;
  readonly clock: ManualClock;
}

const ids = (bans: readonly BanRecord[]): readonly string[] => bans.map(({ id }) => id);

/** Holds an adapter of bans to its port. */
export function describeBanStore(name: string, open: () => Promise<BanStoreSubject>): void {
  describe(`bans in ${name}`, () => {
    let store: BanStore;
    let clock: ManualClock;
    const ban = (id: string, more: Partial<BanRecord> = {}): BanRecord => ({
      id,
      devices: ['d1'],
      networks: [],
      reason: 'Be kind.',
      at: clock.now(),
      by: 'ada',
      ...more,
    });

    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    it('keeps a ban as it was made', async () => {
      const at = clock.now();
      const whole = ban('01A', {
        devices: ['d1', 'd2'],
        networks: ['n1'],
        networkUntil: at + 5,
        expiresAt: at + 1_000,
        reportId: 'r1',
        appeal: { at, text: 'Why?', answer: { at, by: 'bo', decision: 'keep', note: 'So.' } },
      });
      await store.add(whole);
      expect(await store.find('01A')).toEqual(whole);
      expect(await store.find('01B')).toBeUndefined();
    });

    it('holds until it expires, and is then forgotten', async () => {
      await store.add(ban('01A', { expiresAt: clock.now() + 1_000 }));
      await store.add(ban('01B'));
      expect(ids(await store.active())).toEqual(['01B', '01A']);
      clock.advance(1_000);
      expect(ids(await store.active())).toEqual(['01B']);
      expect(await store.find('01A')).toBeUndefined();
      expect(await store.appeal('01A', 'Why?', clock.now())).toBeUndefined();
    });

    it('is lifted once, looked back at for 90 days at most, and then forgotten', async () => {
      await store.add(ban('01A'));
      await store.add(ban('01B', { expiresAt: clock.now() + 1_000 }));
      const at = clock.now();
      expect(await store.lift('01A', 'bo', at)).toMatchObject({ id: '01A', lifted: { at, by: 'bo' } });
      expect(await store.lift('01B', 'bo', at)).toBeDefined();
      expect(await store.lift('01A', 'cy', at)).toBeUndefined();
      expect(await store.active()).toEqual([]);
      expect(ids(await store.list('all', 9))).toEqual(['01B', '01A']);
      clock.advance(1_000);
      expect(ids(await store.list('all', 9))).toEqual(['01A']);
      clock.advance(LIFTED_BAN_KEPT_MS);
      expect(await store.list('all', 9)).toEqual([]);
    });

    it('takes one appeal, also of two at once', async () => {
      await store.add(ban('01A'));
      const made = await Promise.all([store.appeal('01A', 'One', 1), store.appeal('01A', 'Two', 2)]);
      expect(made.filter((after) => after !== undefined)).toHaveLength(1);
      expect(ids(await store.list('appealed', 9))).toEqual(['01A']);
      expect(await store.countAppeals()).toBe(1);
    });

    it('answers an appeal once', async () => {
      await store.add(ban('01A'));
      const answer = { at: 5, by: 'bo', decision: 'keep', note: 'No.' } as const;
      expect(await store.answer('01A', answer)).toBeUndefined();
      await store.appeal('01A', 'Why?', 3);
      expect((await store.answer('01A', answer))?.appeal).toEqual({ at: 3, text: 'Why?', answer });
      expect(await store.answer('01A', answer)).toBeUndefined();
      expect(await store.countAppeals()).toBe(0);
      expect(await store.list('appealed', 9)).toEqual([]);
    });

    it('finds all of a device, and knows it under a new key too', async () => {
      await store.add(ban('01A'));
      await store.add(ban('01B', { devices: ['d9'] }));
      await store.addDevice('01A', 'd1-new');
      await store.addDevice('01A', 'd1-new');
      expect((await store.find('01A'))?.devices).toEqual(['d1', 'd1-new']);
      expect(ids(await store.ofDevices(['d1-new']))).toEqual(['01A']);
      expect(ids(await store.ofDevices(['d1', 'd9']))).toEqual(['01B', '01A']);
    });

    it('lists the newest first, and so many', async () => {
      for (const id of ['01A', '01B', '01C']) await store.add(ban(id));
      expect(ids(await store.list('active', 2))).toEqual(['01C', '01B']);
    });
  });
}
