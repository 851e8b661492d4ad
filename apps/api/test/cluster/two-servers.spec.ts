import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pairUp, type TestClient } from '../support/client.js';
import { openTestCluster, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { Returner } from '../support/process-cluster.js';
import type { TestServer } from '../support/server.js';

/** Two servers on one database and one Redis. */
describe('two servers', () => {
  let cluster: TestCluster;
  let one: TestServer;
  let two: TestServer;

  beforeAll(async () => {
    cluster = await openTestCluster();
    [one, two] = [await cluster.start(), await cluster.start()];
  });
  afterAll(() => cluster.close());

  /** Alice on the first server, bob on the second. */
  function pairAcross() {
    const clients: (() => TestClient)[] = [() => one.client(), () => two.client()];
    return pairUp(() => (clients.shift() ?? (() => one.client()))());
  }

  it('I8, I1: pair two people across, who talk, see each other type, and are told what was delivered', async () => {
    const [alice, bob] = await pairAcross();
    expect(alice.room.partner).toMatchObject({ publicId: bob.me.publicId, presence: { is: 'here' } });

    expect(await alice.say('hello')).toBe(1);
    expect(await bob.say('hi')).toBe(1);
    expect(await alice.say('how are you?')).toBe(2);
    await eventually(() => {
      expect(bob.heard()).toEqual(['hello', 'how are you?']);
      expect(alice.heard()).toEqual(['hi']);
    });

    const { roomId, stream } = alice.room;
    await bob.client.request('room:received', { roomId, received: { stream, n: 2 } });
    expect(await alice.client.hears('room:delivered')).toMatchObject({ delivered: { stream, n: 2 } });
    await bob.client.request('room:typing', { roomId, typing: true });
    await eventually(() => {
      expect(alice.client.told('room:partner').at(-1)).toMatchObject({ typing: true, presence: { is: 'here' } });
    });
    expect([one, two].flatMap((server) => server.complaints())).toEqual([]);
  });

  it('tell in /metrics how they go together', async () => {
    await eventually(async () => {
      const texts = await Promise.all([one, two].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
      for (const text of texts) {
        expect(text).toMatch(/^hearken_coordination_up 1$/m);
        expect(text).toMatch(/^hearken_servers 2$/m);
        expect(text).toMatch(/^hearken_hint_lag_seconds_count [1-9]/m);
        expect(text).toMatch(/^hearken_redis_round_trip_seconds_count [1-9]/m);
        expect(text).toMatch(/^hearken_matcher_seconds_count\{call="take"\} [1-9]/m);
        expect(text).toMatch(/^hearken_hints_total\{outcome="sent"\} [1-9]/m);
      }
      expect(texts.join('').match(/^hearken_caretaker 1$/gm)).toHaveLength(1);
    });
  });

  it('tell each other of an end, and where it puts the one who is left', async () => {
    const [alice, bob] = await pairAcross();
    await alice.client.request('room:leave', { roomId: alice.room.roomId });
    const { end, state } = await bob.client.hears('room:ended');
    expect(end).toMatchObject({ reason: 'leave', by: 'partner' });
    expect(state).toMatchObject({ is: 'queued', role: 'listen' });

    // At the front of the queue at once, on their own server: whoever comes to the other one meets them.
    const carol = one.client();
    await carol.register({ role: 'vent' });
    const { partner } = await carol.hears('room:paired');
    expect(partner.publicId).toBe(bob.me.publicId);
    await eventually(() => {
      expect(bob.client.told('room:paired')).toHaveLength(2);
    });
  });

  it('do not have somebody read the log anew because their partner has moved to a third', async () => {
    const three = await cluster.start();
    const [alice, bob] = (await pairAcross()).map((talker) => new Returner(talker));
    if (alice === undefined || bob === undefined) throw new Error('nobody was paired');
    await bob.comeBack(three.client());
    await bob.say('here again');
    await eventually(async () => {
      expect(await alice.read()).toEqual(['here again']);
    });
    // Said before the text, in the order of what is said to her: she holds the room for open, and her server knows it.
    expect(alice.client.told('room:changed')).toEqual([]);
  });

  it('remember nothing as owed to who has confirmed it before the other server ended the room', async () => {
    const [alice, bob] = await pairAcross();
    expect(await alice.say('bye')).toBe(1);
    const { roomId, stream } = alice.room;
    await bob.client.request('room:received', { roomId, received: { stream, n: 1 } });
    await alice.client.request('room:leave', { roomId });
    const users = cluster.database.db.collection<{ _id: string; lastRoom?: string; owed?: string[] }>('users');
    await eventually(async () => {
      const user = await users.findOne({ _id: bob.me.publicId });
      expect([user?.lastRoom, user?.owed ?? []]).toEqual([roomId, []]);
    });
    await bob.client.request('queue:cancel', {});
  });

  it('I1, I6: let two talk on who claim on both what a wiped database has lost', async () => {
    const [alice, bob] = (await pairAcross()).map((talker) => new Returner(talker));
    if (alice === undefined || bob === undefined) throw new Error('nobody was paired');
    await alice.say('before');
    await eventually(async () => {
      expect(await bob.read()).toEqual(['before']);
    });
    const { db } = cluster.database;
    await Promise.all(['rooms', 'messages', 'users'].map((name) => db.collection(name).deleteMany({})));

    await alice.comeBack(one.client());
    await bob.comeBack(two.client());
    await eventually(() => {
      for (const { client } of [alice, bob]) expect(client.told('room:changed')).not.toEqual([]);
    });
    await Promise.all([alice.read(), bob.read()]);
    expect(await alice.say('after')).toBe(2);
    await eventually(async () => {
      expect(await bob.read()).toEqual(['before', 'after']);
    });
  });
});
