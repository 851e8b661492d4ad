import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@hearken/protocol';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { AUDIT_KEPT_MS, type AuditStore } from './audit-store.port.js';

/** What a new, empty store is tested with. */
export interface AuditStoreSubject {
  readonly store: AuditStore;
  readonly clock: ManualClock;
}

/** Holds an adapter of the audit to its port. */
export function describeAuditStore(name: string, open: () => Promise<AuditStoreSubject>): void {
  describe(`the audit in ${name}`, () => {
    let store: AuditStore;
    let clock: ManualClock;
    const entry = (id: string): AuditEntry => ({
      id,
      at: clock.now(),
      by: 'ada',
      act: 'ban-made',
      target: 'b',
      note: 'n',
    });

    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    const everything = async (): Promise<readonly AuditEntry[]> => {
      const entries: AuditEntry[] = [];
      for await (const one of store.all()) entries.push(one);
      return entries;
    };

    it('keeps each entry as written, and pages from the newest', async () => {
      const entries = ['01A', '01B', '01C'].map(entry);
      for (const one of entries) await store.add(one);
      expect(await store.page(2)).toEqual([entries[2], entries[1]]);
      expect(await store.page(2, '01B')).toEqual([entries[0]]);
      expect(await everything()).toEqual(entries);
    });

    it('is never written over', async () => {
      await store.add(entry('01A'));
      await expect(store.add({ ...entry('01A'), by: 'mallory' })).rejects.toThrow();
      expect((await store.page(1))[0]?.by).toBe('ada');
    });

    it('forgets after a year', async () => {
      await store.add(entry('01A'));
      clock.advance(AUDIT_KEPT_MS - 1);
      expect(await store.page(9)).toHaveLength(1);
      clock.advance(1);
      expect(await store.page(9)).toEqual([]);
      expect(await everything()).toEqual([]);
    });
  });
}
