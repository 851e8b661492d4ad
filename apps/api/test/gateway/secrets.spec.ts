import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pairUp, textEntry } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

const SECRET_WORDS = 'nobody-may-read-this';

/** I10: everything that happens is logged at `trace`, and none of it tells who, where from, or what. */
describe('the log', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ TRUSTED_PROXIES: 'loopback' });
  });

  afterAll(() => server.close());

  it('I10: holds no private id, no device key, no address and no text, whatever happens', async () => {
    const device = 'D'.repeat(43);
    const [alice, bob] = await pairUp(server.client);
    await alice.say(SECRET_WORDS);
    await bob.client.refusal('room:send', {
      roomId: bob.room.roomId,
      stream: bob.room.stream,
      entries: [{ ...textEntry(1, SECRET_WORDS), extra: SECRET_WORDS }],
    });
    await bob.client.refusal(SECRET_WORDS, { [SECRET_WORDS]: SECRET_WORDS });
    bob.client.socket.io.engine.write(`2["room:send",{"${SECRET_WORDS}`);
    const carol = server.client();
    const me = await carol.register({ device });
    // A register with somebody's secret and a wrong name, and one that waits in the URL where it does not belong.
    await carol.register({ privateId: alice.me.privateId, publicId: me.publicId, device });
    await fetch(`${server.url}/api/${SECRET_WORDS}?privateId=${alice.me.privateId}`, {
      headers: { authorization: `Bearer ${alice.me.privateId}`, 'x-forwarded-for': '203.0.113.77' },
    });
    await fetch(`${server.url}/%E0%A4%A${SECRET_WORDS}`);
    await alice.client.request('room:leave', { roomId: alice.room.roomId, note: SECRET_WORDS });
    alice.client.close();
    await eventually(() => {
      expect(bob.client.socket.connected).toBe(false);
    });
    await server.app.core.drain();

    const log = server.logged();
    expect(log).toContain('core-booted');
    const secrets = {
      'private id of alice': alice.me.privateId,
      'private id of bob': bob.me.privateId,
      'private id of carol': me.privateId,
      'device key': device,
      text: SECRET_WORDS,
      'address of the proxy': '127.0.0.1',
      'address of the client': '203.0.113.77',
    };
    const found = Object.entries(secrets).filter(([, secret]) => log.includes(secret));
    expect(found).toEqual([]);
  });

  it('I10: a fault of a store is logged with its place, and without what it was about', async () => {
    const { core } = server.app;
    const broken = Object.assign(new Error(`dup key: "${SECRET_WORDS}"`), { name: 'MongoServerError', code: 11_000 });
    const connection = { id: 'c0', lastHeard: () => 0, push: () => undefined, close: () => undefined };
    core.queue.position = () => Promise.reject(broken);
    const dave = server.client();
    await dave.register();
    expect(await dave.refusal('queue:position', {})).toMatchObject({ code: 'try-later' });
    await expect(core.handle(connection, 'queue:position', {})).rejects.toThrow();
    const [complaint] = server.complaints();
    expect(complaint).toContain('MongoServerError');
    expect(complaint).toContain('11000');
    expect(complaint).toContain('secrets.spec.ts');
    expect(complaint).not.toContain(SECRET_WORDS);
  });
});
