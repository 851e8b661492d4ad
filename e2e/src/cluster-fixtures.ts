import { HearkenCluster, type ClusterServer } from './cluster.ts';
import { expect, judgeLog, test as base } from './fixtures.ts';
import type { Person } from './person.ts';

/** The servers that two people are on. */
export interface Hosts {
  readonly ofAlice: ClusterServer;
  readonly ofBob: ClusterServer;
}

/** Playwright's test with several servers behind a proxy. They are the same for all tests of a worker. */
export const test = base.extend<object, { cluster: HearkenCluster }>({
  cluster: [
    async ({}, use) => {
      const cluster = await HearkenCluster.start();
      await use(cluster);
      await cluster.stop();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  site: async ({ cluster, explainedErrors }, use, info) => {
    const site = cluster.fromNow();
    await use(site);
    await judgeLog(site, explainedErrors, info);
  },
});

/** Long enough for a server that was killed to be back. */
const WHOLE_WITHIN_MS = 30_000;

/** Lets two people meet who have come to two different servers. */
export async function meetOnTwoServers(alice: Person, bob: Person, cluster: HearkenCluster): Promise<Hosts> {
  await expect
    .poll(() => peopleOf(cluster), { message: 'all servers, and nobody there', timeout: WHOLE_WITHIN_MS })
    .toEqual([0, 0, 0]);
  await alice.arrive('/vent');
  await expect.poll(() => peopleOf(cluster), { message: 'alice on one server' }).toEqual([0, 0, 1]);
  const [ofAlice] = await hosts(cluster);
  // Not one after the other to one page: who reloads may come back to another server.
  await bob.arrive('/listen');
  await alice.isPaired();
  await bob.isPaired();
  await partOn(bob, cluster);
  const ofBob = (await hosts(cluster)).find(({ name }) => name !== ofAlice?.name);
  if (ofAlice === undefined || ofBob === undefined) throw new Error('Alice has moved.');
  await bob.isPaired();
  await alice.isPaired();
  return { ofAlice, ofBob };
}

/** The rest of his page may have kept the other servers as busy as one socket keeps Alice's: then he comes once more. */
async function partOn(bob: Person, cluster: HearkenCluster): Promise<void> {
  await expect(async () => {
    const people = await peopleOf(cluster);
    if (people.at(-1) === 2) {
      bob.gate.cut();
      bob.gate.restore();
    }
    expect(people).toEqual([0, 1, 1]);
  }).toPass({ intervals: [500, 1_000], timeout: WHOLE_WITHIN_MS });
}

/** How many people the servers have, the fewest first; shorter while one does not answer. */
async function peopleOf(cluster: HearkenCluster): Promise<readonly number[]> {
  return [...(await cluster.peopleByServer()).values()].sort((left, right) => left - right);
}

/** The servers that have one person each. */
async function hosts(cluster: HearkenCluster): Promise<readonly ClusterServer[]> {
  const people = await cluster.peopleByServer();
  return cluster.servers.filter(({ name }) => people.get(name) === 1);
}

export { expect };
