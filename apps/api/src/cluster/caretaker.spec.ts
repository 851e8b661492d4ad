import { beforeEach, describe, expect, it } from '@jest/globals';
import { LEEWAY_AFTER_OUTAGE_MS, type PublicId } from '@hearken/protocol';
import type { LeaseHolder, LeaseStore } from '../platform/lease/server-lease.js';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { CountingIds } from '../platform/testing/counting-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import type { Departure } from '../session/departures.js';
import { MemoryPersonStore } from '../session/infra/memory-person-store.js';
import { Caretaker } from './caretaker.js';
import { MemoryServerRegistry } from './infra/memory-server-registry.js';
import { BEAT_EVERY_MS, Membership, SERVER_DEAD_MS } from './membership.js';

const NOBODY = { vent: 0, listen: 0, talk: 0 };
/** Longer than between two looks for people without a server. */
const LOOKED_AGAIN_MS = 20_000;

/** A lease that one server holds, or is about to be given. */
class Lease implements LeaseStore {
  holder: string | undefined;
  /** Called before each taking. */
  onTake: () => Promise<void> = () => Promise.resolve();

  async take(holder: LeaseHolder): Promise<LeaseHolder> {
    await this.onTake();
    this.holder = holder.id;
    return holder;
  }

  release(id: string): Promise<void> {
    if (this.holder === id) this.holder = undefined;
    return Promise.resolve();
  }
}

describe('Caretaker', () => {
  let clock: ManualClock;
  let persons: MemoryPersonStore;
  let registry: MemoryServerRegistry;
  let lease: Lease;
  let expected: readonly Departure[];
  let letGo: readonly PublicId[];
  let caretaker: Caretaker;
  const ids = new CountingIds();

  beforeEach(() => {
    clock = new ManualClock();
    persons = new MemoryPersonStore(new MemoryDatabase(), clock);
    registry = new MemoryServerRegistry(clock);
    lease = new Lease();
    [expected, letGo] = [[], []];
    const here = () => ({ people: 0, online: NOBODY, talking: NOBODY });
    caretaker = new Caretaker({
      membership: new Membership(registry, { id: 'living', host: 'here' }, here),
      lease,
      persons,
      clock,
      log: silentLog,
      isSeated: () => false,
      expect: (departures) => (expected = [...expected, ...departures]),
      letGo: (publicIds) => (letGo = [...letGo, ...publicIds]),
      restore: () => Promise.resolve(),
      tellAway: () => Promise.resolve(),
    });
  });

  /** Alice registers with a server, and waits there. */
  async function register(server: string): Promise<void> {
    const fields = { publicId: 'alice', device: 'her phone', store: ids.registration(), attempt: 1, server };
    const now = clock.now();
    const record = await persons.register({
      ...fields,
      reg: ids.registration(),
      takeBreak: false,
      numbering: 'browser',
      now,
    });
    if (record === 'late') throw new Error('a store of its own is never late');
    await persons.enqueue(record, { role: 'vent', widen: false, enteredAt: now, opensAt: now, front: false });
  }

  const isLiving = async (id: string): Promise<boolean> =>
    (await registry.beat({ id: 'a third one', host: 'there' }, SERVER_DEAD_MS)).some((server) => server.id === id);

  it('I6: takes up who waits on a dead server, once, with the leeway after an outage', async () => {
    await register('dead');
    await caretaker.tick();
    await caretaker.tick();
    expect(expected).toMatchObject([
      { holder: { publicId: 'alice' }, at: clock.now() + LEEWAY_AFTER_OUTAGE_MS, takenUp: true },
    ]);
    expect([...caretaker.deadServers]).toEqual(['dead']);
  });

  it('lets go of who has registered with another server', async () => {
    await register('dead');
    await caretaker.tick();
    await register('another');
    await registry.beat({ id: 'another', host: 'there' }, 2 * LOOKED_AGAIN_MS);
    clock.advance(LOOKED_AGAIN_MS);
    await caretaker.tick();
    expect(letGo).toEqual(['alice']);
    expect([...caretaker.deadServers]).toEqual([]);
  });

  it('holds nothing of a dead server whose people have all departed', async () => {
    await register('dead');
    await caretaker.tick();
    const [departure] = expected;
    if (departure !== undefined) await persons.dequeue(departure.holder);
    clock.advance(LOOKED_AGAIN_MS);
    await caretaker.tick();
    expect([...caretaker.deadServers]).toEqual([]);
  });

  it('I6: leaves for good, also in the middle of a beat', async () => {
    await caretaker.start();
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<undefined>();
    lease.onTake = async () => {
      ask(undefined);
      await answered;
    };
    clock.advance(BEAT_EVERY_MS);
    await asked;
    const stopped = caretaker.stop();
    answer(undefined);
    await stopped;
    clock.advance(BEAT_EVERY_MS);
    expect(lease.holder).toBeUndefined();
    expect(await isLiving('living')).toBe(false);
  });
});
