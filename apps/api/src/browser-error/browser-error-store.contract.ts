import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserErrorReport } from '@hearken/protocol';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { BROWSER_ERROR_KEPT_MS, type BrowserErrorStore } from './browser-error-store.port.js';

/** What a new, empty store is tested with. */
export interface BrowserErrorStoreSubject {
  readonly store: BrowserErrorStore;
  readonly clock: ManualClock;
}

/** Holds an adapter of browser errors to its port. */
export function describeBrowserErrorStore(name: string, open: () => Promise<BrowserErrorStoreSubject>): void {
  describe(`browser errors in ${name}`, () => {
    let store: BrowserErrorStore;
    let clock: ManualClock;
    const fault: BrowserErrorReport = {
      version: '1.0.0',
      kind: 'error',
      name: 'TypeError',
      frames: ['main-ABCD1234.js:1:2'],
      page: 'chat',
      browser: 'firefox',
    };

    beforeEach(async () => {
      ({ store, clock } = await open());
    });

    it('counts equal ones together', async () => {
      const at = clock.now();
      await store.add('a', fault, at, 9);
      await store.add('a', { ...fault, page: 'landing' }, at + 5, 9);
      await store.add('b', { ...fault, name: 'RangeError' }, at + 2, 9);
      const { page: _page, browser: _browser, ...equal } = fault;
      expect(await store.list(9)).toEqual([
        { id: 'a', ...equal, count: 2, firstAt: at, lastAt: at + 5, pages: ['chat', 'landing'], browsers: ['firefox'] },
        expect.objectContaining({ id: 'b', count: 1, name: 'RangeError' }),
      ]);
      expect(await store.list(1)).toHaveLength(1);
    });

    it('takes no more groups than it may, but more of those it has', async () => {
      expect(await store.add('a', fault, clock.now(), 1)).toBe(true);
      expect(await store.add('b', fault, clock.now(), 1)).toBe(false);
      expect(await store.add('a', fault, clock.now(), 1)).toBe(true);
      expect((await store.list(9)).map(({ id, count }) => [id, count])).toEqual([['a', 2]]);
    });

    it('forgets a group that rests for 30 days', async () => {
      await store.add('a', fault, clock.now(), 9);
      clock.advance(BROWSER_ERROR_KEPT_MS);
      expect(await store.list(9)).toEqual([]);
    });
  });
}
