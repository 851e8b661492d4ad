import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminProblem, SignedIn } from '@hearken/protocol';
import { silentLog } from '../../src/platform/log.js';
import { systemClock } from '../../src/platform/clock.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { operatorOn, PASSWORD, TestOperator } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

let database: TestDatabase;
let storage: Storage;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
  storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
  server = await startServer({ CLIENT_URL: 'https://hearken.example' }, storage);
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await database.close();
});

const codeOf = ({ body }: { readonly body: unknown }): string => (body as AdminProblem).code;

describe('signing in', () => {
  it('begins with a one-time password, which opens nothing but its own change', async () => {
    const oneTime = (await server.app.operators.create('newcomer', 'admin', 'console')) ?? '';
    const operator = new TestOperator(server.url);
    expect(await operator.signIn('newcomer', oneTime)).toMatchObject({
      operator: { name: 'newcomer', role: 'admin' },
      mustChangePassword: true,
    });
    expect(codeOf(await operator.ask('GET', '/api/admin/settings'))).toBe('password-change-required');
    const before = operator.token;
    const changed = await operator.must<SignedIn>('POST', '/api/admin/password', { current: oneTime, next: PASSWORD });
    expect(changed.mustChangePassword).toBe(false);
    expect(codeOf(await operator.ask('GET', '/api/admin/settings'))).toBe('signed-out');
    operator.token = changed.token;
    expect(changed.token).not.toBe(before);
    expect((await operator.ask('GET', '/api/admin/settings')).status).toBe(200);
    expect(
      codeOf(
        await new TestOperator(server.url).ask('POST', '/api/admin/session', { name: 'newcomer', password: oneTime }),
      ),
    ).toBe('wrong-credentials');
  });

  it('sets a cookie that scripts cannot read and other sites cannot use', async () => {
    const operator = await operatorOn(server, 'cookie-reader', 'moderator');
    const { headers } = await operator.ask('POST', '/api/admin/session', { name: 'cookie-reader', password: PASSWORD });
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^hearken_refresh=[\w-]+\.[\w-]{43};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/api/admin/session');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('says the same of a name that is not there and of a password that is wrong', async () => {
    await server.app.operators.create('present', 'moderator', 'console');
    const nobody = new TestOperator(server.url);
    const wrong = await nobody.ask('POST', '/api/admin/session', { name: 'present', password: 'wrong' });
    const missing = await nobody.ask('POST', '/api/admin/session', { name: 'absent', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(missing.body).toEqual(wrong.body);
    expect(JSON.stringify(wrong.body)).not.toMatch(/present|absent|wrong"/);
  });
});

describe('a token', () => {
  it.each<[string, (token: string) => string | undefined]>([
    ['none', () => undefined],
    ['one that is cut', (token) => token.slice(0, -3)],
    ['one whose end is swapped', (token) => `${token.slice(0, -4)}AAAA`],
    [
      'one that says it is not signed',
      (token) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1] ?? ''}.`,
    ],
    ['another word', () => 'admin'],
  ])('opens nothing when it is %s', async (_, change) => {
    const operator = await operatorOn(server, `bearer-${String(Math.random()).slice(2, 10)}`, 'admin');
    operator.token = change(operator.token ?? '');
    expect(await operator.ask('GET', '/api/admin/settings')).toMatchObject({
      status: 401,
      body: { code: 'signed-out' },
    });
  });

  it('of a person is none of an operator', async () => {
    const { privateId } = await server.client().register();
    const operator = new TestOperator(server.url);
    operator.token = privateId;
    expect(codeOf(await operator.ask('GET', '/api/admin/audit'))).toBe('signed-out');
  });

  it('of a moderator opens no route of admins, that of an admin all', async () => {
    const moderator = await operatorOn(server, 'mo', 'moderator');
    const admin = await operatorOn(server, 'ad', 'admin');
    for (const [method, path] of [
      ['GET', '/api/admin/audit'],
      ['GET', '/api/admin/audit/export'],
      ['PUT', '/api/admin/settings'],
    ] as const) {
      expect(await moderator.ask(method, path)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect((await admin.ask(method, path)).status).not.toBe(403);
    }
    expect((await moderator.ask('GET', '/api/admin/bans')).status).toBe(200);
    expect((await admin.ask('GET', '/api/admin/bans')).status).toBe(200);
  });

  it('is void at once where its operator is disabled', async () => {
    const operator = await operatorOn(server, 'leaver', 'admin');
    await server.app.operators.disable('leaver', 'console');
    expect(codeOf(await operator.ask('GET', '/api/admin/settings'))).toBe('signed-out');
  });
});

describe('a session', () => {
  it('is refreshed by its cookie, which is replaced', async () => {
    const operator = await operatorOn(server, 'refresher', 'moderator');
    const first = operator.cookie;
    const refreshed = await operator.must<SignedIn>('POST', '/api/admin/session/refresh');
    expect(operator.cookie).not.toBe(first);
    operator.token = refreshed.token;
    expect((await operator.ask('GET', '/api/admin/bans')).status).toBe(200);
  });

  it('lets two tabs refresh with one cookie at the same moment', async () => {
    const operator = await operatorOn(server, 'two-tabs', 'moderator');
    const replies = await Promise.all([1, 2].map(() => operator.ask('POST', '/api/admin/session/refresh')));
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect((await operator.ask('POST', '/api/admin/session/refresh')).status).toBe(200);
  });

  it('ends here, or everywhere', async () => {
    const laptop = await operatorOn(server, 'traveller', 'moderator');
    const phone = new TestOperator(server.url);
    await phone.signIn('traveller', PASSWORD);
    expect((await phone.ask('DELETE', '/api/admin/session')).status).toBe(204);
    expect(codeOf(await phone.ask('GET', '/api/admin/bans'))).toBe('signed-out');
    expect((await laptop.ask('GET', '/api/admin/bans')).status).toBe(200);
    await phone.signIn('traveller', PASSWORD);
    expect((await laptop.ask('POST', '/api/admin/session/end-all')).status).toBe(204);
    for (const browser of [laptop, phone]) {
      expect(codeOf(await browser.ask('GET', '/api/admin/bans'))).toBe('signed-out');
      expect(codeOf(await browser.ask('POST', '/api/admin/session/refresh'))).toBe('signed-out');
    }
  });
});

describe('the door', () => {
  it.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['an origin of CLIENT_URL', { Origin: 'https://hearken.example' }],
    ['another site, as the browser says itself', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    const operator = new TestOperator(server.url);
    const reply = await operator.ask('POST', '/api/admin/session', { name: 'ad', password: PASSWORD }, headers);
    expect(reply).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
  });

  it('takes its own origin', async () => {
    const operator = await operatorOn(server, 'at-home', 'moderator');
    expect((await operator.ask('GET', '/api/admin/bans', undefined, { Origin: server.url })).status).toBe(200);
  });

  it.each([
    ['no JSON', '{"name":', 400],
    ['a list', [], 400],
    ['NoSQL operators', { name: { $ne: null }, password: { $ne: null } }, 400],
    ['a field too many', { name: 'ad', password: 'x', role: 'admin' }, 400],
    ['a huge body', { name: 'ad', password: 'x'.repeat(100_000) }, 413],
  ])('answers %s with a refusal that repeats nothing', async (_, body, status) => {
    const reply = await new TestOperator(server.url).ask('POST', '/api/admin/session', body);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.stringify(reply.body)).not.toMatch(/\$ne|stack|at Object/);
  });

  it('holds whoever guesses, by the name and by the address', async () => {
    const guessing = await startServer({});
    try {
      await guessing.app.operators.create('victim', 'admin', 'console');
      const guesser = new TestOperator(guessing.url);
      const codes: string[] = [];
      for (let guess = 0; guess < 12; guess++) {
        codes.push(codeOf(await guesser.ask('POST', '/api/admin/session', { name: 'victim', password: 'guess' })));
      }
      expect(codes).toEqual([
        ...Array<string>(5).fill('wrong-credentials'),
        ...Array<string>(5).fill('locked'),
        'rate-limited',
        'rate-limited',
      ]);
      const { headers } = await guesser.ask('POST', '/api/admin/session', { name: 'victim', password: 'guess' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await guessing.close();
    }
  });
});
