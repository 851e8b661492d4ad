import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogItem, Registered, RoomState } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import { IdentityKeys } from '../session/identity.js';
import { NotedSocket, registered, ServedWorld, type CallingPerson } from './testing/served-world.js';

let world: ServedWorld;

beforeEach(async () => {
  world = await ServedWorld.open();
});

afterEach(() => world.core.stop());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
  return 'ok';
}

function textsOf(items: readonly LogItem[]): readonly string[] {
  return items.map((item) => (item.kind === 'text' ? item.text : item.kind));
}

/** Alice calls, bob has a browser; they are in a room. */
async function met(): Promise<{
  alice: CallingPerson;
  bob: NotedSocket;
  me: Registered;
  room: RoomState;
}> {
  const bob = new NotedSocket(world.clock);
  const me = await registered(world, bob, { role: 'listen' });
  const alice = await world.caller();
  await alice.join('vent');
  await world.settle(100);
  const [room] = bob.told('room:paired');
  if (room === undefined) throw new Error('not paired');
  return { alice, bob, me, room };
}

/** Bob's browser is back on a new socket, with what it holds of alice. */
async function returned(me: Registered, room: RoomState, n: number): Promise<{ bob: NotedSocket; now: Registered }> {
  const bob = new NotedSocket(world.clock);
  const { privateId, publicId } = me;
  const received = { ...room.from.received, n };
  const own = { stream: room.stream, n: 0 };
  const claim = {
    roomId: room.roomId,
    partnerId: room.partner.publicId,
    stream: room.stream,
    outboxFrom: 1,
    received,
    own,
  };
  const now = await registered(world, bob, { privateId, publicId, room: claim });
  return { bob, now };
}

