import { beforeEach, describe, expect, it } from '@jest/globals';
import { RELAX_AFTER_MS } from '@hearken/protocol';
import { waiting } from './matcher.contract.js';
import { BESIDE_SERVER_TWO } from './testing/beside-server-two.js';
import { QueueWorld, turn } from './testing/queue-world.js';

let world: QueueWorld;

beforeEach(() => {
  world = new QueueWorld();
});

describe('pairing', () => {
  it('tells both once, and the database knows their one room (I5)', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await Promise.all([world.service.tick(), world.service.tick(), world.service.tick()]);
    expect(world.pairs).toEqual(['alice+bob']);
    const room = await world.roomStore.findActive('alice');
    expect(room).toEqual(world.rooms[0]);
    expect(world.people.get('bob')?.record).toMatchObject({ room: room?.id });
    expect(world.people.get('bob')?.record.queue).toBeUndefined();
  });

  it('happens within 100 ms of a join (I8)', async () => {
    world.service.start();
    await world.join('alice', { role: 'vent' });
    await world.join('bob', { role: 'listen' });
    await world.pass(5);
    expect(world.pairs).toEqual(['alice+bob']);
    await world.service.stop();
  });

  it('pairs 500 who join at once in one transaction (I8)', async () => {
    world.service.start();
    const names = Array.from({ length: 500 }, (_, at) => `person ${String(at)}`);
    for (const name of names) await world.arrive(name);
    await Promise.all(names.map((name, at) => world.join(name, { role: at % 2 === 0 ? 'vent' : 'listen' })));
    await world.pass(5);
    expect(world.rooms).toHaveLength(250);
    expect(world.commits).toEqual([250]);
    await world.service.stop();
  });

  it('commits one transaction at a time, and looks again after it for all who asked', async () => {
    let underWay = 0;
    world.onCommit = async (_, commit) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await turn();
      const outcomes = await commit();
      underWay -= 1;
      return outcomes;
    };
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    const first = world.service.tick();
    await world.joinAll('vent', 'bert');
    await world.joinAll('listen', 'beth');
    await Promise.all([first, world.service.tick(), world.service.tick()]);
    expect(world.pairs).toEqual(['alice+bob', 'bert+beth']);
  });

  it('passes over who is not heard, who keep their place', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    await world.service.tick();
    const alice = await world.seat('alice');
    alice.isPresent = false;
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    expect(world.pairs).toEqual(['bert+bob']);
    expect(await world.service.position(alice)).toMatchObject({ position: 1 });
    await world.joinAll('listen', 'carol');
    await world.service.tick();
    expect(world.pairs).toEqual(['bert+bob']);
    alice.isPresent = true;
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+carol', 'bert+bob']);
  });

  it('passes over who is still being answered: their register may find them in a room', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    world.people.registering.add('alice');
    world.service.presenceChanged('alice', true);
    await turn();
    await world.service.tick();
    expect(world.pairs).toEqual([]);
    world.people.registering.delete('alice');
    world.service.presenceChanged('alice', true);
    await turn();
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('never pairs who have met (I7), but for the relax rule, which says so', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    await world.leave('alice');
    await world.join('alice', { role: 'vent' });
    for (const [name, other] of [
      ['x', 1],
      ['y', 2],
      ['z', 3],
    ] as const) {
      await world.service.met('device of alice', name, world.clock.now() + other);
      await world.service.met('device of bob', name, world.clock.now() + other);
    }
    world.clock.advance(RELAX_AFTER_MS - 1);
    await world.service.tick();
    expect(world.pairs).toEqual([]);
    world.clock.advance(1);
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
    expect(world.rooms[0]?.metBefore).toBe(true);
    expect(world.service.figures).toEqual({ paired: 2, reunited: 1, refused: 0, failed: 0 });
  });

  it('stops when it is told to', async () => {
    world.service.start();
    await world.service.stop();
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.pass(1_000);
    expect(world.pairs).toEqual([]);
  });
});

