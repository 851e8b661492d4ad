import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pairUpAcross } from '../support/client.js';
import { openTestClusterOn, type TestCluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { startTestRedis, startTestRedisCluster, startTestSentinel, type RunningRedis } from '../support/redis.js';
import { makeTlsFiles, type TlsFiles } from '../support/tls-files.js';

const FORMS: readonly (readonly [string, (tls: TlsFiles) => Promise<RunningRedis>])[] = [
  ['rediss://', (tls) => startTestRedis(tls)],
  ['sentinels://', startTestSentinel],
  ['clusters://', startTestRedisCluster],
];

describe('Redis over TLS', () => {
  const usual = getCACertificates('default');
  let tls: TlsFiles;
  let cluster: TestCluster<RunningRedis> | undefined;

  beforeAll(async () => {
    tls = await makeTlsFiles();
  });
  afterAll(() => tls.remove());
  beforeEach(() => {
    // What NODE_EXTRA_CA_CERTS does at the start of a process.
    setDefaultCACertificates([...usual, tls.authority]);
  });
  afterEach(async () => {
    setDefaultCACertificates(usual);
    await cluster?.close();
    cluster = undefined;
  });

  it.each(FORMS)(
    'two servers share %s: people of both meet and hear each other',
    async (scheme, start) => {
      cluster = await openTestClusterOn(await start(tls));
      expect(cluster.redis.url.startsWith(scheme)).toBe(true);
      const servers = [await cluster.start(), await cluster.start()];
      const [alice, bob] = await pairUpAcross(servers);
      await alice.say('hello');
      await eventually(() => {
        expect(bob.heard()).toEqual(['hello']);
      });
    },
    60_000,
  );

  it('whose certificate nobody vouches for is not spoken to, and the log says why', async () => {
    setDefaultCACertificates(usual);
    cluster = await openTestClusterOn(await startTestRedis(tls));
    const server = await cluster.start();
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ coordinationState: 'down' });
    await eventually(() => {
      expect(server.logged()).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT.*"redis-down"/);
    });
  });

  it('that refuses the password is no Redis, and the log says why', async () => {
    cluster = await openTestClusterOn(await startTestRedis(tls, ['--requirepass', 'secret']));
    const server = await cluster.start();
    await eventually(() => {
      expect(server.logged()).toMatch(/"code":"NOAUTH".*"redis-down"/);
    });
  });
});