describe('where the server numbers', () => {
  it('a caller and a browser meet, and talk', async () => {
    const { alice, bob, room } = await met();
    const said = await alice.say('nonce-of-alice-0001', 'hello');
    expect(said).toMatchObject({
      kind: 'text',
      text: 'hello',
      n: 1,
      nonce: 'nonce-of-alice-0001',
      roomId: room.roomId,
    });
    await world.settle();
    expect(bob.texts).toEqual(['hello']);
    const entry = { kind: 'text' as const, text: 'hi', n: 1, t: 2, nonce: 'nonce-of-bob-00001' };
    await world.core.handle(bob, 'room:send', { roomId: room.roomId, stream: room.stream, entries: [entry] });
    expect(textsOf((await alice.read()).items)).toEqual(['hi', 'hello']);
    expect((await alice.read()).items).toEqual([]);
  });

  it('I1: the same nonce has the same answer, and is one text', async () => {
    const { alice, bob } = await met();
    const first = await alice.say('nonce-of-alice-0001', 'hello');
    world.clock.advance(1_000);
    expect(await alice.say('nonce-of-alice-0001', 'hello')).toEqual(first);
    expect(await codeOf(alice.say('nonce-of-alice-0001', 'something else'))).toBe('conflict');
    await world.settle();
    expect(bob.texts).toEqual(['hello']);
  });

  it.each(['lost', 'unanswered'] as const)(
    'I1: a write that is %s comes to stand once, with one answer',
    async (fault) => {
      const { alice, bob } = await met();
      world.messages.fault = fault;
      expect(await codeOf(alice.say('nonce-of-alice-0001', 'first'))).toBe('try-later');
      world.clock.advance(1_000);
      // Another text comes before the first one is tried again: it stays behind it.
      const second = await alice.say('nonce-of-alice-0002', 'second');
      const first = await alice.say('nonce-of-alice-0001', 'first');
      expect([first.n, second.n]).toEqual([1, 2]);
      expect(await alice.say('nonce-of-alice-0001', 'first')).toEqual(first);
      await world.settle();
      expect([...new Set(bob.texts)]).toEqual(['first', 'second']);
    },
  );

  it('I1: a crash between the write and its answer leaves one text, and the same answer after it', async () => {
    const { alice, bob, me, room } = await met();
    world.messages.fault = 'unanswered';
    expect(await codeOf(alice.say('nonce-of-alice-0001', 'first'))).toBe('try-later');
    await world.restart();
    // Before the partner is back: what stands is answered, and nothing new is taken.
    const first = await alice.say('nonce-of-alice-0001', 'first');
    expect(first).toMatchObject({ n: 1, text: 'first' });
    expect(await codeOf(alice.say('nonce-of-alice-0002', 'second'))).toBe('try-later');
    const back = await returned(me, room, 0);
    expect(back.now.state.is === 'paired' && textsOf(back.now.state.items)).toEqual(['first']);
    expect(await alice.say('nonce-of-alice-0002', 'second')).toMatchObject({ n: 2 });
    expect(bob.texts).toEqual([]);
    expect(await alice.say('nonce-of-alice-0001', 'first')).toEqual(first);
  });

  it('I1, I3: after a lost tail it takes nothing until the partner is back, and goes on above what they hold', async () => {
    const { alice, me, room } = await met();
    await alice.say('nonce-of-alice-0001', 'one');
    const { position } = world.database;
    await alice.say('nonce-of-alice-0002', 'two');
    await alice.say('nonce-of-alice-0003', 'three');
    await alice.read();
    world.database.restore(position);
    await world.restart();
    expect(await codeOf(alice.say('nonce-of-alice-0004', 'four'))).toBe('try-later');
    const { bob } = await returned(me, room, 3);
    expect(await alice.say('nonce-of-alice-0004', 'four')).toMatchObject({ n: 4 });
    await world.settle();
    expect(bob.texts).toEqual(['four']);
    // A reader who holds less sees the gap where two and three were.
    const after = await returned(me, room, 1);
    expect(after.now.state.is === 'paired' && textsOf(after.now.state.items)).toEqual(['gap', 'four']);
  });

  it('I3: a tail lost while the server runs is noticed by the author who reads, and shown to both', async () => {
    const { alice, me, room } = await met();
    await alice.say('nonce-of-alice-0001', 'one');
    const { position } = world.database;
    await alice.say('nonce-of-alice-0002', 'two');
    world.database.restore(position);
    await alice.read();
    expect(await alice.say('nonce-of-alice-0003', 'three')).toMatchObject({ n: 3 });
    expect(textsOf((await alice.read()).items)).toEqual(['three']);
    alice.cursor = undefined;
    expect(textsOf((await alice.read()).items)).toEqual(['one', 'gap', 'three']);
    const { now } = await returned(me, room, 1);
    expect(now.state.is === 'paired' && textsOf(now.state.items)).toEqual(['gap', 'three']);
  });

  it('I4: while a browser numbers a call is replaced; POST /api/auth takes over, and the browser stops', async () => {
    const { bob, me } = await met();
    const { privateId } = me;
    const caller = await world.core.callers.identify(privateId);
    expect(caller).toMatchObject({ publicId: me.publicId, isKnown: true });
    expect(await codeOf(world.core.callers.acting(caller))).toBe('replaced');
    const { state } = await world.core.callers.register(caller);
    expect(state.is).toBe('paired');
    expect(bob.closedFor).toBe('replaced');
    const person = await world.core.callers.acting(caller);
    const said = { nonce: 'nonce-of-bob-00001', body: { kind: 'text', text: 'from a call' } } as const;
    expect(await world.core.author.say(person, said)).toMatchObject({ n: 1 });
  });

  it('a notifying socket hears everything, its own texts too, and cannot send', async () => {
    const { alice, bob, room } = await met();
    const socket = await alice.listen();
    const said = await alice.say('nonce-of-alice-0001', 'hello');
    await world.settle();
    expect(socket.told('room:entries')).toMatchObject([{ items: [said] }]);
    const entry = { kind: 'text' as const, text: 'hi', n: 1, t: 2, nonce: 'nonce-of-bob-00001' };
    await world.core.handle(bob, 'room:send', { roomId: room.roomId, stream: room.stream, entries: [entry] });
    await world.settle();
    expect(socket.texts).toEqual(['hello', 'hi']);
    const { from } = room;
    const send = { roomId: room.roomId, stream: from.received.stream, entries: [{ ...entry, n: 2, t: 3 }] };
    expect(await codeOf(world.core.handle(socket, 'room:send', send))).toBe('invalid');
    // It takes nothing over: the next text goes on in the same stream.
    expect(await alice.say('nonce-of-alice-0002')).toMatchObject({ n: 2, stream: said.stream });
  });

  it('reading counts as received, and the author is told', async () => {
    const { alice, bob, room } = await met();
    const entry = { kind: 'text' as const, text: 'hi', n: 1, t: 1, nonce: 'nonce-of-bob-00001' };
    await world.core.handle(bob, 'room:send', { roomId: room.roomId, stream: room.stream, entries: [entry] });
    expect(bob.told('room:delivered').at(-1)?.delivered.n ?? 0).toBe(0);
    await alice.read();
    expect(bob.told('room:delivered').at(-1)).toMatchObject({ delivered: { stream: room.stream, n: 1 } });
    const told = bob.told('room:delivered').length;
    await alice.read();
    expect(bob.told('room:delivered')).toHaveLength(told);
  });

  it('what was meant for one room never lands in the next', async () => {
    const { alice, bob, room } = await met();
    const first = await alice.say('nonce-of-alice-0001', 'for bob');
    for (let second = 0; second < 16; second += 4) {
      await alice.read();
      await world.settle(4_000);
    }
    await world.core.handle(bob, 'room:leave', { roomId: room.roomId });
    const carol = new NotedSocket(world.clock);
    await registered(world, carol, { role: 'listen' });
    await alice.acting();
    await world.settle(100);
    expect(carol.told('room:paired')).toHaveLength(1);
    // Its answer was lost: the same nonce finds it where it stands, with or without the room's name.
    expect(await alice.say('nonce-of-alice-0001', 'for bob')).toEqual(first);
    expect(await alice.say('nonce-of-alice-0001', 'for bob', room.roomId)).toEqual(first);
    expect(await codeOf(alice.say('nonce-of-alice-0002', 'for bob', room.roomId))).toBe('ended');
    await world.settle();
    expect(carol.texts).toEqual([]);
    // The rest of the ended room can still be read, to the end.
    const page = await alice.read();
    expect(page).toMatchObject({ roomId: room.roomId, end: { reason: 'leave', by: 'partner' } });
  });

  it('likes once, however often it is asked, and takes it back', async () => {
    const { alice, bob, room } = await met();
    const entry = { kind: 'text' as const, text: 'hi', n: 1, t: 1, nonce: 'nonce-of-bob-00001' };
    await world.core.handle(bob, 'room:send', { roomId: room.roomId, stream: room.stream, entries: [entry] });
    const mine = await alice.say('nonce-of-alice-0001', 'hello');
    const [theirs] = (await alice.read()).items.filter((item) => item.kind === 'text' && item.author !== mine.author);
    const id = theirs?.kind === 'text' ? theirs.id : '';
    const like = async (messageId: string, isLiked = true) =>
      world.core.author.like(await alice.acting(), messageId, isLiked);
    await like(id);
    await like(id);
    await like(id, false);
    await like(id);
    await world.settle();
    const kinds = bob.told('room:entries').flatMap(({ items }) => items.map(({ kind }) => kind));
    expect(kinds).toEqual(['text', 'like', 'unlike', 'like']);
    expect(await codeOf(like(mine.id))).toBe('invalid');
    expect(await codeOf(like(id.replace(/.$/, '9')))).toBe('unknown-message');
    expect(await codeOf(like(id.replace(room.roomId, '01J9ZK4T3WQ8N5M2X7B6C0D1E2')))).toBe('unknown-message');
    world.messages.fault = 'unanswered';
    expect(await codeOf(like(id, false))).toBe('try-later');
    await like(id, false);
    await world.core.handle(bob, 'room:leave', { roomId: room.roomId });
    expect(await codeOf(like(id))).toBe('ended');
  });

  it('a wiped database: two who name the room to it talk on', async () => {
    const { alice, me, room } = await met();
    await alice.say('nonce-of-alice-0001', 'one');
    await alice.read();
    world.database.wipe();
    await world.restart();
    const waiting = await alice.read();
    expect(waiting).toMatchObject({ roomId: room.roomId, items: [] });
    expect(await codeOf(alice.say('nonce-of-alice-0002', 'two', room.roomId))).toBe('try-later');
    const { bob } = await returned(me, room, 1);
    await alice.read();
    expect(await alice.say('nonce-of-alice-0002', 'two')).toMatchObject({ n: 2, roomId: room.roomId });
    await world.settle();
    expect(bob.texts).toEqual(['two']);
  });
});

