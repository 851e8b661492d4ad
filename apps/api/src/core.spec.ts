import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LEEWAY_AFTER_OUTAGE_MS, PROTOCOL_VERSION, type RoomClaim } from '@hearken/protocol';
import { codeOf, TestSocket, textsOf, World } from './testing/core-world.js';
import { MemoryMessageStore } from './room/infra/memory-message-store.js';
import { MemoryRoomStore } from './room/infra/memory-room-store.js';

describe('the core, alone with its memory stores', () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.core.boot();
  });

  afterEach(() => world.core.stop());

  it('pairs a venter and a listener at once and tells both (I8)', async () => {
    const [alice, bob] = await world.pair();
    expect(alice.room.roomId).toBe(bob.room.roomId);
    expect(alice.room.partner).toMatchObject({ publicId: bob.registered?.publicId, role: 'listen' });
    expect(alice.room.continuity).toBe('proven');
  });

  it('acknowledges and pushes in order, once (I1, I2)', async () => {
    const [alice, bob] = await world.pair();
    await expect(alice.say(1)).resolves.toEqual({ stream: alice.room.stream, accepted: 1 });
    await expect(alice.say(2)).resolves.toMatchObject({ accepted: 2 });
    await world.settle();
    expect(bob.heard).toEqual(['text 1', 'text 2']);
  });

  it('lets go of a room that the database no longer says, unless it was opened while the database was asked', async () => {
    const [alice] = await world.pair();
    const { roomId } = alice.room;
    const publicId = alice.registered?.publicId ?? '';
    world.core.rooms.holdOnly(publicId, undefined, undefined);
    expect(world.core.live.get(roomId)).toBeDefined();
    world.core.rooms.holdOnly(publicId, roomId, roomId);
    expect(world.core.live.get(roomId)).toBeDefined();
    world.core.rooms.holdOnly(publicId, roomId, undefined);
    expect(world.core.live.get(roomId)).toBeUndefined();
  });

  it('refuses a number above the next, and other content under a used one (I1)', async () => {
    const [alice] = await world.pair();
    expect(await codeOf(alice.say(2))).toBe('out-of-order');
    await alice.say(1);
    expect(await codeOf(alice.say(1))).toBe('conflict');
  });

  it('gives back what was missed in one round trip after an outage (I1)', async () => {
    const [alice, bob] = await world.pair();
    const room = bob.room;
    bob.cut();
    await alice.say(1);
    await alice.say(2);
    const answer = await bob.reconnect({ room: bob.claim(1, room.from.received, room) });
    expect(answer.state).toMatchObject({ is: 'paired', continuity: 'proven', accepted: 0 });
    expect(textsOf(bob.room.items)).toEqual(['text 1', 'text 2']);
  });

  it('shows no gap to who was never told of their room and has written nothing (I3)', async () => {
    const [alice, bob] = await world.pair();
    const room = alice.room;
    await bob.say(1);
    const back = await alice.reconnect();
    expect(back.state).toMatchObject({ is: 'paired', stream: room.stream, continuity: 'proven' });
    expect(textsOf(back.state.is === 'paired' ? back.state.items : [])).toEqual(['text 1']);
  });

  it('gives a lost store a new stream, and back what both said (I1, I3)', async () => {
    const [alice, bob] = await world.pair();
    const room = alice.room;
    await alice.say(1);
    await bob.say(1);
    const back = await alice.reconnect();
    expect(back.state).toMatchObject({ is: 'paired', continuity: 'gap', accepted: 0 });
    if (back.state.is !== 'paired') return;
    expect(back.state.stream > room.stream).toBe(true);
    expect(textsOf(back.state.items)).toEqual(['text 1', 'text 1', 'gap']);
  });

  it('gives a lost store a new stream also where a lost tail left only what stands above a hole (I1)', async () => {
    const [alice] = await world.pair();
    const { room } = alice;
    await alice.say(1);
    await alice.say(2);
    const messages = new MemoryMessageStore(world.database, world.clock);
    const [, second] = await messages.read({ roomId: room.roomId, slot: room.slot, stream: room.stream }, 0, 2, 2);
    world.database.restore(world.database.position - 2);
    // Written out of order: the database has lost the first of the two only.
    if (second !== undefined) await messages.append([second]);
    const back = await alice.reconnect();
    expect(back.state).toMatchObject({ is: 'paired', continuity: 'gap', accepted: 0 });
    expect(back.state.is === 'paired' && back.state.stream > room.stream).toBe(true);
  });

  it('tells an author at which entry the reader stands, also after kill -9 (I2)', async () => {
    const [alice, bob] = await world.pair();
    const [aliceRoom, bobRoom] = [alice.room, bob.room];
    await alice.say(1);
    const nonce = `${alice.store}-nonce-1`;
    const held = { stream: aliceRoom.stream, n: 1 };
    const delivered = { ...held, nonce };
    await bob.ask('room:received', { roomId: bobRoom.roomId, received: delivered });
    expect(alice.socket.told('room:delivered').at(-1)).toEqual({ roomId: aliceRoom.roomId, delivered });
    await bob.reconnect({ room: { ...bob.claim(1, held, bobRoom), receivedNonce: nonce } });
    await world.restart();
    const back = await alice.reconnect({ room: alice.claim(1, aliceRoom.from.received, aliceRoom) });
    expect(back.state).toMatchObject({ is: 'paired', delivered });
  });

  it('writes down where a reader stands, also where the database was away when it was due', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    const received = { stream: alice.room.stream, n: 1, nonce: `${alice.store}-nonce-1` };
    await bob.ask('room:received', { roomId: bob.room.roomId, received });
    const away = jest.spyOn(MemoryRoomStore.prototype, 'setReceived').mockRejectedValueOnce(new Error('away'));
    await expect(world.core.cursors.saveAll()).rejects.toThrow('away');
    away.mockRestore();
    await world.core.cursors.saveAll();
    const stored = await new MemoryRoomStore(world.database, world.clock).find(bob.room.roomId);
    expect(stored?.received[bob.room.slot]).toEqual(received);
  });

  it('goes on after kill -9: rooms, accepted and entries are in the database (I1)', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    const [aliceRoom, bobRoom] = [alice.room, bob.room];
    await world.restart();
    const back = await alice.reconnect({ room: alice.claim(1, aliceRoom.from.received, aliceRoom) });
    expect(back.state).toMatchObject({ is: 'paired', roomId: aliceRoom.roomId, accepted: 1, stream: aliceRoom.stream });
    await bob.reconnect({ room: bob.claim(1, bobRoom.from.received, bobRoom) });
    expect(textsOf(bob.room.items)).toEqual(['text 1']);
  });

  it('closes the older socket of a person and acts for the newest only (I4)', async () => {
    const [alice] = await world.pair();
    const older = alice.socket;
    const room = alice.room;
    alice.socket = new TestSocket(world.clock);
    await alice.register({ room: alice.claim(1, room.from.received, room) });
    expect(older.closedFor).toBe('replaced');
    const late = world.core.handle(older, 'room:typing', { roomId: room.roomId, typing: true });
    expect(await codeOf(late)).toBe('replaced');
  });

  it('forgets that somebody is typing when their line breaks: their browser says it again', async () => {
    const [alice, bob] = await world.pair();
    const room = alice.room;
    const told = (): unknown => bob.socket.told('room:partner').at(-1);
    await alice.ask('room:typing', { roomId: room.roomId, typing: true });
    await world.settle();
    expect(told()).toMatchObject({ presence: { is: 'here' }, typing: true });
    alice.cut();
    await world.settle();
    expect(told()).toMatchObject({ presence: { is: 'reconnecting' }, typing: false });
    await alice.reconnect({ room: alice.claim(1, room.from.received, room) });
    await world.settle();
    expect(told()).toMatchObject({ presence: { is: 'here' }, typing: false });
  });

  it('refuses a register that was overtaken by a later one of its store', async () => {
    const alice = await world.person();
    const { privateId, publicId } = alice.registered ?? {};
    const late = { protocol: PROTOCOL_VERSION, app: '1', store: alice.store, attempt: 1 };
    const ids = privateId === undefined || publicId === undefined ? {} : { privateId, publicId };
    expect(await codeOf(alice.ask('session:register', { ...late, ...ids }))).toBe('late');
  });

  it('never ends a conversation for 10 s of silence, and ends it within 15 s (I6)', async () => {
    const [alice, bob] = await world.pair();
    await world.settle(LEEWAY_AFTER_OUTAGE_MS);
    alice.cut();
    await world.settle(12_000);
    expect(bob.socket.told('room:ended')).toEqual([]);
    await world.settle(3_000);
    expect(bob.socket.told('room:ended')).toMatchObject([
      { end: { reason: 'partner-lost', by: 'partner' }, state: { is: 'queued', position: 1 } },
    ]);
  });

  it('tells who came back too late how it ended, with the last words (I1)', async () => {
    const [alice, bob] = await world.pair();
    const room = alice.room;
    alice.cut();
    await bob.say(1);
    await world.settle(LEEWAY_AFTER_OUTAGE_MS + 1_000);
    // The role goes with the room for a database that forgot it; it must not put them in a queue unasked.
    const back = await alice.reconnect({ role: 'vent', room: alice.claim(1, room.from.received, room) });
    expect(back.state.is).toBe('idle');
    expect(back.lastRoom?.end).toMatchObject({ reason: 'partner-lost', by: 'you', partner: [{ n: 1 }] });
    expect(textsOf(back.lastRoom?.items ?? [])).toEqual(['text 1']);
  });

  it('owes the last words also to who was never told of their room (I1)', async () => {
    const [alice, bob] = await world.pair();
    const room = alice.room;
    alice.cut();
    await bob.say(1);
    await world.settle(LEEWAY_AFTER_OUTAGE_MS + 1_000);
    const back = await alice.reconnect();
    expect(textsOf(back.lastRoom?.items ?? [])).toEqual(['text 1']);
    const { publicId } = bob.registered ?? {};
    expect(back.lastRoom).toMatchObject({ partner: { publicId, role: 'listen' }, continuity: 'proven' });
    await alice.reconnect({ ended: alice.claim(1, { stream: bob.room.stream, n: 1 }, room) });
    expect(bob.socket.told('room:delivered').at(-1)).toMatchObject({ delivered: { n: 1 } });
    expect((await alice.reconnect()).lastRoom).toBeUndefined();
  });

  it('owes nothing to who has confirmed everything before the end', async () => {
    const [alice, bob] = await world.pair();
    await bob.say(1);
    await alice.ask('room:received', { roomId: alice.room.roomId, received: { stream: bob.room.stream, n: 1 } });
    await bob.ask('room:leave', { roomId: bob.room.roomId });
    expect((await alice.reconnect()).lastRoom).toBeUndefined();
  });

  it('owes the last words of every room of which somebody was not told, not of the last one only (I1)', async () => {
    const [alice, bob] = await world.pair();
    const first = alice.room;
    alice.cut();
    await bob.say(1);
    await bob.ask('room:leave', { roomId: first.roomId });
    // The answer of this register is lost: they are in a queue, and do not know of what bob said.
    await alice.reconnect({ role: 'vent' });
    const carol = await world.person('listen');
    await world.settle(500);
    const second = alice.room;
    expect(second.roomId).not.toBe(first.roomId);
    alice.cut();
    await carol.say(1);
    await carol.ask('room:leave', { roomId: second.roomId });

    const back = await alice.reconnect();
    expect(back.lastRoom).toMatchObject({ end: { roomId: second.roomId }, items: [{ text: 'text 1' }] });
    expect(back.owed).toMatchObject([
      { end: { roomId: first.roomId, partner: [{ n: 1 }] }, partner: { publicId: bob.registered?.publicId } },
    ]);
    expect(back.owed).toMatchObject([{ items: [], more: true, continuity: 'proven' }]);

    const told = await alice.ask('room:sync', alice.claim(1, first.from.received, first));
    expect(told.is).toBe('ended');
    expect(textsOf(told.room.items)).toEqual(['text 1']);
    await alice.ask('room:received', { roomId: first.roomId, received: { stream: bob.room.stream, n: 1 } });
    const later = await alice.reconnect();
    expect(later.owed).toBeUndefined();
    expect(later.lastRoom).toMatchObject({ end: { roomId: second.roomId } });
  });

  it('queues nobody who is gone as well, and tells an author of words read after the end', async () => {
    const [alice, bob] = await world.pair();
    const [aliceRoom, bobRoom] = [alice.room, bob.room];
    alice.cut();
    await bob.say(1);
    bob.cut();
    await world.settle(LEEWAY_AFTER_OUTAGE_MS + 1_000);
    const bobBack = await bob.reconnect({ room: bob.claim(2, bobRoom.from.received, bobRoom) });
    expect(bobBack.state.is).toBe('idle');
    await alice.reconnect({ room: alice.claim(1, aliceRoom.from.received, aliceRoom) });
    const received = { stream: bobRoom.stream, n: 1 };
    await alice.ask('room:received', { roomId: aliceRoom.roomId, received });
    await world.settle(50);
    expect(bob.socket.told('room:delivered').at(-1)).toEqual({ roomId: bobRoom.roomId, delivered: received });
  });

  it('takes a closed page for a leaving, and a reload for none (I7)', async () => {
    const [alice, bob] = await world.pair();
    await alice.ask('session:closing', {});
    const room = alice.room;
    await alice.reconnect({ room: alice.claim(1, room.from.received, room) });
    await world.settle(LEEWAY_AFTER_OUTAGE_MS);
    expect(bob.socket.told('room:ended')).toEqual([]);
    await alice.ask('session:closing', {});
    alice.cut();
    await world.settle(LEEWAY_AFTER_OUTAGE_MS);
    expect(bob.socket.told('room:ended')).toMatchObject([
      { end: { reason: 'closed', by: 'partner' }, state: { is: 'queued' } },
    ]);
    await alice.reconnect({ role: 'vent' });
    await world.settle(5_000);
    expect(bob.socket.told('room:paired')).toHaveLength(1);
  });

  it('gives somebody new after 15 s, not before, and never the same one (I7)', async () => {
    const [alice, bob] = await world.pair();
    expect(await codeOf(alice.ask('room:next', { roomId: alice.room.roomId }))).toBe('too-soon');
    await world.settle(15_000);
    const { end, state } = await alice.ask('room:next', { roomId: alice.room.roomId, because: 'not-a-match' });
    expect(end).toMatchObject({ reason: 'next', by: 'you' });
    expect(state.is).toBe('queued');
    await world.settle(5_000);
    expect(bob.socket.told('room:ended')).toMatchObject([{ end: { by: 'partner', because: 'not-a-match' } }]);
    expect(bob.socket.told('room:paired')).toHaveLength(1);
    const carol = await world.person('vent');
    await world.settle(200);
    expect(bob.room.partner.publicId).toBe(carol.registered?.publicId);
  });

  it('lets a leaver go at once, and join again when the 15 s are over', async () => {
    const [alice, bob] = await world.pair();
    const { state } = await alice.ask('room:leave', { roomId: alice.room.roomId });
    expect(state).toMatchObject({ is: 'idle', joinInMs: expect.any(Number) });
    const place = await alice.ask('queue:join', { role: 'vent' });
    expect(place.opensInMs).toBeGreaterThan(10_000);
    expect(await codeOf(bob.say(1))).toBe('ended');
  });

  it('makes a wiped room again when both name it, and sends again what was lost (I1)', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    const [aliceRoom, bobRoom] = [alice.room, bob.room];
    world.database.wipe();
    await world.restart();
    const first = await alice.reconnect({ room: alice.claim(1, aliceRoom.from.received, aliceRoom), role: 'vent' });
    expect(first.state).toMatchObject({ is: 'paired', partner: { presence: { is: 'reconnecting' } } });
    expect(await codeOf(alice.say(1, aliceRoom))).toBe('try-later');
    await bob.reconnect({ room: bob.claim(1, bobRoom.from.received, bobRoom), role: 'listen' });
    await world.settle(50);
    expect(alice.socket.told('room:changed')).toHaveLength(1);
    const synced = await alice.ask('room:sync', alice.claim(1, aliceRoom.from.received, aliceRoom));
    expect(synced).toMatchObject({ is: 'open', room: { accepted: 0, stream: aliceRoom.stream } });
    await alice.say(1, aliceRoom);
    await world.settle();
    expect(bob.heard).toEqual(['text 1']);
  });

  it('says of an ended room what is lost of it, also to who claims another one (I1)', async () => {
    const [alice] = await world.pair();
    const { room } = alice;
    world.database.wipe();
    await world.restart();
    const ended = alice.claim(1, room.from.received, { ...room, roomId: world.ids.ulid(world.clock.now() - 60_000) });
    const back = await alice.reconnect({ room: alice.claim(1, room.from.received, room), ended, role: 'vent' });
    expect(back.state).toMatchObject({ is: 'paired', isUnconfirmed: true });
    expect(back.lastRoom).toMatchObject({ end: { roomId: ended.roomId, reason: 'unconfirmed' }, continuity: 'gap' });
  });

  it('ends a claimed room that nobody else names, and queues at the back', async () => {
    const [alice] = await world.pair();
    const room = alice.room;
    world.database.wipe();
    await world.restart();
    await alice.reconnect({ room: alice.claim(1, room.from.received, room), role: 'vent' });
    await world.settle(LEEWAY_AFTER_OUTAGE_MS + 500);
    expect(alice.socket.told('room:ended')).toMatchObject([
      { end: { reason: 'unconfirmed', by: 'system', mine: [] }, state: { is: 'queued' } },
    ]);
  });

  it('notes what the outbox no longer holds when the database lost it, and shows one gap (I3)', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    const kept = world.database.position;
    await alice.say(2);
    world.database.restore(kept);
    const room = alice.room;
    const back = await alice.reconnect({ room: alice.claim(3, room.from.received, room) });
    expect(back.state).toMatchObject({ is: 'paired', accepted: 2 });
    await world.settle();
    expect(bob.socket.told('room:changed')).toHaveLength(1);
    const synced = await bob.ask('room:sync', bob.claim(1, bob.room.from.received));
    expect(synced).toMatchObject({ is: 'open', room: { continuity: 'gap' } });
    expect(synced.is === 'open' ? textsOf(synced.room.items) : []).toEqual(['text 1', 'gap']);
  });

  it('keeps what a late write puts into an older stream out of every log (I1)', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    const [room, start] = [alice.room, bob.room.from.received];
    const { stream: _old, ...fresh } = alice.claim(1, room.from.received, room);
    await alice.reconnect({ room: fresh });
    // Under way when the server that had taken it died, and done only now.
    const late = { ...alice.text(2), roomId: room.roomId, slot: room.slot, stream: room.stream, at: world.clock.now() };
    const id = `${room.roomId}/${room.slot}/${room.stream}/0000000002`;
    await new MemoryMessageStore(world.database, world.clock).append([{ ...late, id }]);
    const synced = await bob.ask('room:sync', bob.claim(1, start));
    expect(synced.is === 'open' ? textsOf(synced.room.items) : []).toEqual(['text 1', 'gap']);
    const { end } = await alice.ask('room:leave', { roomId: room.roomId });
    expect(end.mine).toMatchObject([{ stream: room.stream, n: 1 }, { n: 0 }]);
  });

  it('gives again what stands where a reader holds other words, and nothing where it is the same (I3)', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    await alice.say(2);
    const start = bob.room.from.received;
    const claimOf = (n: number, receivedNonce: string): RoomClaim => ({
      ...bob.claim(1, { stream: start.stream, n }),
      receivedNonce,
    });
    const itemsOf = async (claim: RoomClaim): Promise<readonly string[]> => {
      const synced = await bob.ask('room:sync', claim);
      return synced.is === 'open' ? textsOf(synced.room.items) : [];
    };
    expect(await itemsOf(claimOf(2, `${alice.store}-nonce-2`))).toEqual([]);
    expect(await itemsOf(claimOf(1, `${alice.store}-nonce-1`))).toEqual(['text 2']);
    expect(await itemsOf(claimOf(2, 'the-nonce-of-lost-text'))).toEqual(['text 2']);
    expect(await itemsOf(claimOf(5, 'the-nonce-of-lost-text'))).toEqual(['text 2']);
  });

  it('shows the reader a gap where an ended room was told to hold more than the database has left of it (I1, I3)', async () => {
    const [alice, bob] = await world.pair();
    await alice.say(1);
    const kept = world.database.position;
    await alice.say(2);
    const { room } = alice;
    const bobs = bob.room;
    const holding = (n: number): RoomClaim => bob.claim(1, { stream: room.stream, n }, bobs);
    world.database.restore(kept);
    await bob.ask('room:leave', { roomId: bobs.roomId });
    expect((await bob.reconnect({ ended: holding(1) })).lastRoom?.items).toEqual([]);
    // Alice was told that 2 is sent, and nothing of this room will be sent again.
    const back = await alice.reconnect({ ended: alice.claim(3, room.from.received, room) });
    expect(back.lastRoom?.end.mine).toEqual([{ stream: room.stream, n: 1 }]);
    await world.settle(50);
    expect(bob.socket.told('room:changed')).toHaveLength(1);
    const { lastRoom } = await bob.reconnect({ ended: holding(1) });
    expect(lastRoom).toMatchObject({ continuity: 'gap', items: [{ kind: 'gap', reason: 'held', to: { n: 2 } }] });
    expect((await bob.reconnect({ ended: holding(2) })).lastRoom?.items).toEqual([]);
  });

  it('shows that gap also where the whole stream of what was told is lost (I1, I3)', async () => {
    const [alice, bob] = await world.pair();
    const { room: first } = alice;
    const bobs = bob.room;
    await alice.say(1);
    const kept = world.database.position;
    // Her browser goes on in a new stream, where two texts are told to be sent; all of it is lost with the tail.
    const stream = world.ids.ulid(world.clock.now());
    const claim: RoomClaim = { ...alice.claim(1, first.from.received, first), stream };
    await alice.ask('room:sync', claim);
    world.database.restore(kept);
    await bob.ask('room:leave', { roomId: bobs.roomId });
    const holding = bob.claim(1, { stream: first.stream, n: 1 }, bobs);
    expect((await bob.reconnect({ ended: holding })).lastRoom?.items).toEqual([]);
    await alice.reconnect({ ended: { ...claim, outboxFrom: 3 } });
    const { lastRoom } = await bob.reconnect({ ended: holding });
    expect(lastRoom?.items).toMatchObject([
      { kind: 'gap', reason: 'stream', to: { stream, n: 0 } },
      { kind: 'gap', reason: 'held', to: { stream, n: 2 } },
    ]);
  });

  it('shows who lost their store where the history of an ended room begins again (I3)', async () => {
    const [alice, bob] = await world.pair();
    const { room } = bob;
    await alice.say(1);
    await bob.ask('room:received', { roomId: room.roomId, received: { stream: alice.room.stream, n: 1 } });
    bob.cut();
    await alice.say(2);
    await world.settle(LEEWAY_AFTER_OUTAGE_MS + 1_000);
    expect((await bob.reconnect()).lastRoom).toMatchObject({ end: { roomId: room.roomId }, continuity: 'gap' });
  });

  it('goes on with the newest registration also where the database lost gens that the server has seen (I4)', async () => {
    const [alice, bob] = await world.pair();
    const room = alice.room;
    const kept = world.database.position;
    const claim = alice.claim(1, room.from.received, room);
    for (let times = 0; times < 3; times++) await alice.reconnect({ room: claim });
    world.database.restore(kept);
    const back = await alice.reconnect({ room: claim });
    expect(back.state.is).toBe('paired');
    await expect(alice.say(1, room)).resolves.toMatchObject({ accepted: 1 });
    await world.settle();
    expect(bob.heard).toEqual(['text 1']);
  });

  it('asks the reader anew when a sync lists a stream again whose listing a tail has taken (I1)', async () => {
    const [alice, bob] = await world.pair();
    const { room } = alice;
    await alice.say(1);
    // Her store is lost, and she goes on in a new stream. The tail takes its listing, and not her registration.
    const { state } = await alice.register();
    if (state.is !== 'paired') throw new Error('she is in her room');
    const rooms = new MemoryRoomStore(world.database, world.clock);
    while ((await rooms.find(room.roomId))?.streams[room.slot].at(-1)?.id === state.stream) {
      world.database.restore(world.database.position - 1);
    }
    await bob.ask('room:sync', bob.claim(1, { stream: room.stream, n: 1 }));
    bob.socket.pushed.length = 0;
    await alice.ask('room:sync', alice.claim(1, state.from.received, state));
    await world.settle();
    expect(bob.socket.told('room:changed')).toEqual([{ roomId: room.roomId }]);
  });

  it('asks who may know of an end that a tail has lost, when their partner is back in the room (I1)', async () => {
    const [alice, bob] = await world.pair();
    const { room } = alice;
    const kept = world.database.position;
    await bob.ask('room:leave', { roomId: room.roomId });
    world.database.restore(kept);
    expect((await alice.reconnect()).state).toMatchObject({ is: 'paired', roomId: room.roomId });
    await world.settle(50);
    expect(bob.socket.told('room:changed')).toEqual([{ roomId: room.roomId }]);
  });

  it('lets nobody sync under a registration that a tail has lost: they register again, and are not replaced (I4)', async () => {
    const [alice] = await world.pair();
    const { room } = alice;
    const kept = world.database.position;
    const claim = alice.claim(1, room.from.received, room);
    for (let times = 0; times < 3; times++) await alice.reconnect({ room: claim });
    world.database.restore(kept);
    expect(await codeOf(alice.ask('room:sync', claim))).toBe('not-registered');
    await alice.register({ room: claim });
    await expect(alice.say(1, room)).resolves.toMatchObject({ accepted: 1 });
  });

  it('tells nobody that they were replaced by a registration that is lost (I4)', async () => {
    const [alice] = await world.pair();
    const { room } = alice;
    const claim = alice.claim(1, room.from.received, room);
    const rooms = new MemoryRoomStore(world.database, world.clock);
    await rooms.resume(room.roomId, { slot: room.slot, actor: { gen: 4, reg: 'of a lost tail' } });
    const codes: string[] = [];
    for (let times = 0; times < 4; times++) codes.push(await codeOf(alice.reconnect({ room: claim })));
    expect(codes).toEqual(['try-later', 'try-later', 'try-later', 'ok']);
  });

  it('refuses an outboxFrom that would mute the partner (bad input)', async () => {
    const [alice] = await world.pair();
    const sync = alice.ask('room:sync', alice.claim(9_000_000, alice.room.from.received));
    expect(await codeOf(sync)).toBe('invalid');
  });

  it('answers every event before register with a code (I9)', async () => {
    const socket = new TestSocket(world.clock);
    expect(await codeOf(world.core.handle(socket, 'queue:position', {}))).toBe('not-registered');
  });
});
