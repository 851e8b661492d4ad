import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClient, pairUp, type Talker } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, testMongodBinary } from '../support/mongo.js';
import { ServerProcess } from '../support/server-process.js';

interface Health {
  readonly persistence: string;
}

/** The whole program, as it is started. Real processes and real time. */
describe('main', () => {
  let folder = '';
  const closing: (() => unknown)[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hearken-main-'));
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(env: Readonly<Record<string, string>>): ServerProcess {
    const server = new ServerProcess(env, folder);
    closing.push(() => server.kill());
    return server;
  }

  function clientOf(url: string): TestClient {
    const client = new TestClient(url);
    closing.push(() => {
      client.close();
    });
    return client;
  }

  async function healthOf(url: string): Promise<Health> {
    return (await (await fetch(`${url}/health`)).json()) as Health;
  }

  /** Comes back to a room as a browser does that has its outbox and its log. */
  async function comeBack(url: string, talker: Talker, own: number): Promise<TestClient> {
    const { room, me } = talker;
    const again = clientOf(url);
    const claim = { roomId: room.roomId, partnerId: room.partner.publicId, stream: room.stream, outboxFrom: own + 1 };
    const { state, isNew } = await again.register({
      privateId: me.privateId,
      publicId: me.publicId,
      room: { ...claim, received: room.from.received, own: { stream: room.stream, n: own } },
    });
    expect(isNew).toBe(false);
    expect(state).toMatchObject({ is: 'paired', roomId: room.roomId });
    for (const item of state.is === 'paired' ? state.items : []) again.pushed.push({ event: 'item', payload: item });
    return again;
  }

  it('says where it is in one line, and reads .env', async () => {
    await writeFile(join(folder, '.env'), 'PERSISTENCE=volatile\nTEXT_MAX=123\n');
    const server = start({});
    const url = await server.address();
    expect(server.output.match(/Hearken is at /g)).toHaveLength(1);
    expect(server.output).toContain('WARNING: everything is kept in memory only');
    expect(await healthOf(url)).toMatchObject({ persistence: 'volatile', version: '0.1.0' });
    const { limits, volatile } = await clientOf(url).register();
    expect([limits.textMax, volatile]).toEqual([123, true]);
  });

  it('names everything that is missing in production, at once, and does not start', async () => {
    const server = start({ NODE_ENV: 'production', PERSISTENCE: 'volatile', PORT: 'abc' });
    expect(await server.ended()).toBe(1);
    for (const name of ['HEARKEN_KEYS', 'PERSISTENCE', 'PORT']) expect(server.output).toContain(`- ${name} `);
    expect(server.output).not.toContain('at file:');
  });

  it('says what to do when nothing answers at MONGODB_URI, or the port is taken', async () => {
    const nowhere = start({ MONGODB_URI: 'mongodb://127.0.0.1:1/hearken?replicaSet=rs' });
    expect(await nowhere.ended()).toBe(1);
    expect(nowhere.output).toContain('MONGODB_URI');

    const other = createServer().listen(0);
    closing.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const second = start({ PERSISTENCE: 'volatile', PORT: String(port) });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain('set PORT to another one');
  });

  it('SIGTERM: tells everybody, stores what was taken, and ends well within 10 s', async () => {
    const database = await openTestDatabase();
    closing.push(() => database.close());
    const server = start({ MONGODB_URI: database.uri });
    const url = await server.address();
    expect(await healthOf(url)).toMatchObject({ persistence: 'mongodb' });
    const [alice, bob] = await pairUp(() => clientOf(url));
    const texts = Array.from({ length: 10 }, (_, index) => alice.say(`word ${String(index)}`));
    server.signal('SIGTERM');
    const began = Date.now();
    const outcomes = await Promise.allSettled(texts);
    expect(await server.ended()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(bob.client.told('session:closed')).toEqual([{ reason: 'draining' }]);
    expect(bob.client.told('server:draining')).toHaveLength(1);
    // I2: each text that was told accepted is in the database.
    const stored = await database.db.collection('messages').countDocuments();
    expect(stored).toBeGreaterThanOrEqual(outcomes.filter(({ status }) => status === 'fulfilled').length);
  });

  it('a second signal forces', async () => {
    const server = start({ PERSISTENCE: 'volatile' });
    await server.address();
    server.signal('SIGTERM');
    server.signal('SIGINT');
    expect(await server.ended()).toBe(1);
  });

  it('kill -9: the embedded database ends with it, and the conversation goes on after a restart', async () => {
    const env = { MONGOMS_SYSTEM_BINARY: testMongodBinary(), DATA_DIR: join(folder, 'data') };
    const first = start(env);
    const url = await first.address();
    expect(await healthOf(url)).toMatchObject({ persistence: 'embedded' });
    expect((await stat(join(folder, 'data', 'keys'))).mode & 0o777).toBe(0o600);
    const [alice, bob] = await pairUp(() => clientOf(url));
    expect(await alice.say('before')).toBe(1);
    first.signal('SIGKILL');
    expect(await first.ended()).toBe('SIGKILL');

    const second = start(env);
    const again = await second.address();
    const aliceAgain = await comeBack(again, alice, 1);
    const bobAgain = await comeBack(again, bob, 0);
    // The text from before the kill comes with bob's register, the next one as a push.
    expect(bobAgain.pushed.filter(({ event }) => event === 'item').map(({ payload }) => payload)).toMatchObject([
      { kind: 'text', text: 'before', n: 1 },
    ]);
    const { roomId, stream } = alice.room;
    const after = { kind: 'text', n: 2, t: 10, nonce: 'bm9uY2Utbm9uY2Utbm9uYw', text: 'after' } as const;
    expect(await aliceAgain.request('room:send', { roomId, stream, entries: [after] })).toMatchObject({ accepted: 2 });
    await eventually(() => {
      expect(bobAgain.told('room:entries')).toMatchObject([{ items: [{ text: 'after' }] }]);
    });
    second.signal('SIGTERM');
    expect(await second.ended()).toBe(0);
    expect(second.output).not.toMatch(/"level":50/);
    expect(await readFile(join(folder, 'data', 'keys'), 'utf8')).toMatch(/^[\w-]{43}\n$/);
  });
});
