import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NEXT_AFTER_MS, TEXT_EXPIRES_MS, type Answer, type RoomClaim, type RoomState } from '@hearken/protocol';
import { MemoryReportStore } from '../report/infra/memory-report-store.js';
import type { ReportRecord } from '../report/report-store.port.js';
import { codeOf, textsOf, World, type Person } from '../testing/core-world.js';
import { MemoryMessageStore } from './infra/memory-message-store.js';

/** Device keys as browsers make them. */
const device = (name: string): string => name.padEnd(43, '0');

let world: World;
let alice: Person;
let bob: Person;
/** Their room, as each was told of it. */
let rooms: { readonly alice: RoomState; readonly bob: RoomState };

beforeEach(async () => {
  world = new World();
  await world.core.boot();
  [alice, bob] = await meet('alice', 'bob');
  rooms = { alice: alice.room, bob: bob.room };
});

afterEach(() => world.core.stop());

/** A venter and a listener, each on a device of their own, in a room. */
async function meet(venter: string, listener: string): Promise<readonly [Person, Person]> {
  const left = await world.person();
  await left.register({ role: 'vent', device: device(venter), takeBreak: true });
  const right = await world.person();
  await right.register({ role: 'listen', device: device(listener), takeBreak: true });
  await world.settle(100);
  return [left, right];
}

/** A new tab of a device that looks for somebody. */
async function tab(owner: string, role: 'vent' | 'listen'): Promise<Person> {
  const person = await world.person();
  await person.register({ role, device: device(owner) });
  await world.settle(100);
  return person;
}

const isPaired = (person: Person): boolean => person.socket.told('room:paired').length > 0;
const isWaiting = async (person: Promise<Person>): Promise<boolean> => (await person).registered?.state.is === 'queued';
const roomId = (): string => rooms.alice.roomId;
/** What each claims of the room, who has sent up to before `outboxFrom` and received nothing. */
const claimOf = (person: Person, outboxFrom = 1): RoomClaim => {
  const room = person === alice ? rooms.alice : rooms.bob;
  return person.claim(outboxFrom, room.from.received, room);
};

function stored(): Promise<readonly string[]> {
  return new MemoryMessageStore(world.database, world.clock).roomIds('', '~', 10);
}

function reports(): Promise<readonly ReportRecord[]> {
  return new MemoryReportStore(world.database, world.clock).open(undefined, 10);
}

describe('blocking', () => {
  it('ends the conversation at once; the partner is told of a leave, with the words given', async () => {
    const words = { because: 'not-a-match', note: 'All the best.' } as const;
    const { end, state } = await alice.ask('room:block', { roomId: roomId(), ...words });
    expect([end.reason, end.by, state.is]).toEqual(['block', 'you', 'idle']);
    await world.settle();
    expect(bob.socket.told('room:ended')[0]?.end).toMatchObject({ reason: 'leave', by: 'partner', ...words });
    const again = await bob.reconnect({ ended: claimOf(bob) });
    expect(again.lastRoom?.end).toMatchObject({ reason: 'leave', by: 'partner' });
    const mine = await alice.reconnect({ ended: claimOf(alice) });
    expect(mine.lastRoom?.end).toMatchObject({ reason: 'block', by: 'you' });
  });

  it('I7: keeps the two devices apart on every tab of either, for good, also after a restart', async () => {
    await alice.ask('room:block', { roomId: roomId() });
    const [aliceAgain, bobAgain] = [await tab('alice', 'vent'), await tab('bob', 'listen')];
    await world.settle(60_000);
    expect([isPaired(aliceAgain), isPaired(bobAgain)]).toEqual([false, false]);
    await world.restart();
    await Promise.all([
      aliceAgain.reconnect({ device: device('alice') }),
      bobAgain.reconnect({ device: device('bob') }),
    ]);
    await world.settle(2_000);
    expect([isPaired(aliceAgain), isPaired(bobAgain)]).toEqual([false, false]);
    const carol = await tab('carol', 'listen');
    expect(isPaired(carol)).toBe(true);
  });

  it('I7: works after the end as well, and leaves the end as it was', async () => {
    await bob.ask('room:leave', { roomId: roomId() });
    const before = await alice.reconnect({ room: claimOf(alice) });
    const { end } = await alice.ask('room:block', { roomId: roomId() });
    expect(end).toEqual(before.lastRoom?.end);
    const [aliceAgain] = [await tab('alice', 'vent'), await tab('bob', 'listen')];
    await world.settle(60_000);
    expect(isPaired(aliceAgain)).toBe(false);
  });

  it('I10: is nobody else’s to do', async () => {
    const carol = await world.person();
    for (const event of ['room:block', 'room:delete'] as const) {
      expect(await codeOf(carol.ask(event, { roomId: roomId() }))).toBe('not-member');
    }
    expect(await codeOf(carol.ask('room:report', { roomId: roomId(), reason: 'spam' }))).toBe('not-member');
    expect(isPaired(alice)).toBe(true);
  });

  it('I7: is done again when the database has lost it with its tail, and so is the end', async () => {
    const position = world.database.position;
    await alice.ask('room:block', { roomId: roomId() });
    world.database.restore(position);
    await world.restart();
    const claim = claimOf(alice);
    await alice.reconnect({ ended: claim, endedWith: ['block'], device: device('alice') });
    const back = await bob.reconnect({ room: claimOf(bob) });
    expect(back.lastRoom?.end).toMatchObject({ reason: 'leave', by: 'partner' });
    const [aliceAgain] = [await tab('alice', 'vent'), await tab('bob', 'listen')];
    await world.settle(60_000);
    expect(isPaired(aliceAgain)).toBe(false);
  });
});

