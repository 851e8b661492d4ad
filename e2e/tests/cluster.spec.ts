import { expect, meetOnTwoServers, test } from '../src/cluster-fixtures.ts';
import type { HearkenCluster } from '../src/cluster.ts';
import { bothSee, inOrder, stillTogether } from '../src/meet.ts';
import type { Person } from '../src/person.ts';
import { outageOf } from '../src/wait.ts';

/** Longer than the page takes to miss the ping (5 s), to come back elsewhere, and to say more there. */
const FROZEN_MS = 12_000;

/** Everything the header says of the partner while servers come and go. */
const HARMLESS = new Set(['Here', 'Reconnecting…']);

// One after the other: one cluster for all of them.
test.describe.configure({ mode: 'default' });

test('two people on two servers talk on while one is killed with -9 (I1, I6)', async ({ alice, bob, cluster }) => {
  const { ofAlice } = await meetOnTwoServers(alice, bob, cluster);
  await alice.say('from one server');
  await bob.say('to another');
  await alice.isDelivered('from one server');
  await bob.isDelivered('to another');
  // Frozen first, so that it cannot acknowledge what it is killed with.
  await cluster.freeze(ofAlice);
  await alice.say('unacknowledged');
  cluster.signal(ofAlice, 'SIGKILL');
  await bob.say('while it is down');

  await alice.isDelivered('unacknowledged', 20_000);
  await bob.isDelivered('while it is down', 20_000);
  await alice.say('and on');
  await alice.isDelivered('and on');
  await bothSee(alice, bob, ['from one server', 'to another', 'unacknowledged', 'while it is down', 'and on']);
  await inOrder(bob, 'partner', ['from one server', 'unacknowledged', 'and on']);
  await stillTogether(alice, bob);
});

test('a rolling restart of all servers interrupts nobody (I1, I6)', async ({ alice, bob, cluster }) => {
  await meetOnTwoServers(alice, bob, cluster);
  const seen = await Promise.all([alice, bob].map(watchPresence));
  const said: string[] = [];
  for (const server of cluster.servers) {
    cluster.signal(server, 'SIGTERM');
    for (const [name, author] of [['alice', alice] as const, ['bob', bob] as const]) {
      const text = `${name}, while ${server.name} restarts`;
      said.push(text);
      await author.say(text);
      await author.isDelivered(text, 20_000);
    }
    await expect.poll(() => cluster.isBack(server), { timeout: 30_000 }).toBe(true);
  }
  await bothSee(alice, bob, said);
  await stillTogether(alice, bob);
  for (const statuses of seen) expect((await statuses()).filter((status) => !HARMLESS.has(status))).toEqual([]);
});

test('a frozen server that wakes up changes nothing any more (I4)', async ({ alice, bob, cluster }) => {
  const { ofAlice } = await meetOnTwoServers(alice, bob, cluster);
  await alice.say('before the frost');
  await alice.isDelivered('before the frost');
  await cluster.freeze(ofAlice);
  await alice.say('into the ice');
  await bob.say('is it cold there?');
  await alice.isDelivered('into the ice', 20_000);
  await bob.isDelivered('is it cold there?', 20_000);
  await outageOf(FROZEN_MS);
  cluster.signal(ofAlice, 'SIGCONT');
  await hasPeople(cluster, ofAlice.name, 0);

  await alice.say('after the thaw');
  await bob.say('welcome back');
  await alice.isDelivered('after the thaw');
  await bob.isDelivered('welcome back');
  await bothSee(alice, bob, [
    'before the frost',
    'into the ice',
    'is it cold there?',
    'after the thaw',
    'welcome back',
  ]);
  await inOrder(bob, 'partner', ['before the frost', 'into the ice', 'after the thaw']);
  await stillTogether(alice, bob);
});

/** The server notices by itself that its people have gone. */
async function hasPeople(cluster: HearkenCluster, name: string, count: number): Promise<void> {
  await expect.poll(async () => (await cluster.peopleByServer()).get(name), { timeout: 20_000 }).toBe(count);
}

/** Writes down every word the header says from now on. */
async function watchPresence(person: Person): Promise<() => Promise<readonly string[]>> {
  const statuses = await person.presence.evaluateHandle((element) => {
    const words = [element.textContent.trim()];
    new MutationObserver(() => words.push(element.textContent.trim())).observe(element, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    return words;
  });
  return async () => [...new Set(await statuses.jsonValue())];
}
