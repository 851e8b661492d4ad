import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TestClient, pairUp } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

/** Getting in, being heard, not reading, and leaving. */
describe('the door', () => {
  let server: TestServer | undefined;
  const extra: { close(): void }[] = [];

  afterEach(async () => {
    for (const each of extra.splice(0)) each.close();
    await server?.close();
    server = undefined;
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    server = await startServer(env);
    return server;
  }

  function from(origin: string | undefined, { url }: TestServer, transport = 'websocket'): TestClient {
    const extraHeaders = origin === undefined ? {} : { Origin: origin };
    const client = new TestClient(url, { transports: [transport], extraHeaders });
    extra.push(client);
    return client;
  }

  it.each(['websocket', 'polling'])('lets in its own origin and those of CLIENT_URL, by %s', async (transport) => {
    const own = await start({ CLIENT_URL: 'https://hearken.example,https://other.example' });
    const origins = [undefined, own.url, 'https://hearken.example', 'https://other.example'];
    for (const origin of origins) await from(origin, own, transport).register();
  });

  it.each(['websocket', 'polling'])('lets in no other origin, by %s', async (transport) => {
    const own = await start();
    const port = String(own.port);
    const origins = [
      'https://evil.example',
      'null',
      'https://127.0.0.1',
      `http://127.0.0.1.evil.example:${port}`,
      `http://evil.example?127.0.0.1:${port}`,
      `file://127.0.0.1:${port}`,
      'http://',
    ];
    for (const origin of origins) {
      await expect(from(origin, own, transport).connected()).rejects.toThrow();
    }
  });

  it('takes events that come right after the connection, before any answer', async () => {
    const { client } = await start();
    const eager = client();
    const answers = Array.from({ length: 50 }, () => eager.refusal('queue:position', {}));
    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual(Array(50).fill('not-registered'));
  });

  it('makes one connection of two CONNECT packets on one line', async () => {
    const { client, app } = await start();
    const alice = await client().connected();
    alice.socket.io.engine.write('0');
    await eventually(() => {
      expect(alice.socket.connected).toBe(false);
    });
    expect([...app.core.sessions.seats.all()]).toEqual([]);
  });

  it('hears every packet, pongs included', async () => {
    const { client, app } = await start();
    const alice = client();
    const { publicId } = await alice.register();
    const connection = app.core.sessions.seats.get(publicId)?.connection;
    const first = connection?.lastHeard() ?? 0;
    // Real time: the server pings after two seconds, and nothing else is sent.
    await eventually(() => {
      expect(connection?.lastHeard()).toBeGreaterThan(first + 1_000);
    });
  });

  it('tells the core that a socket has gone', async () => {
    const { client, app } = await start();
    const alice = client();
    const { publicId } = await alice.register();
    alice.close();
    await eventually(() => {
      expect(app.core.sessions.seats.get(publicId)?.connection).toBeUndefined();
    });
  });

  it('keeps no headers and no address of a connection', async () => {
    const { client, app } = await start();
    const { publicId } = await client().register();
    const connection: object = app.core.sessions.seats.get(publicId)?.connection ?? {};
    // Private, and what this is about: nothing of the handshake may be reachable from what lives on.
    const socket = Reflect.get(connection, 'socket') as { readonly conn: object; readonly client: object };
    const kept = [socket, socket.conn, socket.client].flatMap((each) =>
      ['handshake', 'request'].map((name): unknown => Reflect.get(each, name)),
    );
    expect(kept.filter((each) => each !== undefined)).toEqual([]);
  });

  it('cuts off a client that does not read, without harm to its partner', async () => {
    const from = await start({ OUTGOING_MAX_BYTES: '131072' });
    const [alice, bob] = await pairUp(from.client);
    const connection = from.app.core.sessions.seats.get(alice.me.publicId)?.connection;
    stopReading(alice.client);
    const { roomId } = alice.room;
    const note = { roomId, items: [{ padding: 'x'.repeat(60_000) }] };
    // More than the kernel keeps for one connection on any system.
    for (let count = 0; count < 500; count += 1) connection?.push('room:entries', note as never);
    await eventually(() => {
      expect(from.app.core.sessions.seats.get(alice.me.publicId)?.connection).toBeUndefined();
    });
    expect(await bob.say('are you there?')).toBe(1);
    expect(from.complaints().filter((line) => !line.includes('server-paused'))).toEqual([]);
  });
});

/** Stops the client's socket from taking anything out of the kernel. */
function stopReading(client: TestClient): void {
  const transport: unknown = Reflect.get(client.socket.io.engine, 'transport');
  const line: unknown = Reflect.get(Reflect.get(transport as object, 'ws') as object, '_socket');
  (line as Socket).pause();
}
