import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pairUp, type TestClient } from '../support/client.js';
import { openTestCluster, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { Returner } from '../support/process-cluster.js';
import type { TestServer } from '../support/server.js';

const PAIRS = 9;

/** One server after the other goes away in order and another one comes, under conversations and a queue. */
describe('a rolling restart', () => {
  let cluster: TestCluster;
  const running: TestServer[] = [];

  beforeAll(async () => {
    cluster = await openTestCluster();
    for (let at = 0; at < 3; at += 1) running.push(await cluster.start());
  }, 60_000);
  afterAll(() => cluster.close());

  function clientOf(at: number): TestClient {
    const server = running[at % running.length];
    if (server === undefined) throw new Error('no server');
    return server.client();
  }

  async function drain(server: TestServer): Promise<void> {
    for (const { name, run } of server.app.shutdownStages) if (name !== 'close') await run(5_000);
  }

  it('I1, I6: nobody sees more than "reconnecting", nothing is lost, and nobody loses their turn', async () => {
    const people: Returner[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      let next = pair;
      people.push(...(await pairUp(() => clientOf(next++))).map((talker) => new Returner(talker)));
    }
    const waiting = [clientOf(0), clientOf(1)];
    const [first, second] = [
      await waiting[0]?.register({ role: 'talk' }),
      await waiting[1]?.register({ role: 'vent' }),
    ];
    const third = await clientOf(2).register({ role: 'vent' });
    expect([first?.state, second?.state, third.state]).toMatchObject([
      { position: 1 },
      { position: 1 },
      { position: 2 },
    ]);

    for (let round = 0; round < 3; round += 1) {
      const [leaving] = running;
      if (leaving === undefined) throw new Error('no server');
      await Promise.all(people.map((person) => person.say(`before ${String(round)}`)));
      const theirs = [...people.map(({ client }) => client), ...waiting].filter(({ url }) => url === leaving.url);
      await drain(leaving);
      running.shift();
      running.push(await cluster.start());
      for (const client of theirs) {
        await eventually(() => {
          expect(client.told('session:closed')).toEqual([{ reason: 'draining' }]);
        });
        expect(client.told('server:draining')[0]?.retryAfterMs).toBeLessThanOrEqual(1_000);
      }
      await Promise.all(
        people
          .filter(({ client }) => theirs.includes(client))
          .map((person, at) => person.comeBack(clientOf(at), 2 + round)),
      );
      for (const [at, me] of [first, second].entries()) {
        const client = waiting[at];
        if (client === undefined || me === undefined || !theirs.includes(client)) continue;
        const again = clientOf(round);
        waiting[at] = again;
        const { privateId, publicId } = me;
        const { state } = await again.register({ privateId, publicId, attempt: 2 + round });
        expect(state).toMatchObject({ is: 'queued', position: 1 });
      }
      await Promise.all(people.map((person) => person.say(`after ${String(round)}`)));
    }

    const texts = [0, 1, 2].flatMap((round) => [`before ${String(round)}`, `after ${String(round)}`]);
    await eventually(async () => {
      for (const person of people) expect(await person.read()).toEqual(texts);
    });
    for (const { client } of people) {
      expect(client.told('room:ended')).toEqual([]);
      for (const { presence } of client.told('room:partner')) expect(['here', 'reconnecting']).toContain(presence.is);
    }
    const rooms = cluster.database.db.collection('rooms');
    expect(await rooms.countDocuments({ 'activeMembers.0': { $exists: true } })).toBe(PAIRS);
  }, 90_000);
});
