import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnnouncementView, BanView, ReportList } from '@hearken/protocol';
import { OperatorTokens } from '../../src/operator/tokens.js';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { ApiDescription, type Known, type Route } from '../support/api-description.js';
import { CallingClient } from '../support/calls.js';
import { Fuzzer } from '../support/fuzzer.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { operatorOn, TestOperator } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

/** Printed, and taken from FUZZ_SEED: the same seed makes the same calls. */
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
const RUNS = 20;
/** The server's key in tests. */
const KEYS = ['k'.repeat(43)];

const SETTINGS = {
  revision: 0,
  queue: 'open',
  limits: { textsPerSecond: 5, textsBurst: 20, textsPerMinute: 120, peopleMax: 1_000 },
  guidelinesVersion: 1,
};

let database: TestDatabase;
let storage: Storage;
let server: TestServer;
let description: ApiDescription;
let admin: TestOperator;
let moderator: TestOperator;
/** Sign out; one for each route that does it. */
let leavers: TestOperator[];
let alice: CallingClient;
let known: Known;

beforeAll(async () => {
  // A real database: an operator means nothing to a map in memory.
  database = await openTestDatabase();
  storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
  server = await startServer({ ADDRESS_CONNECTS_PER_MINUTE: '100000', JOINS_PER_SECOND: '100' }, storage);
  description = await ApiDescription.of(server.url);
  admin = await operatorOn(server, 'ada', 'admin');
  moderator = await operatorOn(server, 'mo', 'moderator');
  leavers = [await operatorOn(server, 'leo', 'admin'), await operatorOn(server, 'lea', 'moderator')];
  alice = await CallingClient.open(server.url);
  known = await thingsToActOn();
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await database.close();
});

/** A report, a ban, an announcement, somebody, and the audit of it. */
async function thingsToActOn(): Promise<Known> {
  const bob = await CallingClient.open(server.url);
  await alice.join('vent');
  await bob.join('listen');
  const { roomId } = await alice.paired();
  await bob.say('where do you live?');
  await alice.done('POST', '/api/reports', { reason: 'spam' });
  const { reports } = await admin.must<ReportList>('GET', '/api/admin/reports');
  const somebody = await CallingClient.open(server.url);
  const ban = await admin.must<BanView>('POST', '/api/admin/bans', { personId: somebody.me.publicId, reason: 'x' });
  const sent = await admin.must<AnnouncementView>('POST', '/api/admin/sysmsg', { audience: 'all', text: 'hello' });
  return {
    id: [...reports.map(({ id }) => id), ban.id, String(sent.id)],
    personId: [somebody.me.publicId],
    roomId: [roomId],
    before: [ban.id],
    name: ['ada', 'mo'],
    // What only fits as a whole.
    AnnouncementDto: [
      { audience: 'all', text: 'hello' },
      { audience: 'room', roomId, text: 'hello' },
    ],
    SettingsDraftDto: [SETTINGS],
  };
}

const bearer = ({ token }: TestOperator): string => `Bearer ${token ?? ''}`;
const endsSessions = ({ method, path }: Route): boolean =>
  path.endsWith('/end-all') || (method === 'delete' && path.endsWith('/session'));

describe(`every route of the description that is for operators (FUZZ_SEED=${String(SEED)})`, () => {
  it('I9, I10: no fault, no trace of one, nothing given back; what is answered is as described', async () => {
    const fuzzer = new Fuzzer(server.url, description, SEED);
    const routes = description.routes.filter(({ path }) => path.startsWith('/api/admin'));
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      const right = endsSessions(route)
        ? leavers.splice(0, 1).map(bearer)
        : [bearer(admin), bearer(moderator), bearer(admin)];
      const ammunition = { known, right, wrong: [`Bearer ${alice.me.privateId}`] };
      await fuzzer.rightly(route, ammunition);
      await fuzzer.operators(route, ammunition);
      await fuzzer.random(route, ammunition, RUNS);
    }
    // It went deep: every route that a token opens did what it is for at least once, and refused whoever has none.
    const names = routes.map(({ method, path }) => `${method} ${path}`);
    const doing = fuzzer.routesWith((status) => status < 300);
    expect(names.filter((name) => !doing.includes(name))).toEqual([
      // They ask for a password, or for the cookie of one that was right.
      'post /api/admin/session',
      'post /api/admin/session/refresh',
      'post /api/admin/password',
      // There is no appeal that waits.
      'post /api/admin/bans/{id}/appeal',
    ]);
    const refusing = fuzzer.routesWith((status) => status === 401);
    expect(names.filter((name) => !refusing.includes(name))).toEqual([]);
    const faults = server.complaints().filter((line) => line.includes('"level":50'));
    expect(faults).toEqual([]);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  }, 120_000);
});