describe('reporting', () => {
  const report = (by: Person, more: object = {}): Promise<Answer<'room:report'>> =>
    by.ask('room:report', { roomId: roomId(), reason: 'harassment', ...more });

  it('keeps what was said last, in its order, ends the conversation, and blocks; the partner sees a leave', async () => {
    for (let n = 1; n <= 60; n += 1) await alice.say(n);
    await bob.say(1);
    const { end, state } = await report(bob, { note: 'only this' });
    await world.settle();

    expect([end.reason, end.by, state.is]).toEqual(['report', 'you', 'idle']);
    expect(alice.socket.told('room:ended')[0]?.end).toMatchObject({ reason: 'leave', by: 'partner' });
    expect(JSON.stringify(alice.socket.told('room:ended'))).not.toContain('only this');
    const [kept] = await reports();
    expect(kept).toMatchObject({ reason: 'harassment', severity: 'high', note: 'only this', state: { is: 'open' } });
    expect([kept?.reporter.id, kept?.reported.id]).toEqual([bob.registered?.publicId, alice.registered?.publicId]);
    expect(kept?.snapshot).toHaveLength(50);
    expect(kept?.snapshot.at(-1)).toMatchObject({ by: 'reported', kind: 'text', text: 'text 60' });
    expect(kept?.snapshot.filter(({ by }) => by === 'reporter')).toEqual([]);
    const [aliceAgain] = [await tab('alice', 'vent'), await tab('bob', 'listen')];
    await world.settle(60_000);
    expect(isPaired(aliceAgain)).toBe(false);
  });

  it('is kept once for each member, whatever is asked again', async () => {
    await report(bob, { note: 'first' });
    await report(bob, { note: 'second' });
    await report(alice, { reason: 'spam' });
    expect(new Set((await reports()).map(({ note, reason }) => note ?? reason))).toEqual(new Set(['first', 'spam']));
  });

  it('works after the end, for as long as the room is kept', async () => {
    await alice.say(1);
    await alice.ask('room:leave', { roomId: roomId() });
    world.clock.advance(TEXT_EXPIRES_MS - 5_000);
    await bob.reconnect();
    await report(bob);
    expect((await reports())[0]?.snapshot).toHaveLength(1);
    world.clock.advance(10_000);
    await bob.reconnect();
    expect(await codeOf(report(bob))).toBe('not-member');
  });

  it('keeps a reported device out of pairing for a severe reason, on every tab, until somebody has looked', async () => {
    const waiting = await tab('alice', 'vent');
    expect((await waiting.ask('queue:position', {})).position).toBe(1);
    await alice.say(1);
    await report(bob, { reason: 'threat' });
    await world.settle();

    expect(alice.socket.told('room:ended')[0]?.state).toMatchObject({ is: 'idle', isHeld: true });
    expect(await codeOf(waiting.ask('queue:position', {}))).toBe('wrong-state');
    expect(await codeOf(waiting.ask('queue:join', { role: 'vent' }))).toBe('held');
    const again = { role: 'vent', device: device('alice') } as const;
    expect((await waiting.reconnect(again)).state).toEqual({ is: 'idle', isHeld: true });
    const carol = await tab('carol', 'listen');
    await world.restart();
    await Promise.all([waiting.reconnect(again), carol.reconnect({ device: device('carol') })]);
    await world.settle(5_000);
    expect([isPaired(waiting), isPaired(carol)]).toEqual([false, false]);

    const [kept] = await reports();
    const store = new MemoryReportStore(world.database, world.clock);
    await store.decide(kept?.id ?? '', { outcome: 'dismissed', at: world.clock.now(), by: 'mo' });
    await world.settle(4_000);
    await waiting.ask('queue:join', { role: 'vent' });
    await world.settle(100);
    expect(isPaired(carol)).toBe(true);
  });

  it('holds nobody who said nothing, and nobody for a reason that is not severe', async () => {
    await report(bob, { reason: 'threat' });
    const [carol, dave] = await meet('carol', 'dave');
    await carol.say(1);
    await dave.ask('room:report', { roomId: carol.room.roomId, reason: 'sexual' });
    await world.settle();
    expect(await Promise.all([tab('alice', 'vent'), tab('carol', 'vent')].map(isWaiting))).toEqual([true, true]);
  });

  it('does not let one who was wrong hold anybody alone', async () => {
    const store = new MemoryReportStore(world.database, world.clock);
    await alice.say(1);
    await report(bob, { reason: 'threat' });
    const [first] = await reports();
    await store.decide(first?.id ?? '', { outcome: 'dismissed', at: world.clock.now(), by: 'mo' });
    const [carol, bobAgain] = await meet('carol', 'bob');
    await carol.say(1);
    await bobAgain.ask('room:report', { roomId: carol.room.roomId, reason: 'threat' });
    await world.settle();
    expect(await isWaiting(tab('carol', 'vent'))).toBe(true);
  });
});

