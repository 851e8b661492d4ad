import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LEEWAY_AFTER_OUTAGE_MS } from '@hearken/protocol';
import { pairUp, type TestClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { Returner, startProcessCluster, type ProcessCluster } from '../support/process-cluster.js';

const PAIRS = 20;
/** Until a server counts as dead, and the caretaker has looked: at most 3 s of silence, a beat and a lease. */
const NOTICED_WITHIN_MS = 7_000;

/** kill -9 of one of three servers under twenty conversations. */
describe('a server that is killed', () => {
  let cluster: ProcessCluster;

  beforeAll(async () => {
    cluster = await startProcessCluster(3);
  }, 120_000);
  afterAll(() => cluster.close());

  /** One pair after the other: each has the next two servers. */
  async function pairs(): Promise<readonly (readonly [Returner, Returner])[]> {
    const made: (readonly [Returner, Returner])[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      let next = pair;
      const [alice, bob] = await pairUp((): TestClient => cluster.client(next++));
      made.push([new Returner(alice), new Returner(bob)]);
    }
    return made;
  }

  it('I1, I6: its people go on elsewhere, nothing is lost, and only who stays away is lost to their partner', async () => {
    const talking = await pairs();
    await Promise.all(talking.flat().map((person) => person.say('before')));
    cluster.servers[0]?.signal('SIGKILL');
    const killedAt = Date.now();
    const wasThere = talking.flatMap(([alice, bob], pair) => [
      ...(pair % 3 === 0 ? [{ person: alice, partner: bob }] : []),
      ...((pair + 1) % 3 === 0 ? [{ person: bob, partner: alice }] : []),
    ]);
    expect(wasThere).toHaveLength(13);
    const [lost, ...others] = wasThere;
    if (lost === undefined) throw new Error('nobody was there');
    await eventually(() => {
      for (const { person } of wasThere) expect(person.client.disconnectedFor).toBeDefined();
    });
    await Promise.all(others.map(({ person }, at) => person.comeBack(cluster.client(1 + (at % 2)))));

    const present = talking.flat().filter((person) => person !== lost.person);
    await Promise.all(present.map((person) => person.say('after')));
    await eventually(async () => {
      for (const person of present) {
        const isPartnerLost = person === lost.partner;
        expect(await person.read()).toEqual(isPartnerLost ? ['before'] : ['before', 'after']);
      }
    });

    // Their partner is told that they are away when they are taken up, and 15 s later that they are lost: not before.
    await eventually(() => {
      const { presence } = lost.partner.client.told('room:partner').at(-1) ?? {};
      expect(presence).toMatchObject({ is: 'reconnecting' });
    }, NOTICED_WITHIN_MS);
    const { end, state } = await eventually(() => {
      const [ended] = lost.partner.client.told('room:ended');
      if (ended === undefined) throw new Error('not ended');
      return ended;
    }, LEEWAY_AFTER_OUTAGE_MS + NOTICED_WITHIN_MS);
    const afterMs = Date.now() - killedAt;
    expect(afterMs).toBeGreaterThan(LEEWAY_AFTER_OUTAGE_MS);
    expect(afterMs).toBeLessThan(LEEWAY_AFTER_OUTAGE_MS + NOTICED_WITHIN_MS);
    expect(end.reason).toBe('partner-lost');
    expect(state.is).toBe('queued');
    for (const person of present) {
      if (person !== lost.partner) expect(person.client.told('room:ended')).toEqual([]);
    }
    const active = { 'activeMembers.0': { $exists: true } };
    expect(await cluster.database.db.collection('rooms').countDocuments(active)).toBe(PAIRS - 1);
    expect(cluster.servers.map(({ output }) => output).join('')).not.toMatch(/"level":50/);
  }, 90_000);
});
