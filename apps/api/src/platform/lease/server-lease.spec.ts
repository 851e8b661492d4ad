import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { silentLog } from '../log.js';
import {
  ALL_TOGETHER,
  LEASE_MS,
  ServerLease,
  type LeaseHolder,
  type LeaseParts,
  type LeaseStore,
} from './server-lease.js';

/** A lease on the test's clock. */
class StillLease implements LeaseStore {
  held: { readonly holder: LeaseHolder; readonly until: number } | undefined;
  isAway = false;
  /** What a question waits for on its way. */
  way: Promise<unknown> = Promise.resolve();

  async take(holder: LeaseHolder, ms: number, insteadOf?: string): Promise<LeaseHolder> {
    await this.way;
    if (this.isAway) throw new Error('away');
    const { held } = this;
    const isFree = held === undefined || [holder.id, insteadOf].includes(held.holder.id) || held.until < Date.now();
    if (isFree) this.held = { holder, until: Date.now() + ms };
    return isFree ? holder : held.holder;
  }

  release(id: string): Promise<void> {
    if (this.held?.holder.id === id) this.held = undefined;
    return Promise.resolve();
  }
}

describe('one server on a database (I4)', () => {
  let store: StillLease;
  const lost: string[] = [];

  beforeEach(() => {
    jest.useFakeTimers({ advanceTimers: 1, doNotFake: ['setImmediate'] });
    store = new StillLease();
    lost.length = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const parts = (id: string, dead: readonly string[] = []): LeaseParts => ({
    store,
    holder: { id, host: 'here', pid: 1 },
    log: silentLog,
    steadyNow: () => Date.now(),
    isDead: (holder) => dead.includes(holder.id),
    onLost: () => lost.push(id),
  });

  it('is held while it is renewed', async () => {
    const lease = await ServerLease.acquire(parts('one'));
    await jest.advanceTimersByTimeAsync(10 * LEASE_MS);
    expect(lease?.isHeld()).toBe(true);
    await lease?.release();
    expect(store.held).toBeUndefined();
  });

  it('is taken at once from a process of this machine that is gone', async () => {
    await store.take({ id: 'killed', host: 'here', pid: 2 }, LEASE_MS);
    await expect(ServerLease.acquire(parts('two', ['killed']))).resolves.toBeDefined();
  });

  it('is held by all servers with Redis together, and refused to one without while one of them runs', async () => {
    const together = (): LeaseParts => ({ ...parts('unused'), holder: ALL_TOGETHER });
    const [first, second] = [await ServerLease.acquire(together()), await ServerLease.acquire(together())];
    expect([first, second].map((lease) => lease?.isHeld())).toEqual([true, true]);
    await first?.release();
    const alone = ServerLease.acquire(parts('alone'));
    await jest.advanceTimersByTimeAsync(2 * LEASE_MS);
    await expect(alone).resolves.toBeUndefined();
    await second?.release();
    const later = ServerLease.acquire(parts('alone'));
    await jest.advanceTimersByTimeAsync(LEASE_MS + 1_000);
    await expect(later).resolves.toBeDefined();
    const refused = ServerLease.acquire(together());
    await jest.advanceTimersByTimeAsync(2 * LEASE_MS);
    await expect(refused).resolves.toBeUndefined();
  });

  it('is not certain any more when the database was away for long', async () => {
    const lease = await ServerLease.acquire(parts('one'));
    store.isAway = true;
    await jest.advanceTimersByTimeAsync(LEASE_MS + 100);
    expect(lease?.isHeld()).toBe(false);
    store.isAway = false;
    await jest.advanceTimersByTimeAsync(2_000);
    expect(lease?.isHeld()).toBe(true);
    await lease?.release();
  });

  it('stays free when it is given back in the middle of a renewal', async () => {
    const lease = await ServerLease.acquire(parts('one'));
    const { promise, resolve } = Promise.withResolvers<undefined>();
    store.way = promise;
    await jest.advanceTimersByTimeAsync(1_500);
    const released = lease?.release();
    resolve(undefined);
    await released;
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    expect(store.held).toBeUndefined();
    expect(lease?.isHeld()).toBe(false);
  });

  it('is lost to whoever took over, and says so', async () => {
    const lease = await ServerLease.acquire(parts('frozen'));
    store.held = { holder: { id: 'other', host: 'there', pid: 3 }, until: Date.now() + 60_000 };
    await jest.advanceTimersByTimeAsync(1_500);
    expect(lost).toEqual(['frozen']);
    expect(lease?.isHeld()).toBe(false);
  });
});
