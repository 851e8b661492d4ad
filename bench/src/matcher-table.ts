import { randomUUID } from 'node:crypto';
import { openRedis } from '../../apps/api/dist/platform/redis/open-redis.js';
import { readRedisAddress } from '../../apps/api/dist/platform/redis/redis-address.js';
import { RedisMatcher } from '../../apps/api/dist/queue/infra/redis/redis-matcher.js';
import { loadPool } from './load-pool.ts';
import { measurePool } from './scenarios/matcher.ts';
import { measureShared, type SharedMatcher } from './scenarios/shared-matcher.ts';
import { openBenchRedis, type BenchRedis } from './servers/redis.ts';

const SIZES = [1_000, 100_000];
const REDIS_PORT = 3_973;
/** The server's: it is not at work in this table. */
const REDIS_CORE = 0;

/** Joining and pairing, in process and through Redis, with few and with many waiting. */
export async function matcherTable(): Promise<void> {
  const redis = await openBenchRedis(REDIS_PORT, REDIS_CORE);
  try {
    const Pool = await loadPool();
    // Compiled by then: the first size is not to pay for it.
    measurePool(Pool, 10_000);
    await withMatcher(redis, (matcher) => measureShared(matcher, redis.process, 10_000));
    const rows = [];
    for (const size of SIZES) {
      const own = measurePool(Pool, size);
      const shared = await withMatcher(redis, (matcher) => measureShared(matcher, redis.process, size));
      rows.push({
        waiting: size.toLocaleString('en'),
        'joins/s, in process': Math.round(1_000_000 / own.joinUs).toLocaleString('en'),
        'joins/s, Redis': Math.round(shared.joinsPerSecond).toLocaleString('en'),
        'Redis busy us a join': shared.join.redisUs.toFixed(1),
        'pairing us, in process': own.pairingUs.toFixed(1),
        'pairing us, Redis': shared.pairing.waitUs.toFixed(0),
        'Redis busy us a pairing': shared.pairing.redisUs.toFixed(0),
      });
    }
    console.table(rows);
  } finally {
    await redis.process.stop('SIGKILL');
  }
}

async function withMatcher<T>({ url }: BenchRedis, use: (matcher: SharedMatcher) => Promise<T>): Promise<T> {
  const address = readRedisAddress(url);
  if (address === undefined) throw new Error(`no address of a Redis: ${url}`);
  const redis = openRedis(address);
  try {
    await new Promise((resolve) => redis.once('ready', resolve));
    return await use(new RedisMatcher({ redis, serverId: 'bench', pool: randomUUID() }));
  } finally {
    redis.disconnect();
  }
}