describe('who only calls', () => {
  it('is held for 15 s after joining, and paired while heard within 5 s', async () => {
    const alice = await world.caller();
    await alice.join('vent');
    await world.settle(6_000);
    const bob = new NotedSocket(world.clock);
    await registered(world, bob, { role: 'listen' });
    await world.settle(8_900);
    expect(bob.told('room:paired')).toHaveLength(0);
    // 14.9 s after the join the place is still there, and any call of theirs is enough.
    await alice.acting();
    await world.settle(100);
    expect(bob.told('room:paired')).toHaveLength(1);
  });

  it('I6: is gone after 15 s of silence, and not before 12.5 s; the partner is told', async () => {
    const { alice, bob } = await met();
    await alice.read();
    await world.settle(5_500);
    expect(bob.told('room:partner').at(-1)).toMatchObject({ presence: { is: 'reconnecting' } });
    await alice.read();
    await world.settle();
    expect(bob.told('room:partner').at(-1)).toMatchObject({ presence: { is: 'here' } });
    await world.settle(12_500);
    expect(bob.told('room:ended')).toHaveLength(0);
    await world.settle(2_500);
    expect(bob.told('room:ended')).toMatchObject([{ end: { reason: 'partner-lost', by: 'partner' } }]);
  });

  it('is not gone while they call after their socket was cut', async () => {
    const { alice, bob } = await met();
    const socket = await alice.listen();
    world.core.closed(socket);
    for (let second = 0; second < 20; second += 4) {
      await alice.read();
      await world.settle(4_000);
    }
    expect(bob.told('room:ended')).toHaveLength(0);
    expect(bob.told('room:partner').at(-1)?.presence ?? { is: 'here' }).toEqual({ is: 'here' });
  });

  it('with the secret alone is who a user was, in the order of the keys', async () => {
    const alice = await world.caller();
    const { publicId } = await alice.caller();
    await world.restart(['new key', 'key']);
    expect(await alice.caller()).toMatchObject({ publicId, isKnown: true });
    world.database.wipe();
    await world.restart(['new key', 'key']);
    const fresh = await alice.caller();
    expect(fresh).toEqual({
      privateId: alice.privateId,
      publicId: new IdentityKeys(['new key']).publicIdOf(alice.privateId),
      isNew: false,
      isKnown: false,
    });
  });

  it('keeps the device of an earlier registration', async () => {
    const { callers } = world.core;
    const { privateId, publicId } = await callers.register(callers.newcomer(), { device: 'd'.repeat(43) });
    const before = (await callers.acting(await callers.identify(privateId))).record.device;
    expect(before).not.toBe(publicId);
    await world.restart();
    const again = await world.core.callers.acting(await world.core.callers.identify(privateId));
    expect(again.record).toMatchObject({ device: before, numbering: 'server' });
  });

  it('one register serves calls that come together', async () => {
    const alice = await world.caller();
    await world.restart();
    const [one, two] = await Promise.all([alice.acting(), alice.acting()]);
    expect(one).toBe(two);
    expect(one.record.gen).toBe(2);
  });
});
