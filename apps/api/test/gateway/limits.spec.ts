import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { pairUp, textEntry, type TestClient } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

/** Limits of design section 13, on real sockets. How they count is tested beside the counters. */
describe('limits', () => {
  let server: TestServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
    server = await startServer(env);
    return server;
  }

  async function crowd(from: TestServer, size: number): Promise<readonly TestClient[]> {
    return Promise.all(Array.from({ length: size }, () => from.client().connected()));
  }

  it('20 texts at once, then 5 a second; sending again what was accepted is free', async () => {
    const { client } = await start();
    const [alice, bob] = await pairUp(client);
    const { roomId, stream } = alice.room;
    const texts = Array.from({ length: 20 }, (_, index) => textEntry(index + 1, `word ${String(index + 1)}`));
    const next = { roomId, stream, entries: [textEntry(21, 'too much')] };
    // All at once: the bucket fills while a slow machine takes them one by one.
    const sends = texts.map((text) => alice.client.request('room:send', { roomId, stream, entries: [text] }));
    const refusal = await alice.client.refusal('room:send', next);
    await Promise.all(sends);
    expect(refusal.code).toBe('rate-limited');
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(200);
    for (let round = 0; round < 3; round += 1) {
      expect(await alice.client.request('room:send', { roomId, stream, entries: texts })).toMatchObject({
        accepted: 20,
      });
    }
    // Real time: the bucket fills while the clock runs.
    await sleep((refusal.retryAfterMs ?? 0) + 20);
    expect(await alice.client.request('room:send', next)).toMatchObject({ accepted: 21 });
    await eventually(() => {
      expect(new Set(bob.heard()).size).toBe(21);
    });
  });

  it('coming back on a new socket does not fill the budget', async () => {
    const { client } = await start({ TEXTS_BURST: '2', TEXTS_PER_MINUTE: '2' });
    const [alice] = await pairUp(client);
    await alice.say('one');
    await alice.say('two');
    const { privateId, publicId } = alice.me;
    const again = client();
    const { roomId, stream } = alice.room;
    const claim = { roomId, partnerId: alice.room.partner.publicId, stream, outboxFrom: 3 };
    const room = { ...claim, received: alice.room.from.received, own: { stream, n: 2 } };
    await again.register({ privateId, publicId, room });
    const three = { roomId, stream, entries: [textEntry(3, 'three')] };
    expect(await again.refusal('room:send', three)).toMatchObject({ code: 'rate-limited' });
  });

  it('one join a second', async () => {
    const { client } = await start();
    const alice = client();
    await alice.register();
    const joined = alice.request('queue:join', { role: 'vent' });
    expect(await alice.refusal('queue:join', { role: 'listen' })).toMatchObject({ code: 'rate-limited' });
    expect(await joined).toMatchObject({ role: 'vent' });
  });

  it('a lower TEXT_MAX than the protocol allows', async () => {
    const { client } = await start({ TEXT_MAX: '10' });
    const [alice] = await pairUp(client);
    expect(alice.me.limits.textMax).toBe(10);
    const { roomId, stream } = alice.room;
    const entries = [textEntry(1, '12345678901')];
    expect(await alice.client.refusal('room:send', { roomId, stream, entries })).toMatchObject({ code: 'invalid' });
    expect(await alice.say('😀'.repeat(10))).toBe(1);
  });

  it('closes a socket that does not register, saying why', async () => {
    const { client } = await start({ REGISTER_TIMEOUT_MS: '100' });
    const silent = await client().connected();
    await eventually(() => {
      expect(silent.socket.connected).toBe(false);
    });
    expect(silent.told('session:closed')).toEqual([{ reason: 'register-timeout' }]);
  });

  it('closes a line that never becomes a socket', async () => {
    const { port } = await start({ REGISTER_TIMEOUT_MS: '100' });
    const line = new WebSocket(`ws://127.0.0.1:${String(port)}/socket.io/?EIO=4&transport=websocket`);
    const closed = new Promise((resolve) => {
      line.addEventListener('close', resolve);
    });
    await closed;
  });

  it('10 unregistered sockets of an address: the next ones have to hurry, and only who resumes may register', async () => {
    const from = await start({ REGISTER_TIMEOUT_MS: '60000' });
    const alice = from.client();
    const { privateId, publicId } = await alice.register();
    alice.close();
    const idle = await crowd(from, 10);
    const [bob, again] = await crowd(from, 2);
    expect(await bob?.refusal('session:register', bob.registration())).toMatchObject({ code: 'rate-limited' });
    expect(await again?.register({ privateId, publicId })).toMatchObject({ isNew: false, publicId });
    // It came above the limit and has not registered; the ten before it have their whole time.
    await eventually(() => {
      expect(bob?.told('session:closed')).toEqual([{ reason: 'register-timeout' }]);
    });
    expect(idle.every(({ socket }) => socket.connected)).toBe(true);
  });

  it('200 people of an address: nobody new, but who resumes is taken', async () => {
    const { client } = await start({ ADDRESS_REGISTERED_MAX: '2', JOINS_PER_SECOND: '10' });
    const alice = await client().register();
    await client().register();
    const carol = await client().connected();
    expect(await carol.refusal('session:register', carol.registration())).toMatchObject({ code: 'full' });
    const { privateId, publicId } = alice;
    expect(await client().register({ privateId, publicId })).toMatchObject({ publicId });
  });

  it('300 connects a minute of an address: nobody new; ten times as many are not even let in', async () => {
    const { client } = await start({ ADDRESS_CONNECTS_PER_MINUTE: '2' });
    const alice = await client().register();
    await client().register();
    const carol = await client().connected();
    const refusal = await carol.refusal('session:register', carol.registration());
    expect(refusal.code).toBe('rate-limited');
    expect(refusal.retryAfterMs).toBeGreaterThan(50_000);
    const { privateId, publicId } = alice;
    expect(await client().register({ privateId, publicId })).toMatchObject({ publicId });
    for (let count = 4; count < 20; count += 1) client().close();
    await eventually(async () => {
      await expect(client().connected()).rejects.toThrow();
    });
  });

  it('PEOPLE_MAX: nobody new, but who resumes is taken', async () => {
    const { client } = await start({ PEOPLE_MAX: '2' });
    const alice = await client().register();
    await client().register();
    const carol = await client().connected();
    const refusal = await carol.refusal('session:register', carol.registration());
    expect(refusal).toMatchObject({ code: 'full', retryAfterMs: 5_000 });
    const { privateId, publicId } = alice;
    expect(await client().register({ privateId, publicId })).toMatchObject({ publicId });
  });
});
