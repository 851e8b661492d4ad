import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IDLE_AFTER_MS, QUIET_AFTER_MS, type RoomId } from '@hearken/protocol';
import { codeOf, World, type Person } from '../testing/core-world.js';
import { MemoryMessageStore } from './infra/memory-message-store.js';

let world: World;
let alice: Person;
let bob: Person;
let roomId: RoomId;

beforeEach(async () => {
  world = new World();
  await world.core.boot();
  [alice, bob] = await world.pair();
  roomId = alice.room.roomId;
});

afterEach(() => world.core.stop());

/** Time passes; everybody's page goes on answering pings, and these people touch theirs. */
async function pass(ms: number, ...touching: readonly Person[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5_000) {
    for (const person of [alice, bob]) person.socket.heardAt = world.clock.now() + 5_000;
    await world.settle(Math.min(5_000, ms - passed));
    for (const person of touching) await person.ask('room:touched', { roomId });
  }
}

const presenceOfBob = (): unknown => alice.socket.told('room:partner').at(-1)?.presence;

describe('who touches nothing', () => {
  it('is asked once after three minutes, and the partner sees it until the next touch', async () => {
    await pass(QUIET_AFTER_MS - 10_000, alice);
    expect(bob.socket.told('room:asked')).toEqual([]);

    await pass(60_000, alice);
    expect(bob.socket.told('room:asked')).toEqual([{ roomId }]);
    expect(alice.socket.told('room:asked')).toEqual([]);
    expect(presenceOfBob()).toEqual({ is: 'here', isQuiet: true });

    await bob.ask('room:touched', { roomId });
    await world.settle();
    expect(presenceOfBob()).toEqual({ is: 'here' });
  });

  it('is there who types or says something', async () => {
    await pass(QUIET_AFTER_MS - 10_000, alice);
    await bob.say(1);
    await pass(QUIET_AFTER_MS - 10_000, alice);
    await bob.ask('room:typing', { roomId, typing: true });
    await pass(QUIET_AFTER_MS - 10_000, alice);
    expect(bob.socket.told('room:asked')).toEqual([]);
  });

  it('lets the other go on at once, to the front; who is not there waits for nobody', async () => {
    const carol = await world.person('vent');
    await pass(QUIET_AFTER_MS + 10_000, alice);
    const { state } = await alice.ask('room:next', { roomId });
    await world.settle();

    expect(state).toMatchObject({ is: 'queued', role: 'vent', position: 1 });
    expect(carol.registered?.state).toMatchObject({ is: 'queued' });
    expect(bob.socket.told('room:ended')).toMatchObject([
      { end: { reason: 'next', by: 'partner' }, state: { is: 'idle' } },
    ]);
  });

  it('takes nothing from who asks for someone new while the partner is there', async () => {
    await world.person('vent');
    await pass(QUIET_AFTER_MS + 10_000, alice, bob);
    const { state } = await alice.ask('room:next', { roomId });
    expect(state).toMatchObject({ is: 'queued', position: 2 });
  });
});

describe('a conversation in which nothing is said', () => {
  it('goes on where something is said in the very moment that it is looked at', async () => {
    // What stands in the log is read for nobody but an idle conversation: alice speaks meanwhile.
    const said: Promise<unknown>[] = [];
    const reading = jest.spyOn(MemoryMessageStore.prototype, 'tail').mockImplementationOnce(() => {
      said.push(alice.say(1));
      return Promise.resolve({ accepted: 0, t: 0 });
    });
    await pass(IDLE_AFTER_MS + 10_000, alice, bob);
    reading.mockRestore();
    await expect(Promise.all(said)).resolves.toMatchObject([{ accepted: 1 }]);
    expect(alice.socket.told('room:ended')).toEqual([]);
    expect(bob.heard).toEqual(['text 1']);
  });

  it('ends after half an hour, for both, and nobody is queued', async () => {
    await pass(IDLE_AFTER_MS - 60_000, alice, bob);
    await alice.say(1);
    await pass(IDLE_AFTER_MS - 60_000, alice, bob);
    expect(alice.socket.told('room:ended')).toEqual([]);

    await pass(120_000);
    for (const person of [alice, bob]) {
      expect(person.socket.told('room:ended')).toMatchObject([
        { end: { reason: 'idle', by: 'system' }, state: { is: 'idle' } },
      ]);
    }
  });
});

describe('thanks', () => {
  it('are said once after the end, and told once', async () => {
    await pass(20_000, alice, bob);
    expect(await codeOf(alice.ask('room:thank', { roomId }))).toBe('wrong-state');
    await bob.ask('room:leave', { roomId });
    await alice.ask('room:thank', { roomId });
    await alice.ask('room:thank', { roomId });
    await world.settle();

    expect(bob.socket.told('room:thanked')).toEqual([{ roomId }]);
    expect(world.core.thanks.given).toBe(1);
  });

  it('reach who was away, with what they missed', async () => {
    const claim = bob.claim(1, bob.room.from.received);
    await pass(20_000, alice, bob);
    await alice.ask('room:leave', { roomId });
    bob.cut();
    await alice.ask('room:thank', { roomId });
    const { lastRoom } = await bob.reconnect({ ended: claim });
    expect(lastRoom).toMatchObject({ thanked: true });
  });

  it('are not told to who was blocked, and are nobody else’s to say', async () => {
    const carol = await world.person();
    await alice.ask('room:block', { roomId });
    await alice.ask('room:thank', { roomId });
    await world.settle();
    expect(bob.socket.told('room:thanked')).toEqual([]);
    expect(await codeOf(carol.ask('room:thank', { roomId }))).toBe('not-member');
  });
});