describe('a token that is none, on every route that needs one', () => {
  const routes = (): readonly Route[] =>
    description.routes.filter(({ path, needsSecret }) => needsSecret && path.startsWith('/api/admin'));
  const addressOf = ({ path }: Route): string => path.replace('{id}', '01J9ZK4T3WQ8N5M2X7B6C0D1E2');

  async function expired(): Promise<string> {
    const [, payload = ''] = (admin.token ?? '').split('.');
    const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
    const clock = { ...systemClock, now: () => Date.now() - 11 * 60_000 };
    return (await new OperatorTokens(KEYS, clock).sign(sid)).token;
  }

  it.each<[string, () => string | Promise<string>]>([
    ['expired', expired],
    ['cut', () => (admin.token ?? '').slice(0, -2)],
    [
      "swapped: one operator's words under another's signature",
      () => {
        const [head, words] = (admin.token ?? '').split('.');
        return [head, words, (moderator.token ?? '').split('.')[2]].join('.');
      },
    ],
    ["a person's secret", () => alice.me.privateId],
    ["of another server's key", async () => (await new OperatorTokens(['x'.repeat(43)], systemClock).sign('s')).token],
  ])('is refused where it is %s', async (_, make) => {
    const visitor = new TestOperator(server.url);
    visitor.token = await make();
    expect(routes().length).toBeGreaterThan(15);
    for (const route of routes()) {
      const { status, body } = await visitor.ask(route.method.toUpperCase(), addressOf(route));
      expect([route.path, status, body]).toMatchObject([route.path, 401, { code: 'signed-out' }]);
    }
  });

  it("and an operator's token opens no conversation", async () => {
    const forPeople = description.routes.filter(({ path, needsSecret }) => needsSecret && !path.includes('/admin/'));
    expect(forPeople.length).toBeGreaterThan(8);
    for (const route of forPeople.filter(({ path }) => path !== '/api/auth')) {
      const { status } = await admin.ask(route.method.toUpperCase(), route.path.replace('{messageId}', 'x'));
      // 400: without a body it is not even looked at who asks.
      expect([route.path, [400, 401].includes(status)]).toEqual([route.path, true]);
    }
  });
});

describe('forged proxy headers', () => {
  const forge = (n: number): Record<string, string> => ({
    'X-Forwarded-For': `203.0.113.${String(n)}`,
    'X-Real-IP': `203.0.113.${String(n)}`,
    Forwarded: `for=203.0.113.${String(n)}`,
    'CF-Connecting-IP': `203.0.113.${String(n)}`,
  });

  it.each([
    ['POST', '/api/admin/session', { name: 'nobody', password: 'a guess' }],
    ['POST', '/api/appeals', { ticket: 'x'.repeat(40), text: 'let me in' }],
    [
      'POST',
      '/api/browser-errors',
      { version: '1.0.0', kind: 'error', name: 'TypeError', frames: [], page: 'chat', browser: 'firefox' },
    ],
  ] as const)('give no fresh budget for %s %s', async (method, path, body) => {
    const fresh = await startServer();
    try {
      const visitor = new TestOperator(fresh.url);
      const statuses: number[] = [];
      for (let n = 0; n < 14; n += 1) statuses.push((await visitor.ask(method, path, body, forge(n))).status);
      expect(statuses[0]).not.toBe(429);
      expect(statuses.slice(-3)).toEqual([429, 429, 429]);
    } finally {
      await fresh.close();
    }
  });
});
