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

/** Lets two people meet who have come to two different servers. */
export async function meetOnTwoServers(alice: Person, bob: Person, cluster: HearkenCluster): Promise<Hosts> {
  await nobodyIsThere(cluster);
  await alice.arrive('/vent');
  const [ofAlice] = await hosts(cluster, 1);
  // Not one after the other to one page: who reloads may come back to another server.
  await bob.arrive('/listen');
  await alice.isPaired();
  await bob.isPaired();
  const both = await hosts(cluster, 2);
  const ofBob = both.find(({ name }) => name !== ofAlice?.name);
  if (ofAlice === undefined || ofBob === undefined) throw new Error('Nobody is anywhere.');
  return { ofAlice, ofBob };
}

async function nobodyIsThere(cluster: HearkenCluster): Promise<void> {
  await expect.poll(async () => sum(await cluster.peopleByServer()), { message: 'people of an earlier test' }).toBe(0);
}

/** The servers that have one person each, as soon as there are so many. */
async function hosts(cluster: HearkenCluster, count: number): Promise<readonly ClusterServer[]> {
  const hosting = async (): Promise<readonly ClusterServer[]> => {
    const people = await cluster.peopleByServer();
    return cluster.servers.filter(({ name }) => people.get(name) === 1);
  };
  await expect.poll(async () => (await hosting()).length, { message: `${count} servers with one person` }).toBe(count);
  return hosting();
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

export { expect };
