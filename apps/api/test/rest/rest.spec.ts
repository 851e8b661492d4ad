import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthAnswer, Entry, RestState } from '@hearken/protocol';
import { listeningBot, talkingBot } from '../../examples/rest-client.js';
import { call, CallingClient, nonce, wordsOf } from '../support/calls.js';
import { textEntry } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, type TestServer } from '../support/server.js';

/** Short enough to be waited for, long enough for a call to be too soon. */
const NEXT_AFTER_MS = 1_500;

describe('REST', () => {
  let server: TestServer;

  // Its own for each test: who is left waits, and would be met by the next one.
  beforeEach(async () => {
    server = await startServer({
      NEXT_AFTER_MS: String(NEXT_AFTER_MS),
      TEXTS_BURST: '20',
      JOINS_PER_SECOND: '50',
      SAME_DEVICE_MAY_MEET: 'on',
    });
  });

  afterEach(async () => {
    expect(server.complaints()).toEqual([]);
    await server.close();
  });

  /** Alice calls, bob has a browser. */
  async function met() {
    const bob = server.client();
    await bob.register({ role: 'listen' });
    const alice = await CallingClient.open(server.url);
    await alice.join('vent');
    const room = await bob.hears('room:paired');
    const state = await alice.paired();
    expect(state).toMatchObject({ roomId: room.roomId, partner: { role: 'listen', presence: { is: 'here' } } });
    return { alice, bob, room };
  }

  it('the two example bots meet and talk', async () => {
    const lines = ['Hello.', 'I had a long day.', 'It helps to say it.'];
    const [heard, answers] = await Promise.all([listeningBot(server.url, 20), talkingBot(server.url, lines, 20)]);
    expect(heard).toEqual(lines);
    expect(answers).toEqual(lines.map((line) => `I hear you: ${line}`));
  });

  it('NC, Q, C: auth, queue, position, exit', async () => {
    const alice = await CallingClient.open(server.url);
    expect(alice.me).toMatchObject({ isNew: true, state: { is: 'idle' }, serverVersion: '1.2.3' });
    expect(await alice.join('talk')).toMatchObject({ is: 'queued', role: 'talk', position: 1 });
    expect(await alice.done('GET', '/api/queue')).toMatchObject({ is: 'queued', position: 1 });
    expect(await alice.done('DELETE', '/api/queue')).toMatchObject({ is: 'idle' });
    expect(await alice.done('DELETE', '/api/queue')).toMatchObject({ is: 'idle' });
    expect(await alice.done('GET', '/api/queue')).toMatchObject({ is: 'idle' });
  });

  it('I10: the answer of POST /api/auth holds nothing that the server knows of the network', async () => {
    const { me } = await CallingClient.open(server.url);
    const fields = ['announcements', 'isNew', 'limits', 'now', 'privateId', 'publicId', 'serverVersion'];
    expect(Object.keys(me).toSorted()).toEqual([...fields, 'showsPlaces', 'site', 'state', 'volatile']);
  });

  it('a caller and a browser talk, type and like; each hears what the other did', async () => {
    const { alice, bob, room } = await met();
    const { roomId, stream } = room;
    const said = await alice.say('hello');
    expect(await bob.hears('room:entries')).toMatchObject({ items: [said] });
    await bob.request('room:send', { roomId, stream, entries: [textEntry(1, 'hi')] });
    await bob.request('room:typing', { roomId, typing: true });
    const page = await alice.read();
    expect(wordsOf(page.items)).toEqual(['hi', 'hello']);
    await eventually(() => {
      expect(bob.told('room:delivered').at(-1)?.delivered.n).toBe(1);
    });
    expect(await alice.done('GET', '/api/queue')).toMatchObject({ is: 'paired', typing: true });
    const [theirs] = page.items;
    const id = theirs?.kind === 'text' ? theirs.id : '';
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await alice.done('POST', '/api/likes', { messageId: id })).toEqual({ messageId: id, liked: true });
    }
    const path = `/api/likes/${encodeURIComponent(id)}`;
    expect(await alice.done('DELETE', path)).toEqual({ messageId: id, liked: false });
    expect((await alice.call('POST', '/api/typing', { typing: true })).status).toBe(204);
    await eventually(() => {
      const kinds = bob.told('room:entries').flatMap(({ items }) => items.map(({ kind }) => kind));
      expect(kinds).toEqual(['text', 'like', 'unlike']);
      expect(bob.told('room:partner').some(({ typing }) => typing)).toBe(true);
    });
  });

  it('I1: the same nonce, also at the same moment, is one message with one answer', async () => {
    const { alice, bob } = await met();
    const body = { nonce: nonce(), content: 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => alice.call<Entry>('POST', '/api/messages', body)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    await bob.hears('room:entries');
    expect((await alice.read()).items).toHaveLength(1);
    const other = await alice.call('POST', '/api/messages', { ...body, content: 'another' });
    expect([other.status, other.body]).toMatchObject([409, { code: 'conflict' }]);
  });

  it('a socket with the same secret hears what is said to and by its person, and may come and go', async () => {
    const { alice, bob, room } = await met();
    const { privateId, publicId } = alice.me;
    const socket = server.client();
    const { state } = await socket.register({ privateId, publicId, numbering: 'server' });
    expect(state).toMatchObject({ is: 'paired', roomId: room.roomId, continuity: 'proven' });
    const said = await alice.say('by a call');
    await bob.request('room:send', { roomId: room.roomId, stream: room.stream, entries: [textEntry(1, 'to you')] });
    await eventually(() => {
      const items = socket.told('room:entries').flatMap((push) => push.items);
      expect(wordsOf(items)).toEqual(['by a call', 'to you']);
      expect(items[0]).toEqual(said);
    });
    socket.close();
    expect(await alice.say('still here')).toMatchObject({ n: 2 });
    expect(bob.told('room:ended')).toEqual([]);
  });

  it('I4: while a browser acts, calls are replaced; POST /api/auth with its secret takes over', async () => {
    const carol = server.client();
    const { privateId, publicId } = await carol.register();
    const asCarol = (method: string, path: string, body?: unknown) =>
      call(server.url, method, path, { secret: privateId, body });
    for (const [method, path, body] of [
      ['POST', '/api/messages', { nonce: nonce(), content: 'x' }],
      ['POST', '/api/queue', { queueType: 'talk' }],
      ['GET', '/api/messages', undefined],
    ] as const) {
      expect(await asCarol(method, path, body)).toMatchObject({ status: 409, body: { code: 'replaced' } });
    }
    const answer = await call<AuthAnswer>(server.url, 'POST', '/api/auth', { secret: privateId, body: {} });
    expect(answer).toMatchObject({ status: 201, body: { publicId, isNew: false } });
    expect((await carol.hears('session:closed')).reason).toBe('replaced');
    expect(await asCarol('GET', '/api/queue')).toMatchObject({ status: 200, body: { is: 'idle' } });
  });

  it('next after a while, leave at once; the one who was left waits again', async () => {
    const { alice, bob, room } = await met();
    const { roomId } = room;
    const early = await alice.call('POST', '/api/next', {});
    expect(early).toMatchObject({ status: 409, body: { code: 'too-soon' } });
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    // As a client does: once, when it was told to.
    await sleep(Number(early.headers.get('retry-after')) * 1_000);
    expect((await alice.paired()).ageMs).toBeGreaterThan(NEXT_AFTER_MS);
    expect((await alice.call('POST', '/api/next', { roomId })).status).toBe(200);
    expect(await bob.hears('room:ended')).toMatchObject({ end: { reason: 'next' }, state: { is: 'queued' } });
    expect(await alice.done<RestState>('GET', '/api/queue')).toMatchObject({ is: 'queued', role: 'vent' });
    // Repeated, it ends nothing else.
    expect(await alice.refused('POST', '/api/next', { roomId })).toMatchObject({ code: 'ended', end: { roomId } });
    expect(await alice.refused('POST', '/api/messages', { nonce: nonce(), content: 'late', roomId })).toMatchObject({
      code: 'ended',
      status: 410,
    });
    expect((await alice.read()).end).toMatchObject({ reason: 'next', by: 'you' });
    await alice.done('DELETE', '/api/queue');
    await bob.request('queue:cancel', {});
  });

  it('a report ends the conversation and is kept; leaving says why', async () => {
    const { alice, bob } = await met();
    await alice.say('something bad was said');
    expect(await alice.done('POST', '/api/reports', { reason: 'harassment', note: 'please look' })).toMatchObject({
      end: { reason: 'report', by: 'you' },
    });
    await bob.hears('room:ended');
    expect(await alice.refused('POST', '/api/leave', {})).toMatchObject({ code: 'wrong-state' });
  });

  it('without a secret, or with something that is none, is 401 and says how', async () => {
    for (const authorization of [
      undefined,
      'Bearer',
      'Bearer short',
      `Basic ${'x'.repeat(43)}`,
      `Bearer ${'!'.repeat(43)}`,
    ]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answer = await call(server.url, 'GET', '/api/queue', { headers });
      expect(answer).toMatchObject({ status: 401, body: { type: 'about:blank', code: 'not-registered' } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('limits are told with Retry-After, in seconds', async () => {
    const { alice } = await met();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => alice.call('POST', '/api/messages', { nonce: nonce(), content: 'many' })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(20);
    for (const { headers, body } of refused) {
      expect(body).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('new people of one address are limited, and a forged address is nobody else', async () => {
    const crowded = await startServer({ ADDRESS_REGISTERED_MAX: '3' });
    const open = (headers: Record<string, string> = {}) =>
      call<AuthAnswer>(crowded.url, 'POST', '/api/auth', { body: {}, headers });
    const [first] = [await open(), await open(), await open()];
    expect(await open()).toMatchObject({ status: 503, body: { code: 'full' } });
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'cf-connecting-ip']) {
      expect((await open({ [name]: 'for=203.0.113.9' })).status).toBe(503);
      expect((await open({ [name]: '203.0.113.9' })).status).toBe(503);
    }
    // Who is here already goes on, and may come back.
    const secret = first.body.privateId;
    expect((await call(crowded.url, 'GET', '/api/queue', { secret })).status).toBe(200);
    expect((await call(crowded.url, 'POST', '/api/auth', { secret, body: {} })).status).toBe(201);
    await crowded.close();
  });
});