describe('a pairing that fails', () => {
  it('puts everybody back when the database does not answer, and tells nobody', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    await world.joinAll('listen', 'bob');
    world.onCommit = () => Promise.reject(new Error('away'));
    await world.service.tick();
    expect(world.pairs).toEqual([]);
    expect(await world.service.position(await world.seat('alice'))).toMatchObject({ position: 1 });
    expect(await world.service.position(await world.seat('bert'))).toMatchObject({ position: 2 });
    world.onCommit = (_, commit) => commit();
    await world.service.tick();
    expect(world.commits).toEqual([1]);
    world.clock.advance(100);
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('recovers within 5 s of the end of a long fault (I8)', async () => {
    world.service.start();
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    world.isAway = true;
    await world.pass(20_000);
    world.isAway = false;
    await world.pass(2_100);
    expect(world.pairs).toEqual(['alice+bob']);
    await world.service.stop();
  });

  it('gives the partner of who has gone to the next one in the same tick', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    await world.joinAll('listen', 'bob');
    // Another server took her registration over and dequeued her: nobody told this one.
    const alice = await world.seat('alice');
    await world.persons.dequeue(alice.record);
    await world.service.tick();
    expect(world.pairs).toEqual(['bert+bob']);
    expect(alice.record.queue).toBeUndefined();
    expect((await world.service.counts()).vent.waiting).toBe(0);
  });

  it('knows the registration that came meanwhile', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.arrive('alice');
    await world.service.tick();
    const [room] = world.rooms;
    expect(world.pairs).toEqual(['alice+bob']);
    expect(room?.actors[room.members[0].id === 'alice' ? 'a' : 'b'].gen).toBe(2);
  });

  it('tells both when only the answer was lost', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    world.onCommit = async (pairs, commit) => {
      await commit();
      return pairs.map(({ room }) => ({ is: 'refused', gone: room.members.map(({ id }) => id) }));
    };
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
    expect(await world.roomStore.findActive('bob')).toEqual(world.rooms[0]);
  });

  it('learns from the database whom one has met, and pairs with the next', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    // Noted by another server.
    await world.pairing.met('device of alice', 'device of bob', world.clock.now());
    await world.join('bob', { role: 'listen' });
    await world.matcher.put(
      {
        holder: (await world.seat('bob')).record,
        device: 'device of bob',
        present: true,
        entry: { role: 'listen', widen: false, front: false, enteredAt: world.clock.now(), opensAt: world.clock.now() },
      },
      [],
    );
    await world.service.tick();
    expect(world.pairs).toEqual(['bert+bob']);
  });

  it('does not let a pair that is refused for no visible reason hold up the others (I8)', async () => {
    await world.joinAll('vent', 'cursed', 'bert', 'carl');
    await world.joinAll('listen', 'bob', 'beth');
    const isCursed = (ids: readonly string[]): boolean => ids.includes('cursed');
    world.onCommit = async (pairs) => {
      const good = pairs.filter(({ room }) => !isCursed(room.members.map(({ id }) => id)));
      const outcomes = await world.pairing.commit(good, world.clock.now());
      return pairs.map((pair) => outcomes[good.indexOf(pair)] ?? { is: 'refused', gone: ['cursed'] });
    };
    await world.service.tick();
    await world.service.tick();
    expect(world.pairs).toEqual(['bert+beth', 'bob+carl'].sort());
    expect(await world.service.position(await world.seat('cursed'))).toMatchObject({ position: 1 });
    expect(world.commits.length).toBeLessThan(12);
  });

  it('pairs at once who stands in the pool as another server gave them back late (I8)', async () => {
    await world.join('alice', { role: 'vent' });
    const { record } = await world.seat('alice');
    world.clock.advance(10);
    await world.service.cancel(await world.seat('alice'));
    await world.join('alice', { role: 'vent' });
    const entry = record.queue;
    if (entry === undefined) throw new Error('alice did not wait');
    await world.matcher.put({ holder: record, device: record.device, present: true, entry }, []);
    await world.join('bob', { role: 'listen' });
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('tells another server to put its own anew whom the database refused for no visible reason, as it may not hear it (I8)', async () => {
    const told: string[] = [];
    world = new QueueWorld(undefined, { ...BESIDE_SERVER_TWO, tellMoved: (publicId) => told.push(publicId) });
    for (const [name, role] of [
      ['alice', 'vent'],
      ['bob', 'listen'],
    ] as const) {
      const { record } = await world.arrive(name);
      world.people.seats.delete(name);
      const { entry } = waiting(name, role, { enteredAt: world.clock.now() });
      await world.persons.enqueue(record, entry);
      await world.matcher.put({ holder: record, device: record.device, present: true, entry }, []);
    }
    world.onCommit = (pairs) =>
      Promise.resolve(pairs.map(({ room }) => ({ is: 'refused', gone: room.members.map(({ id }) => id) })));
    await world.service.tick();
    await world.service.tick();
    expect(told).toEqual([]);
    for (let heal = 0; heal < 5; heal += 1) await world.service.heal();
    expect(told).toEqual(['alice', 'alice', 'alice']);
  });

  it('tells all pairs of a commit before it waits for the matcher to hear of any (I8)', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    await world.joinAll('listen', 'bob', 'beth');
    const { promise: heard, resolve: hear } = Promise.withResolvers<undefined>();
    world.matcher.remove = () => heard;
    const ticked = world.service.tick();
    await turn();
    expect(world.pairs).toEqual(['alice+bob', 'bert+beth']);
    hear(undefined);
    await ticked;
  });

  it('does not leave the others untold when telling one pair throws', async () => {
    const broken = new QueueWorld();
    world = broken;
    await world.joinAll('vent', 'alice', 'bert');
    await world.joinAll('listen', 'bob', 'beth');
    broken.rooms.push = (room) => {
      if (room.members.some(({ id }) => id === 'alice')) throw new Error('a fault');
      return Array.prototype.push.call(broken.rooms, room);
    };
    await broken.service.tick();
    expect(broken.pairs).toEqual(['bert+beth']);
  });
});
