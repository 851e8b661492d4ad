import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pairUp, type Talker, type TestClient } from '../support/client.js';
import { openTestCluster, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import type { TestServer } from '../support/server.js';

/** What Redis holds is soft: emptied, away or never there, it costs waiting and nothing else. */
describe('Redis beside several servers', () => {
  let cluster: TestCluster;
  let one: TestServer;
  let two: TestServer;

  beforeEach(async () => {
    cluster = await openTestCluster();
    [one, two] = [await cluster.start(), await cluster.start()];
  });
  afterEach(() => cluster.close());

  function pairAcross(): ReturnType<typeof pairUp> {
    const clients: (() => TestClient)[] = [() => one.client(), () => two.client()];
    return pairUp(() => (clients.shift() ?? (() => one.client()))());
  }

  /** The partner's texts, as a browser reads them that is told to look in the log. */
  async function read({ client, room }: Talker): Promise<readonly string[]> {
    if (client.told('room:changed').length === 0) return [];
    const { roomId, partner, stream, from } = room;
    const claim = {
      roomId,
      partnerId: partner.publicId,
      stream,
      outboxFrom: 1,
      received: from.received,
      own: from.own,
    };
    const answer = await client.request('room:sync', claim);
    const items = answer.is === 'open' ? answer.room.items : [];
    return items.flatMap((item) => (item.kind === 'text' && item.author === partner.publicId ? [item.text] : []));
  }

  async function stateOf(server: TestServer): Promise<unknown> {
    return (await fetch(`${server.url}/health`)).json();
  }

  it('I1, I8: emptied while people wait and talk, loses nothing, and everybody is paired within 5 s', async () => {
    const [alice, bob] = await pairAcross();
    const carol = one.client();
    await carol.register({ role: 'vent' });
    const admin = new Redis(cluster.redis.url);
    await admin.flushall();
    admin.disconnect();
    const emptiedAt = Date.now();

    await alice.say('before the directory is back');
    const dave = two.client();
    await dave.register({ role: 'listen' });
    await Promise.all([carol.hears('room:paired'), dave.hears('room:paired')]);
    expect(Date.now() - emptiedAt).toBeLessThan(5_000);
    await eventually(() => {
      expect(bob.heard()).toEqual(['before the directory is back']);
    });
    await bob.say('after');
    await eventually(() => {
      expect(alice.heard()).toEqual(['after']);
    });
  });

  it('I1, I8: away for 10 s, conversations go on by the log, who waits is told, and is paired when it is back', async () => {
    const [alice, bob] = await pairAcross();
    cluster.redis.signal('SIGKILL');
    await eventually(async () => {
      for (const server of [one, two])
        expect(await stateOf(server)).toMatchObject({ coordination: 'redis', coordinationState: 'down' });
    });
    const downAt = Date.now();

    await alice.say('can you read this?');
    await eventually(async () => {
      expect(await read(bob)).toEqual(['can you read this?']);
    }, 5_000);
    const [carol, dave] = [one.client(), two.client()];
    expect((await carol.register({ role: 'vent' })).state).toMatchObject({ is: 'queued', isPaused: true });
    expect((await dave.register({ role: 'listen' })).state).toMatchObject({ is: 'queued', isPaused: true });
    // The outage itself is what is tested.
    await pause(10_000 - (Date.now() - downAt));
    expect([...carol.told('room:paired'), ...dave.told('room:paired')]).toEqual([]);
    expect([...alice.client.told('room:ended'), ...bob.client.told('room:ended')]).toEqual([]);

    await cluster.redis.restart();
    const backAt = Date.now();
    await Promise.all([carol.hears('room:paired'), dave.hears('room:paired')]);
    expect(Date.now() - backAt).toBeLessThan(5_000);
    await bob.say('I can');
    await eventually(async () => {
      expect([...alice.heard(), ...(await read(alice))]).toContain('I can');
    });
    expect(await stateOf(two)).toMatchObject({ coordinationState: 'up' });
    for (const server of [one, two]) expect(server.logged()).toMatch(/"redis-down"[^]*"redis-up"/);
  });

  it('missing at start is said, and joined when it comes', async () => {
    cluster.redis.signal('SIGKILL');
    const three = await cluster.start();
    expect(await stateOf(three)).toMatchObject({ coordination: 'redis', coordinationState: 'down' });
    const alice = three.client();
    expect((await alice.register({ role: 'vent' })).state).toMatchObject({ is: 'queued', isPaused: true });
    await cluster.redis.restart();
    const bob = one.client();
    await bob.register({ role: 'listen' });
    await Promise.all([alice.hears('room:paired'), bob.hears('room:paired')]);
  });
});
