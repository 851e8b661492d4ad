import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pairUpAcross } from '../support/client.js';
import { openTestClusterOn, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { startTestSentinel, type TestRedis, type TestSentinel } from '../support/redis.js';
import type { TestServer } from '../support/server.js';

/** Longer than Sentinel needs to find a master dead, to choose another one and to say so. */
const MOVED_WITHIN_MS = 30_000;

describe('two servers whose Redis is watched by a Sentinel', () => {
  let sentinel: TestSentinel;
  let cluster: TestCluster<TestSentinel>;
  let servers: readonly TestServer[];

  beforeAll(async () => {
    sentinel = await startTestSentinel();
    cluster = await openTestClusterOn(sentinel);
    servers = [await cluster.start(), await cluster.start()];
  }, 90_000);
  afterAll(() => cluster.close());

  /** Another one leads now, and both servers speak to it. */
  async function movedFrom(master: TestRedis): Promise<void> {
    await eventually(async () => {
      expect(await sentinel.master()).not.toBe(master);
      await allUp();
    }, MOVED_WITHIN_MS);
  }

  async function allUp(): Promise<void> {
    for (const { url } of servers) {
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ coordinationState: 'up' });
    }
  }

  it.each([
    ['changes in order', () => sentinel.failover()],
    ['is killed', (master: TestRedis) => Promise.resolve(void master.signal('SIGKILL'))],
  ])(
    'I1, I8: two talk across while the master %s, and others are paired after it',
    async (_, change) => {
      const [alice, bob] = await pairUpAcross(servers);
      await alice.say('before');
      const master = await sentinel.master();
      await change(master);
      await bob.say('meanwhile');
      await movedFrom(master);
      const [carol, dave] = await pairUpAcross(servers);
      await carol.say('hello');
      await alice.say('after');
      await eventually(() => {
        expect([alice.heard(), bob.heard(), dave.heard()]).toEqual([['meanwhile'], ['before', 'after'], ['hello']]);
      }, MOVED_WITHIN_MS);
    },
    90_000,
  );
});
