import { silentLog } from '../../src/platform/log.js';
import { systemClock } from '../../src/platform/clock.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import { openTestDatabase, type TestDatabase } from './mongo.js';
import { startTestRedis, type RunningRedis, type TestRedis } from './redis.js';
import { startServer, type TestServer } from './server.js';

/** Several servers in this process, on one database of the shared MongoDB and one Redis of their own. */
export interface TestCluster<R = TestRedis> {
  readonly redis: R;
  readonly database: TestDatabase;
  /** Adds one; closed with the cluster. */
  start(env?: Readonly<Record<string, string>>): Promise<TestServer>;
  close(): Promise<void>;
}

/** Limits that a test's one address must not meet. */
const MANY = {
  ADDRESS_UNREGISTERED_MAX: '100000',
  ADDRESS_REGISTERED_MAX: '100000',
  ADDRESS_CONNECTS_PER_MINUTE: '1000000',
  JOINS_PER_SECOND: '1000',
};

export async function openTestCluster(): Promise<TestCluster> {
  return openTestClusterOn(await startTestRedis());
}

/** The same on a Redis of whatever form, which is closed with it. */
export async function openTestClusterOn<R extends RunningRedis>(redis: R): Promise<TestCluster<R>> {
  const database = await openTestDatabase();
  const closing: (() => Promise<void>)[] = [];
  return {
    redis,
    database,
    start: async (env = {}) => {
      const storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
      const common = { PERSISTENCE: 'mongodb', MONGODB_URI: database.uri, REDIS_URL: redis.url };
      const server = await startServer({ ...common, HEARKEN_KEYS: 'k'.repeat(43), ...MANY, ...env }, storage);
      closing.push(async () => {
        await server.close();
        await storage.close();
      });
      return server;
    },
    close: async () => {
      for (const close of closing.splice(0)) await close();
      await redis.close();
      await database.close();
    },
  };
}
