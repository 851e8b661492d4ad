import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SettingsStore, StoredSettings } from './settings-store.port.js';

/** Holds an adapter of the settings to its port. */
export function describeSettingsStore(name: string, open: () => Promise<SettingsStore>): void {
  describe(`settings in ${name}`, () => {
    let store: SettingsStore;
    const settings = (revision: number, more: Partial<StoredSettings> = {}): StoredSettings => ({
      revision,
      queue: 'closed',
      notice: 'Back at nine.',
      limits: { textsPerSecond: 5, textsBurst: 20, textsPerMinute: 120, peopleMax: 100 },
      guidelinesVersion: 2,
      changedAt: 7,
      changedBy: 'ada',
      ...more,
    });

    beforeEach(async () => {
      store = await open();
    });

    it('has none at first, then those written last', async () => {
      expect(await store.read()).toBeUndefined();
      expect(await store.write(settings(1))).toBe(true);
      expect(await store.read()).toEqual(settings(1));
      expect(await store.write(settings(2, { queue: 'open' }))).toBe(true);
      expect(await store.read()).toEqual(settings(2, { queue: 'open' }));
    });

    it('takes a change only upon the revision it was made from', async () => {
      const first = await Promise.all([store.write(settings(1)), store.write(settings(1))]);
      expect(first.filter((isWritten) => isWritten)).toHaveLength(1);
      expect(await store.write(settings(3))).toBe(false);
      const second = await Promise.all([store.write(settings(2)), store.write(settings(2))]);
      expect(second.filter((isWritten) => isWritten)).toHaveLength(1);
    });
  });
}
