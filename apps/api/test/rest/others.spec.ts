import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthAnswer } from '@hearken/protocol';
import { call, CallingClient, nonce } from '../support/calls.js';
import { FORGED_HEADERS } from '../support/fuzzer.js';
import { startServer, type TestServer } from '../support/server.js';

/** What calls may not do to somebody else, or as somebody else. */
describe('somebody else', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ JOINS_PER_SECOND: '50', SAME_DEVICE_MAY_MEET: 'on' });
  });

  afterAll(() => server.close());

  /** Eve and frank talk, mallory does not. */
  async function met() {
    const [eve, frank] = [await CallingClient.open(server.url), await CallingClient.open(server.url)];
    const mallory = await CallingClient.open(server.url);
    await eve.join('vent');
    await frank.join('listen');
    const { roomId } = await eve.paired();
    const mine = await eve.say('between us');
    const home = async (): Promise<void> => {
      await eve.call('POST', '/api/leave', {});
      await frank.call('DELETE', '/api/queue');
    };
    return { eve, frank, mallory, roomId, mine, home };
  }

  it("I10: somebody else's ids are nobody's: messages, rooms, cursors", async () => {
    const { eve, frank, mallory, roomId, mine, home } = await met();
    const { cursor } = await frank.read();
    const id = encodeURIComponent(mine.id);
    for (const refusal of [
      await mallory.refused('POST', '/api/likes', { messageId: mine.id }),
      await mallory.refused('DELETE', `/api/likes/${id}`),
    ]) {
      expect(refusal).toMatchObject({ code: 'unknown-message', status: 404 });
    }
    expect(await mallory.refused('GET', `/api/messages?after=${cursor}`)).toMatchObject({ code: 'not-member' });
    for (const [path, body] of [
      ['/api/messages', { nonce: nonce(), content: 'let me in' }],
      ['/api/typing', { typing: true }],
      ['/api/next', {}],
      ['/api/leave', {}],
      ['/api/reports', { reason: 'spam' }],
    ] as const) {
      const refusal = await mallory.refused('POST', path, { ...body, roomId });
      expect([path, refusal]).toMatchObject([path, { code: 'not-member', status: 404 }]);
    }
    expect((await eve.paired()).roomId).toBe(roomId);
    await home();
  });

  it("a like on one's own message, on one that has vanished, and on one that never was", async () => {
    const { eve, frank, roomId, mine } = await met();
    expect(await eve.refused('POST', '/api/likes', { messageId: mine.id })).toMatchObject({ code: 'invalid' });
    const never = mine.id.replace(/\d{10}$/, '0000000999');
    expect(await frank.refused('POST', '/api/likes', { messageId: never })).toMatchObject({ code: 'unknown-message' });
    const socket = server.client();
    const { privateId, publicId } = eve.me;
    await socket.register({ privateId, publicId, numbering: 'server' });
    await socket.request('room:delete', { roomId });
    for (const [method, path, body] of [
      ['POST', '/api/likes', { messageId: mine.id }],
      ['DELETE', `/api/likes/${encodeURIComponent(mine.id)}`, undefined],
    ] as const) {
      const { code, status } = await frank.refused(method, path, body);
      expect([method, status, ['ended', 'unknown-message'].includes(code ?? '')]).toEqual([
        method,
        code === 'ended' ? 410 : 404,
        true,
      ]);
    }
    await frank.done('DELETE', '/api/queue');
  });

  it('a secret that is cut opens nothing, and one whose ends are swapped is a stranger to the conversation', async () => {
    const { eve, frank, roomId, mine, home } = await met();
    const { privateId } = eve.me;
    const cut = await call(server.url, 'GET', '/api/messages', { secret: privateId.slice(0, -1) });
    expect(cut).toMatchObject({ status: 401, body: { code: 'not-registered' } });
    const swapped = `${privateId.slice(0, 20)}${frank.me.privateId.slice(20)}`;
    const stranger = await call<AuthAnswer>(server.url, 'POST', '/api/auth', { secret: swapped, body: {} });
    expect([eve.me.publicId, frank.me.publicId]).not.toContain(stranger.body.publicId);
    const asStranger = (method: string, path: string, body?: unknown) =>
      call(server.url, method, path, { secret: swapped, body });
    expect(await asStranger('GET', '/api/messages')).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect(await asStranger('POST', '/api/leave', { roomId })).toMatchObject({ status: 404 });
    expect(await asStranger('POST', '/api/likes', { messageId: mine.id })).toMatchObject({ status: 404 });
    await home();
  });

  it('forged proxy headers change neither the budget nor the place in line', async () => {
    const [first, second] = [await CallingClient.open(server.url), await CallingClient.open(server.url)];
    await first.join('vent');
    await second.join('vent');
    const secret = second.me.privateId;
    const forged = await call(server.url, 'GET', '/api/queue', { secret, headers: { ...FORGED_HEADERS } });
    expect(forged.body).toMatchObject({ is: 'queued', position: 2 });
    const statuses = new Set<number>();
    for (let n = 0; n < 70; n += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${String(n)}` };
      statuses.add((await call(server.url, 'GET', '/api/queue', { secret, headers })).status);
    }
    // The purse is the person's, whatever address is claimed.
    expect([...statuses].sort()).toEqual([200, 429]);
  });
});
