import { beforeEach, describe, expect, it } from '@jest/globals';
import { ROLES, type Counts } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import { QueueWorld, turn, type TestPerson } from './testing/queue-world.js';

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'ok';
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
}

let world: QueueWorld;

beforeEach(() => {
  world = new QueueWorld();
});

describe('joining', () => {
  it('answers the place', async () => {
    await world.joinAll('vent', 'alice');
    const place = await world.join('bert', { role: 'vent', widen: true });
    expect(place).toEqual({
      role: 'vent',
      widen: true,
      enteredAt: world.clock.now(),
      position: 2,
      waitedMs: 0,
      counts: { vent: { waiting: 2, online: 2 }, listen: { waiting: 0, online: 0 }, talk: { waiting: 0, online: 0 } },
    });
    expect((await world.persons.find('bert'))?.queue).toMatchObject({ role: 'vent', widen: true });
  });

  it('keeps the place when the queue is joined again, whatever becomes of widen', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    const again = await world.join('alice', { role: 'vent' });
    expect(again).toMatchObject({ position: 1, waitedMs: 2 });
    expect(await world.join('alice', { role: 'vent', widen: true })).toMatchObject({ position: 1, widen: true });
    expect((await world.persons.find('alice'))?.queue).toMatchObject({ enteredAt: again.enteredAt, widen: true });
  });

  it('enters another queue at its end', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    expect(await world.join('alice', { role: 'listen' })).toMatchObject({ position: 2, waitedMs: 0 });
    expect((await world.service.counts()).vent.waiting).toBe(0);
  });

  it('is refused in a room, and to a registration that was replaced', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    const alice = await world.seat('alice');
    expect(await codeOf(world.service.join(alice, { role: 'talk' }))).toBe('wrong-state');
    world.rooms.length = 0;
    // The server has forgotten the room, the database has not.
    expect(await codeOf(world.service.join(alice, { role: 'talk' }))).toBe('wrong-state');
    const carol = await world.seat('carol');
    await world.arrive('carol');
    expect(await codeOf(world.service.join(carol, { role: 'talk' }))).toBe('replaced');
  });

  it('says try-later when the database does not answer, and leaves everything as it was', async () => {
    await world.joinAll('vent', 'alice');
    world.isAway = true;
    expect(await codeOf(world.join('alice', { role: 'talk' }))).toBe('try-later');
    expect(await codeOf(world.service.cancel(await world.seat('alice')))).toBe('try-later');
    world.isAway = false;
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it("makes a leaver's next place count when their 15 s are over", async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    await world.leave('alice', world.clock.now() + 15_000);
    await world.joinAll('listen', 'carol');
    expect(await world.join('alice', { role: 'vent' })).toMatchObject({ opensInMs: 15_000 - 1 });
    await world.service.tick();
    expect(world.pairs).toEqual([]);
    world.clock.advance(15_000);
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+carol']);
  });
});

describe('cancelling and asking', () => {
  it('leaves the queue, once or twice', async () => {
    await world.joinAll('vent', 'alice');
    const alice = await world.seat('alice');
    expect(await world.service.cancel(alice)).toEqual({ is: 'idle' });
    expect(await world.service.cancel(alice)).toEqual({ is: 'idle' });
    expect((await world.persons.find('alice'))?.queue).toBeUndefined();
    expect(await codeOf(world.service.position(alice))).toBe('wrong-state');
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    expect(world.pairs).toEqual([]);
  });

  it('says that there is no place any more to whom another server has paired, and its hint is lost (I8)', async () => {
    await world.joinAll('vent', 'alice');
    const alice = await world.seat('alice');
    const { publicId, gen, reg } = alice.record;
    expect(await world.persons.enter({ publicId, gen, reg }, 'a room')).toBe(true);
    expect(await world.service.position(alice)).toMatchObject({ position: 1 });
    // That server has taken them out of the pool they share.
    await world.matcher.remove('alice');
    expect(await codeOf(world.service.position(alice))).toBe('wrong-state');
  });

  it('gives a place again that the matcher has lost, and outlives a database that is away', async () => {
    await world.joinAll('vent', 'alice');
    const alice = await world.seat('alice');
    world.emptyMatcher();
    world.isAway = true;
    expect(await world.service.position(alice)).toMatchObject({ position: 1 });
    expect(await world.matcher.position('alice')).toBeUndefined();
    world.isAway = false;
    await world.service.position(alice);
    expect(await world.matcher.position('alice')).toBe(1);
  });

  it('waits for a pairing that is under way, and is refused after it', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    let finish = (): void => undefined;
    world.onCommit = async (_, commit) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return commit();
    };
    const tick = world.service.tick();
    await turn();
    const alice = await world.seat('alice');
    const cancelled = codeOf(world.service.cancel(alice));
    const moved = codeOf(world.service.join(alice, { role: 'talk' }));
    expect(await world.service.position(alice)).toMatchObject({ position: 1 });
    finish();
    await tick;
    expect(await cancelled).toBe('wrong-state');
    expect(await moved).toBe('wrong-state');
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('is not overtaken by a pairing, and the other keeps their place', async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob', 'beth');
    world.turnsAway = () => 2;
    const cancelled = world.service.cancel(await world.seat('alice'));
    await world.service.tick();
    expect(await cancelled).toEqual({ is: 'idle' });
    expect(world.commits).toEqual([]);
    await world.joinAll('vent', 'carol');
    await world.service.tick();
    expect(world.pairs).toEqual(['bob+carol']);
  });

  it('counts who was paired as online, not as waiting, and how long they waited', async () => {
    await world.joinAll('vent', 'alice');
    world.clock.advance(2_000);
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    expect(await world.service.counts()).toEqual({
      vent: { waiting: 0, online: 1, medianWaitMs: 2_002 },
      listen: { waiting: 0, online: 1, medianWaitMs: 1 },
      talk: { waiting: 0, online: 0 },
    });
  });
});

