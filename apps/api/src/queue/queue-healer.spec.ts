import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waiting } from './matcher.contract.js';
import { BESIDE_SERVER_TWO } from './testing/beside-server-two.js';
import { QueueWorld } from './testing/queue-world.js';

let world: QueueWorld;

beforeEach(() => {
  world = new QueueWorld();
});

describe('healing', () => {
  it('fills an emptied matcher within 5 s (I8)', async () => {
    world.service.start();
    await world.joinAll('vent', 'alice');
    world.emptyMatcher();
    await world.joinAll('listen', 'bob');
    await world.pass(3_100);
    expect(world.pairs).toEqual(['alice+bob']);
    await world.service.stop();
  });

  it('fills what the matcher has lost of its people, whoever else stands there, and leaves the others alone (I8)', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.matcher.remove('alice');
    await world.matcher.put(waiting('somebody of another server', 'vent', { present: false }), []);
    const put = jest.spyOn(world.matcher, 'put');
    await world.service.heal();
    expect(put.mock.calls.map(([{ holder }]) => holder.publicId)).toEqual(['alice']);
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('tells the matcher again of everybody when it may have missed something (I8)', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    for (const name of ['alice', 'bob']) await world.matcher.setPresent(name, false);
    Object.defineProperty(world.matcher, 'untold', { value: 1 });
    await world.service.heal();
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('takes up a place that only the database knows, and drops one that only the pool knows', async () => {
    const alice = await world.arrive('alice');
    const now = world.clock.now();
    await world.persons.enqueue(alice.record, {
      role: 'vent',
      widen: false,
      enteredAt: now,
      opensAt: now,
      front: false,
    });
    await world.joinAll('listen', 'bob');
    await world.persons.dequeue((await world.seat('bob')).record);
    await world.service.heal();
    const { vent, listen } = await world.service.counts();
    expect([vent.waiting, listen.waiting]).toEqual([1, 0]);
  });

  it('tells of a room that began and ended on other servers unheard, once, and of no other (I1)', async () => {
    await world.joinAll('vent', 'alice');
    const alice = await world.seat('alice');
    const now = world.clock.now();
    await world.persons.enter(alice.record, 'unheard');
    const place = { ...waiting('alice', 'vent').entry, enteredAt: now, front: true };
    await world.persons.settle('alice', { roomId: 'unheard', place, isOwed: true });
    await world.service.heal();
    await world.service.heal();
    expect(alice.connection?.pushed).toEqual([{ event: 'room:changed', payload: { roomId: 'unheard' } }]);
    expect(alice.record.lastRoom).toBe('unheard');
  });

  it('leaves somebody who has registered with another server to that one, and takes them out of its own part of the pool', async () => {
    world = new QueueWorld(undefined, BESIDE_SERVER_TWO);
    await world.joinAll('vent', 'alice');
    const { record } = await world.seat('alice');
    // The hint of it was lost: her seat here stays until her leeway is over.
    await world.persons.register({
      publicId: 'alice',
      reg: 'elsewhere',
      device: record.device,
      store: 'another store',
      attempt: 1,
      server: 'two',
      takeBreak: false,
      numbering: 'browser',
      now: world.clock.now(),
    });
    await world.service.heal();
    expect(await world.matcher.position('alice')).toBeUndefined();
    await world.service.heal();
    expect(await world.matcher.position('alice')).toBeUndefined();
  });

  it('outlives a database that is away', async () => {
    world.isAway = true;
    await world.service.heal();
    await world.service.announceCounts();
    await world.service.tick();
  });
});