describe('deleting', () => {
  const remove = (by: Person): Promise<Answer<'room:delete'>> => by.ask('room:delete', { roomId: roomId() });

  it('I10: ends the conversation, and nothing of it is left; the partner is told who did it', async () => {
    await alice.say(1);
    await bob.say(1);
    const { end, state } = await remove(alice);
    await world.settle();

    expect(end).toMatchObject({ reason: 'deleted', by: 'you', deleted: 'you' });
    expect(state.is).toBe('idle');
    expect(await stored()).toEqual([]);
    expect(bob.socket.told('room:ended')[0]?.end).toMatchObject({
      reason: 'deleted',
      by: 'partner',
      deleted: 'partner',
    });
    const seen = await bob.ask('room:sync', claimOf(bob));
    expect(seen.is === 'ended' && [textsOf(seen.room.items), seen.room.more, seen.room.continuity]).toEqual([
      [],
      false,
      'proven',
    ]);
  });

  it('I10: takes nothing that comes late, from an outbox or from a flush that was under way', async () => {
    const late = [alice.say(1), bob.say(1)];
    const deleted = remove(alice);
    await Promise.allSettled([...late, deleted]);
    expect(await stored()).toEqual([]);
    expect(await codeOf(alice.say(2))).toBe('ended');
    expect(await codeOf(bob.say(2))).toBe('ended');
    await world.settle(10_000);
    expect(await stored()).toEqual([]);
  });

  it('works after the end: the partner is told to look again, and finds nothing', async () => {
    await alice.say(1);
    await alice.ask('room:leave', { roomId: roomId(), note: 'a note' });
    const { end } = await remove(bob);
    expect(end).toMatchObject({ reason: 'leave', by: 'partner', deleted: 'you' });
    expect(end.note).toBeUndefined();
    expect(await stored()).toEqual([]);
    expect(alice.socket.told('room:changed')).toEqual([{ roomId: roomId() }]);
    expect((await remove(alice)).end.deleted).toBe('partner');
  });

  it('is done again when the database has lost it with its tail', async () => {
    await alice.say(1);
    await bob.ask('room:leave', { roomId: roomId() });
    const position = world.database.position;
    await remove(alice);
    world.database.restore(position);
    expect(await stored()).toHaveLength(1);
    const back = await alice.reconnect({ ended: claimOf(alice, 2), endedWith: ['deleted'] });
    expect(back.lastRoom?.end).toMatchObject({ reason: 'leave', deleted: 'you' });
    expect(await stored()).toEqual([]);
  });

  it('leaves a report its own copy, marked as unverified, and none where the server has the words', async () => {
    const copy = [{ by: 'partner', text: 'you are nothing', at: 5 }] as const;
    await alice.say(1);
    await alice.ask('room:delete', { roomId: roomId() });
    await bob.ask('room:report', { roomId: roomId(), reason: 'threat', copy });
    const [carol, dave] = await meet('carol', 'dave');
    await carol.say(1);
    await dave.ask('room:report', { roomId: carol.room.roomId, reason: 'spam', copy });
    await world.settle();

    const [deleted, kept] = await reports();
    expect(deleted).toMatchObject({ snapshot: [], deletedBy: 'reported', unverifiedCopy: copy, weight: 1 });
    expect(kept).not.toHaveProperty('unverifiedCopy');
    expect(await isWaiting(tab('alice', 'vent'))).toBe(false);
  });

  it('and who deletes what they report holds nobody by it', async () => {
    await remove(bob);
    const copy = [{ by: 'partner', text: 'made up', at: 5 }] as const;
    await bob.ask('room:report', { roomId: roomId(), reason: 'threat', copy });
    expect((await reports())[0]).toMatchObject({ deletedBy: 'reporter', weight: 0 });
  });

  it('a leaver by any of the three may join again when the 15 s are over', async () => {
    const { state } = await remove(alice);
    expect(state.is === 'idle' && state.joinInMs).toBeLessThanOrEqual(NEXT_AFTER_MS);
    expect(state.is === 'idle' && state.joinInMs).toBeGreaterThan(NEXT_AFTER_MS - 1_000);
  });
});