describe('after a room', () => {
  beforeEach(async () => {
    await world.joinAll('vent', 'alice');
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    await world.joinAll('listen', 'waiting');
  });

  it('puts who was left at the front', async () => {
    await world.leave('alice');
    expect(await world.service.position(await world.seat('bob'))).toMatchObject({ position: 1 });
    expect((await world.seat('alice')).record.queue).toBeUndefined();
    await world.joinAll('vent', 'carol');
    await world.service.tick();
    expect(world.pairs).toEqual(['bob+carol']);
  });

  it('settles once: a late call answers where they are', async () => {
    const roomId = world.roomOf('bob')?.id ?? '';
    await world.leave('alice');
    await world.service.cancel(await world.seat('bob'));
    const entry = { role: 'listen', widen: false, enteredAt: 1, opensAt: 1, front: true } as const;
    expect(await world.service.places.settle('bob', { roomId, place: entry, isOwed: false })).toEqual({ is: 'idle' });
    expect((await world.service.counts()).listen.waiting).toBe(1);
    expect(await world.service.places.settle('nobody', { roomId, place: entry, isOwed: false })).toEqual({
      is: 'idle',
    });
  });
});

describe('coming and going', () => {
  it('takes up the stored places at boot, and pairs in their order', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    await world.joinAll('listen', 'bob');
    const records = await world.persons.queued();
    world.emptyMatcher();
    await Promise.all([...records].reverse().map((record) => world.service.places.restore(record)));
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
  });

  it('matches under the newest registration, whichever restore comes last', async () => {
    await world.joinAll('vent', 'alice');
    const older = (await world.seat('alice')).record;
    const newer = (await world.arrive('alice')).record;
    await world.service.places.restore(newer);
    await world.service.places.restore(older);
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    expect(world.pairs).toEqual(['alice+bob']);
    expect(world.service.figures.refused).toBe(0);
  });

  it('does not restore who is in a room', async () => {
    await world.joinAll('vent', 'alice');
    const stale = (await world.seat('alice')).record;
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    await world.service.places.restore(stale);
    expect((await world.service.counts()).vent.waiting).toBe(0);
  });

  it('forgets who is gone, unless they came back meanwhile', async () => {
    await world.joinAll('vent', 'alice', 'bert');
    await world.service.places.gone('alice');
    expect((await world.persons.find('alice'))?.queue).toBeUndefined();
    const gone = world.service.places.gone('bert');
    const { record } = await world.arrive('bert');
    await Promise.all([gone, world.service.places.restore(record)]);
    expect((await world.persons.find('bert'))?.queue).toMatchObject({ role: 'vent' });
    expect((await world.service.counts()).vent.waiting).toBe(1);
  });

  it('leaves the place of a registration that is taken up while the older one is found gone', async () => {
    await world.joinAll('vent', 'alice');
    const { record } = await world.arrive('alice');
    world.turnsAway = () => 1;
    await Promise.all([world.service.places.restore(record), world.service.places.gone('alice')]);
    expect((await world.service.counts()).vent.waiting).toBe(1);
  });

  it('can be told again of somebody gone while the database was away', async () => {
    await world.joinAll('vent', 'alice');
    world.isAway = true;
    await expect(world.service.places.gone('alice')).rejects.toThrow('away');
    world.isAway = false;
    await world.service.places.gone('alice');
    expect((await world.persons.find('alice'))?.queue).toBeUndefined();
  });
});

describe('announcing the counts', () => {
  const told = (person: TestPerson): readonly unknown[] =>
    (person.connection?.pushed ?? []).filter(({ event }) => event === 'queue:tick').map(({ payload }) => payload);
  const waiting = (counts: unknown): number => (counts as Counts).vent.waiting;

  it('goes to everybody in no room, at most once a second, only when something changed', async () => {
    const idle = await world.arrive('idle');
    await world.service.announceCounts();
    await world.joinAll('vent', 'alice');
    await world.service.announceCounts();
    expect(told(idle).map(waiting)).toEqual([0]);
    world.clock.advance(1_000);
    await world.service.announceCounts();
    world.clock.advance(1_000);
    await world.service.announceCounts();
    expect(told(idle).map(waiting)).toEqual([0, 1]);
    expect(ROLES.every((role) => role in (told(idle)[0] as Counts))).toBe(true);
  });

  it('tells a newcomer, and nobody who is in a room', async () => {
    await world.joinAll('vent', 'alice');
    await world.service.announceCounts();
    const newcomer = await world.arrive('newcomer');
    world.clock.advance(1_000);
    await world.service.announceCounts();
    expect(told(newcomer)).toHaveLength(1);
    await world.joinAll('listen', 'bob');
    await world.service.tick();
    world.clock.advance(1_000);
    await world.service.announceCounts();
    expect(told(await world.seat('alice'))).toHaveLength(1);
    expect(told(newcomer)).toHaveLength(2);
  });

  it('waits until a register is answered: no push may come before it', async () => {
    const alice = await world.arrive('alice');
    world.people.registering.add('alice');
    await world.service.announceCounts();
    expect(told(alice)).toEqual([]);
    world.people.registering.clear();
    world.clock.advance(1_000);
    await world.service.announceCounts();
    expect(told(alice)).toHaveLength(1);
  });
});
