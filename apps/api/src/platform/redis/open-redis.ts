import { Cluster, Redis, type CommonRedisOptions, type RedisOptions } from 'ioredis';
import type { RedisAddress, RedisAuth } from './redis-address.js';

/** A connection to Redis in whatever form it is run. */
export type RedisClient = Redis | Cluster;

/** A command that was not answered within this is a fault: nobody waits longer for soft state, ms. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
/**
 * A line on which nothing comes for this long while something is asked is given up, ms. One that a firewall has forgotten
 * closes by itself only when TCP does, after a quarter of an hour in which every command fails.
 */
const SILENT_LINE_MS = 2 * COMMAND_TIMEOUT_MS;
/** Longest pause between two attempts to connect, ms: pairing is back within 5 s of Redis (I8). */
const RECONNECT_MAX_MS = 1_000;

/**
 * Opens a connection that comes back by itself. While it is away every command fails at once: what Redis holds is soft,
 * and nobody is kept waiting for it. What is wrong with it is said by its event `error`, to whom it may concern.
 */
export function openRedis(address: RedisAddress): RedisClient {
  switch (address.kind) {
    case 'single':
      return guarded(new Redis(address.url, { ...SOFT, retryStrategy }));
    case 'sentinel':
      return guarded(new Redis(sentinelOptions(address)));
    case 'cluster': {
      const cluster = new Cluster([...address.seeds], {
        redisOptions: { ...SOFT, ...authOf(address.auth) },
        enableOfflineQueue: false,
        clusterRetryStrategy: retryStrategy,
        shardedSubscribers: true,
        slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
      });
      return cluster.on('error', ignore).on('+node', guarded);
    }
  }
}

/**
 * A line over TLS may fault twice: its certificate is refused here, and what the server says of that comes after. ioredis
 * listens once (redis/ioredis#961), and the second one would be an exception that nobody catches.
 */
function guarded(redis: Redis): Redis {
  return redis.on('error', () => {
    // There is none yet where no Sentinel could be asked.
    const { stream } = redis as { readonly stream?: Redis['stream'] };
    stream?.on('error', ignore);
  });
}

function ignore(): void {
  // The watch says what is wrong.
}

/** How a master is found that Sentinels watch. */
export function sentinelOptions({
  sentinels,
  master,
  auth,
}: RedisAddress & { readonly kind: 'sentinel' }): Omit<RedisOptions, 'replyMapping'> {
  return {
    ...SOFT,
    ...authOf(auth),
    retryStrategy,
    sentinels: [...sentinels],
    name: master,
    sentinelRetryStrategy: retryStrategy,
    // `tls` alone is for masters that are named, and passed over here.
    ...(auth.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
  };
}

const SOFT = {
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SILENT_LINE_MS,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
} as const satisfies RedisOptions;

function retryStrategy(attempt: number): number {
  return Math.min(RECONNECT_MAX_MS, 50 * 2 ** Math.min(attempt, 10));
}

function authOf({ username, password, tls }: RedisAuth): Pick<CommonRedisOptions, 'username' | 'password'> & {
  readonly tls?: object;
} {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  };
}
