import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClient, pairUp } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { startTestRedis, type TestRedis } from '../support/redis.js';
import { ServerProcess } from '../support/server-process.js';

/** Four processes from the sources, one after the other, on a busy machine. */
const START_MS = 120_000;

/** Whole programs beside each other. Real processes and real time. */
describe('several processes on one database', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let folder = '';
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-cluster-'));
    database = await openTestDatabase();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(env: Readonly<Record<string, string>> = {}): ServerProcess {
    const server = new ServerProcess({ MONGODB_URI: database.uri, HEARKEN_KEYS: 'k'.repeat(43), ...env }, folder);
    closing.push(() => server.kill());
    return server;
  }

  it(
    'I8, I1: two with REDIS_URL pair two people across, who talk',
    async () => {
      const servers = [start({ REDIS_URL: redis.url }), start({ REDIS_URL: redis.url })];
      const urls = await Promise.all(servers.map((server) => server.address()));
      const health = await Promise.all(urls.map(async (url) => (await fetch(`${url}/health`)).json()));
      expect(health).toMatchObject([{ coordination: 'redis' }, { coordination: 'redis' }]);
      let made = 0;
      const [alice, bob] = await pairUp(() => {
        const client = new TestClient(urls[made++ % 2] ?? '');
        closing.push(() => {
          client.close();
        });
        return client;
      });
      await alice.say('hello');
      await bob.say('hi');
      await eventually(() => {
        expect([alice.heard(), bob.heard()]).toEqual([['hi'], ['hello']]);
      });
      for (const server of servers) server.signal('SIGTERM');
      expect(await Promise.all(servers.map((server) => server.ended()))).toEqual([0, 0]);
      expect(servers.map(({ output }) => output).join('')).not.toMatch(/"level":50/);
    },
    START_MS,
  );

  it(
    'I4: one without REDIS_URL is refused beside one with it, and the other way round',
    async () => {
      const together = start({ REDIS_URL: redis.url });
      await together.address();
      const alone = start();
      expect(await alone.ended()).toBe(1);
      expect(alone.output).toContain('another Hearken server runs on this database');
      together.signal('SIGTERM');
      expect(await together.ended()).toBe(0);

      // Waits until the lease of those before it is over.
      await start().address();
      const refused = start({ REDIS_URL: redis.url });
      expect(await refused.ended()).toBe(1);
      expect(refused.output).toContain('REDIS_URL: a Hearken server without it runs on this database');
    },
    START_MS,
  );
});
