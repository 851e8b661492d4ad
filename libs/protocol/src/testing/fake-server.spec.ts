import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { ERROR_CODES } from '../codes.js';
import type { Ack, Answer, Payload, RequestName } from '../events.js';
import { CONFORMANCE_CASES, runConformance } from './conformance/index.js';
import { FakeServer, refusal } from './fake-server.js';
import { SAMPLE_NONCE, SAMPLE_PAYLOADS, SAMPLE_TEXT } from './sample-payloads.js';

/** Real sockets, so real time: bounded, and short where nothing is expected. */
const SILENCE_MS = 150;
/** Socket.IO's number for a packet that acknowledges. */
const ACK_PACKET = 3;

let server: FakeServer;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = await FakeServer.start({ limits: { nextAfterMs: 200 } });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await server.close();
});

/** A bare client that keeps what it is told. */
class Client {
  readonly pushes: [string, unknown][] = [];
  answers = 0;

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => this.pushes.push([event, payload]));
    socket.io.on('packet', ({ type }) => {
      const kind: number = type;
      if (kind === ACK_PACKET) this.answers += 1;
    });
  }

  static async open(transports: ('websocket' | 'polling')[] = ['websocket']): Promise<Client> {
    const socket = io(server.url, { forceNew: true, reconnection: false, transports });
    sockets.push(socket);
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return client;
  }

  /** The answer, or undefined when none comes. */
  ask<E extends RequestName>(event: E, payload: Payload<E>, withinMs = 1_000): Promise<Ack<Answer<E>> | undefined> {
    return this.socket
      .timeout(withinMs)
      .emitWithAck(event, payload)
      .catch(() => undefined) as Promise<Ack<Answer<E>> | undefined>;
  }

  async register(role?: 'vent' | 'listen'): Promise<Answer<'session:register'>> {
    const { protocol, app } = SAMPLE_PAYLOADS['session:register'];
    const store = `${SAMPLE_NONCE}${String(Math.random()).slice(2, 12)}`;
    const answer = await this.ask('session:register', { protocol, app, store, attempt: 1, ...(role && { role }) });
    if (answer?.ok !== true) throw new Error('not registered');
    return answer.data;
  }

  told(event: string): readonly unknown[] {
    return this.pushes.filter(([name]) => name === event).map(([, payload]) => payload);
  }
}

/** alice and bob in a room. */
async function pair(): Promise<{
  alice: Client;
  bob: Client;
  send: (n: number) => Payload<'room:send'>;
  bobId: string;
}> {
  const [alice, bob] = [await Client.open(), await Client.open()];
  await alice.register('vent');
  const { publicId } = await bob.register('listen');
  await sleep(50);
  const [room] = alice.told('room:paired') as { roomId: string; stream: string }[];
  if (room === undefined) throw new Error('not paired');
  const { roomId, stream } = room;
  return {
    alice,
    bob,
    bobId: publicId,
    send: (n) => ({ roomId, stream, entries: [{ ...SAMPLE_TEXT, n, t: n, nonce: `${SAMPLE_NONCE}-${String(n)}` }] }),
  };
}

