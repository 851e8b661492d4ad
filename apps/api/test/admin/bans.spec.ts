import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthAnswer, BanView, RestProblem } from '@hearken/protocol';
import { call, CallingClient, type Answered } from '../support/calls.js';
import { operatorOn, type TestOperator } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

const DEVICE = 'ZGV2aWNlLWRldmljZS1kZXZpY2UtZGV2aWNlLTEyMzQ';

/** Somebody who calls is kept out by the same rules as somebody who holds a socket. */
describe('a ban, for those who call', () => {
  let server: TestServer;
  let admin: TestOperator;

  beforeEach(async () => {
    server = await startServer({ TRUSTED_PROXIES: '127.0.0.1', SAME_DEVICE_MAY_MEET: 'on', JOINS_PER_SECOND: '20' });
    admin = await operatorOn(server, 'ada', 'admin');
  });

  afterEach(() => server.close());

  /** A call as it comes through the proxy, from an address. */
  const from = <T>(address: string, secret?: string, body: object = {}): Promise<Answered<T>> =>
    call<T>(server.url, 'POST', '/api/auth', {
      body,
      headers: { 'x-forwarded-for': address },
      ...(secret !== undefined && { secret }),
    });
  const ban = (personId: string, more: object = {}): Promise<BanView> =>
    admin.must('POST', '/api/admin/bans', { personId, reason: 'Be kind.', hours: 2, ...more });

  it('sends them away at once, and says why, until when, and how to appeal', async () => {
    const mallory = await CallingClient.open(server.url, { device: DEVICE });
    const bob = server.client();
    await bob.register({ role: 'listen' });
    await mallory.join('vent');
    await mallory.paired();
    const { expiresAt } = await ban(mallory.me.publicId);
    await bob.hears('room:ended');
    const told = { code: 'banned', status: 403, ban: { reason: 'Be kind.', expiresAt, appeal: { is: 'possible' } } };
    for (const [method, path, body] of [
      ['GET', '/api/queue', undefined],
      ['GET', '/api/messages', undefined],
      ['POST', '/api/queue', { queueType: 'talk' }],
      ['POST', '/api/auth', {}],
    ] as const) {
      expect([path, await mallory.refused(method, path, body)]).toMatchObject([path, told]);
    }
    const again = await from<RestProblem>('198.51.100.1', undefined, { device: DEVICE });
    expect(again.body).toMatchObject(told);
  });

  it('holds for whoever used the device before, also where a call does not name it', async () => {
    const first = await from<AuthAnswer>('198.51.100.1', undefined, { device: DEVICE });
    const second = await from<AuthAnswer>('198.51.100.2', undefined, { device: DEVICE });
    await ban(first.body.publicId);
    const secret = second.body.privateId;
    expect(await from('198.51.100.2', secret)).toMatchObject({ status: 403, body: { code: 'banned' } });
    expect(await call(server.url, 'GET', '/api/queue', { secret })).toMatchObject({ status: 403 });
    expect((await from('198.51.100.2')).status).toBe(201);
  });

  it('holds for the network where it was said so, for newcomers and for who comes back, and for no other', async () => {
    const mallory = await from<AuthAnswer>('203.0.113.9');
    const neighbour = await from<AuthAnswer>('203.0.113.9');
    await ban(mallory.body.publicId, { network: true });
    for (const secret of [undefined, neighbour.body.privateId]) {
      expect(await from('203.0.113.9', secret)).toMatchObject({ status: 403, body: { code: 'banned' } });
    }
    expect((await from('198.51.100.1')).status).toBe(201);
    // The neighbour, at home: it is the network that is banned, not whoever was seen on it.
    expect((await from('198.51.100.1', neighbour.body.privateId)).status).toBe(201);
    // An address that is claimed past the proxy is the proxy's to believe, not a list's.
    expect((await from('198.51.100.1, 203.0.113.9')).status).toBe(403);
    expect(server.logged()).not.toContain('203.0.113.9');
  });
});
