import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from 'ioredis';
import { openRedis, type RedisClient } from '../../src/platform/redis/open-redis.js';
import { readRedisAddress } from '../../src/platform/redis/redis-address.js';
import { PatientMatcher } from '../../src/queue/infra/redis/patient-matcher.js';
import { RedisMatcher } from '../../src/queue/infra/redis/redis-matcher.js';
import { describeMatcher } from '../../src/queue/matcher.contract.js';
import { pairUpAcross } from '../support/client.js';
import { openTestClusterOn, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { startTestRedisCluster, type TestRedisCluster } from '../support/redis.js';
import type { TestServer } from '../support/server.js';

let nodes: TestRedisCluster;
let redis: RedisClient;

beforeAll(async () => {
  nodes = await startTestRedisCluster();
  const address = readRedisAddress(nodes.url);
  if (address === undefined) throw new Error(`no address: ${nodes.url}`);
  redis = openRedis(address);
  redis.on('error', () => undefined);
  await once(redis, 'ready');
}, 60_000);

afterAll(async () => {
  redis.disconnect();
  await nodes.close();
});

// Every pool has its own hash slot, so the pools of these tests are on all three nodes.
describeMatcher('RedisMatcher on a Redis Cluster', (options) =>
  Promise.resolve(
    new PatientMatcher(new RedisMatcher({ redis, serverId: 'server-1', pool: randomUUID() }, options), {
      isUp: true,
      doubt: () => undefined,
    }),
  ),
);

describe('servers on a Redis Cluster of three nodes', () => {
  let cluster: TestCluster<TestRedisCluster>;
  let servers: readonly TestServer[];

  beforeAll(async () => {
    cluster = await openTestClusterOn({ ...nodes, close: () => Promise.resolve() });
    servers = [await cluster.start(), await cluster.start(), await cluster.start()];
  }, 60_000);
  afterAll(() => cluster.close());

  it('hear each a sharded channel of their own', async () => {
    if (!(redis instanceof Cluster)) throw new Error('this is no cluster');
    const heard = await Promise.all(
      redis.nodes('master').map((node) => node.call('PUBSUB', 'SHARDCHANNELS', 'hearken:server:*')),
    );
    expect(heard.flat()).toHaveLength(servers.length);
  });

  it('I8, I1: pair people across, who talk', async () => {
    const pairs = [await pairUpAcross(servers, 0), await pairUpAcross(servers, 1), await pairUpAcross(servers, 2)];
    for (const [alice, bob] of pairs) {
      await alice.say('hello');
      await bob.say('hi');
    }
    await eventually(() => {
      for (const [alice, bob] of pairs) expect([alice.heard(), bob.heard()]).toEqual([['hi'], ['hello']]);
    });
    for (const { url } of servers) {
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ coordinationState: 'up' });
    }
    expect(servers.flatMap((server) => server.complaints())).toEqual([]);
  });
});