describe('the fake server, honest', () => {
  /** What it does not do: time, limits, and what a lost database or a lost push needs. */
  const BEYOND =
    /15 s|9\.9 s|5 s|refused register|origins|limits allow|flood|HTTP|nobody else knows|cannot name|told of none|a claim|no longer holds|next join waits|is told who is here|closes the page/;

  it('keeps the promises of the protocol that need no clock', async () => {
    const cases = CONFORMANCE_CASES.filter(({ name }) => !BEYOND.test(name));
    const results = await runConformance({ address: server.url, cases });
    expect(
      results.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure.message}`])),
    ).toEqual([]);
    expect(cases.length).toBeGreaterThan(45);
  }, 120_000);

  it('records what crosses the wire', async () => {
    const { alice, bobId, send } = await pair();
    await alice.ask('room:send', send(1));
    expect(server.requests('room:send')).toEqual([send(1)]);
    expect(server.traffic.filter(({ kind, event }) => kind === 'answer' && event === 'room:send')).toHaveLength(1);
    expect(server.traffic.filter(({ kind, event }) => kind === 'push' && event === 'room:entries')).toHaveLength(1);
    expect(server.hall.people.get(bobId)?.room?.entriesOf('a').length).toBeDefined();
  });

  it('lets a test answer, push and end', async () => {
    const { alice, bob, bobId } = await pair();
    const off = server.on('queue:position', () => ({ ...SAMPLE_PLACE, position: 7 }));
    expect(await alice.ask('queue:position', {})).toMatchObject({ ok: true, data: { position: 7 } });
    off();
    expect(await alice.ask('queue:position', {})).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
    server.push(bobId, 'room:changed', { roomId: 'x' });
    server.hall.depart(bobId);
    await sleep(50);
    expect(bob.told('room:changed')).toEqual([{ roomId: 'x' }]);
    expect(alice.told('room:ended')).toMatchObject([{ end: { reason: 'partner-lost' }, state: { is: 'queued' } }]);
  });
});

describe('the fake server, misbehaving', () => {
  it('loses requests, and answers', async () => {
    const { alice, bob, send } = await pair();
    server.misbehave({ is: 'ignore', event: 'room:send' }, 1);
    expect(await alice.ask('room:send', send(1), SILENCE_MS)).toBeUndefined();
    expect(bob.told('room:entries')).toEqual([]);
    server.misbehave({ is: 'never-ack', event: 'room:send' }, 1);
    expect(await alice.ask('room:send', send(1), SILENCE_MS)).toBeUndefined();
    expect(bob.told('room:entries')).toHaveLength(1);
    expect(await alice.ask('room:send', send(1))).toMatchObject({ ok: true, data: { accepted: 1 } });
    expect(server.requests('room:send')).toHaveLength(3);
  });

  it('answers late, and twice', async () => {
    const { alice, send } = await pair();
    server.misbehave({ is: 'ack-late', ms: 200 }, 1);
    const askedAt = Date.now();
    expect(await alice.ask('room:send', send(1))).toMatchObject({ ok: true });
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(190);
    const before = alice.answers;
    server.misbehave({ is: 'ack-twice' }, 1);
    await alice.ask('room:send', send(2));
    await sleep(SILENCE_MS);
    expect(alice.answers - before).toBe(2);
  });

  it.each(ERROR_CODES)('refuses with %s', async (code) => {
    const alice = await Client.open();
    await alice.register();
    server.misbehave({ is: 'refuse', event: 'queue:join', error: refusal(code) }, 1);
    expect(await alice.ask('queue:join', { role: 'vent' })).toMatchObject({ ok: false, error: { code } });
    expect(await alice.ask('queue:join', { role: 'vent' })).toMatchObject({ ok: true });
  });

  it('drops, doubles and reorders pushes', async () => {
    const { alice, bob, send } = await pair();
    const heard = (): unknown =>
      (bob.told('room:entries') as { items: { n: number }[] }[]).flatMap(({ items }) => items.map(({ n }) => n));
    server.misbehave({ is: 'drop-pushes', event: 'room:entries' }, 1);
    await alice.ask('room:send', send(1));
    server.misbehave({ is: 'duplicate-pushes', event: 'room:entries' }, 1);
    await alice.ask('room:send', send(2));
    server.misbehave({ is: 'reorder-pushes', event: 'room:entries' }, 1);
    await alice.ask('room:send', send(3));
    await alice.ask('room:send', send(4));
    await sleep(SILENCE_MS);
    expect(heard()).toEqual([2, 2, 4, 3]);
  });

  it.each([true, false])('closes in the middle of a request (done: %s)', async (isDone) => {
    const { alice, bob, send } = await pair();
    server.misbehave({ is: 'close-mid-request', event: 'room:send', isDone }, 1);
    expect(await alice.ask('room:send', send(1), SILENCE_MS)).toBeUndefined();
    await sleep(SILENCE_MS);
    expect(alice.socket.connected).toBe(false);
    expect(bob.told('room:entries')).toHaveLength(isDone ? 1 : 0);
    expect(bob.told('room:partner')).toMatchObject([{ presence: { is: 'reconnecting' } }]);
  });

  it('goes silent with every connection open', async () => {
    const { alice, bob, send } = await pair();
    const stop = server.misbehave({ is: 'half-open' });
    expect(await alice.ask('room:send', send(1), SILENCE_MS)).toBeUndefined();
    expect(alice.socket.connected && bob.socket.connected).toBe(true);
    expect(bob.told('room:entries')).toEqual([]);
    stop();
    await sleep(SILENCE_MS);
    expect(bob.told('room:entries')).toHaveLength(1);
  });

  it('refuses WebSocket, not HTTP', async () => {
    const stop = server.misbehave({ is: 'refuse-websocket' });
    await expect(Client.open(['websocket'])).rejects.toThrow('websocket error');
    await expect((await Client.open(['polling'])).register()).resolves.toMatchObject({ isNew: true });
    stop();
    await expect((await Client.open(['websocket'])).register()).resolves.toMatchObject({ isNew: true });
  });

  it('speaks a newer protocol', async () => {
    server.misbehave({ is: 'newer-protocol' });
    const answer = await (await Client.open()).ask('session:register', SAMPLE_PAYLOADS['session:register']);
    expect(answer).toMatchObject({ ok: false, error: { code: 'outdated' } });
  });

  it('closes and cuts every socket', async () => {
    const { alice } = await pair();
    server.disconnectAll();
    await sleep(SILENCE_MS);
    expect(alice.socket.connected).toBe(false);
    const carol = await Client.open();
    server.cutAll();
    await sleep(SILENCE_MS);
    expect(carol.socket.connected).toBe(false);
  });
});

const SAMPLE_PLACE: Answer<'queue:position'> = {
  role: 'vent',
  widen: false,
  enteredAt: 0,
  position: 1,
  waitedMs: 0,
  counts: {
    vent: { waiting: 1, online: 1 },
    listen: { waiting: 0, online: 0 },
    talk: { waiting: 0, online: 0 },
  },
};
