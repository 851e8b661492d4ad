import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { ApiDescription, type Route } from '../support/api-description.js';
import { call, CallingClient } from '../support/calls.js';
import { eventually } from '../support/eventually.js';
import { Fuzzer, type Ammunition } from '../support/fuzzer.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { operatorOn } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

/** Printed, and taken from FUZZ_SEED: the same seed makes the same calls. */
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
const RUNS = 30;

let database: TestDatabase;
let storage: Storage;
let server: TestServer;
let description: ApiDescription;
let operator: string;

beforeAll(async () => {
  // A real database: an operator means nothing to a map in memory.
  database = await openTestDatabase();
  storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
  server = await startServer(
    {
      ADDRESS_CONNECTS_PER_MINUTE: '100000',
      ADDRESS_REGISTERED_MAX: '10000',
      JOINS_PER_SECOND: '1000',
      NEXT_AFTER_MS: '0',
      SAME_DEVICE_MAY_MEET: 'on',
    },
    storage,
  );
  description = await ApiDescription.of(server.url);
  operator = `Bearer ${(await operatorOn(server, 'ada', 'admin')).token ?? ''}`;
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await database.close();
});

const open = (): Promise<CallingClient> => CallingClient.open(server.url);

/** Alice and bob talk, carol waits, dave does nothing. New ones for each route: what they may do is used up by it. */
async function cast(): Promise<{ readonly secrets: readonly string[]; readonly with: Ammunition }> {
  const [alice, bob, carol, dave] = [await open(), await open(), await open(), await open()];
  await alice.join('vent');
  await bob.join('listen');
  await carol.join('talk');
  const { roomId } = await alice.paired();
  const mine = await alice.say('how are you?');
  const theirs = await bob.say('fine');
  const { cursor } = await alice.read();
  const bearer = ({ me }: CallingClient) => `Bearer ${me.privateId}`;
  // Well-formed, and nobody's yet: it is somebody new.
  const stranger = randomBytes(32).toString('base64url');
  return {
    secrets: [...[alice, bob, carol, dave].map(({ me }) => me.privateId), stranger],
    with: {
      known: {
        roomId: [roomId],
        messageId: [theirs.id, theirs.id, theirs.id, mine.id],
        replyTo: theirs.kind === 'text' ? [theirs.nonce] : [],
        after: [cursor],
        name: ['about', 'guidelines'],
      },
      right: [bearer(alice), bearer(bob), bearer(dave)],
      wrong: [bearer(carol), `Bearer ${stranger}`, operator],
    },
  };
}

/** Nobody of one route is met by those of the next. Their budgets are used up: as a client would, they ask again. */
async function goHome(secrets: readonly string[]): Promise<void> {
  for (const [method, path] of [
    ['POST', '/api/leave'],
    ['DELETE', '/api/queue'],
  ] as const) {
    for (const secret of secrets) {
      await eventually(async () => {
        const body = method === 'POST' ? {} : undefined;
        expect((await call(server.url, method, path, { secret, body })).status).not.toBe(429);
      });
    }
  }
}

/** They take nothing that could be refused. */
const OPEN_TO_ALL = ['get /health', 'get /health/ready', 'get /metrics', 'get /stats', 'get /api/notices'];

const isForPeople = ({ path }: Route): boolean => !path.startsWith('/api/admin');

describe(`every route of the description that is for people (FUZZ_SEED=${String(SEED)})`, () => {
  it('I9, I10: no fault, no trace of one, nothing given back; what is answered is as described', async () => {
    const fuzzer = new Fuzzer(server.url, description, SEED);
    const routes = description.routes.filter(isForPeople);
    expect(routes.length).toBeGreaterThan(15);
    for (const route of routes) {
      const { secrets, with: ammunition } = await cast();
      await fuzzer.rightly(route, ammunition);
      await fuzzer.operators(route, ammunition);
      await fuzzer.random(route, ammunition, RUNS);
      await goHome(secrets);
    }
    // It went deep: every route did what it is for at least once, and refused where it can.
    const names = routes.map(({ method, path }) => `${method} ${path}`);
    const doing = fuzzer.routesWith((status) => status < 300);
    // A ticket comes with a ban only.
    expect(names.filter((name) => !doing.includes(name))).toEqual(['post /api/appeals']);
    const refusing = fuzzer.routesWith((status) => status >= 400);
    expect(names.filter((name) => !refusing.includes(name))).toEqual(OPEN_TO_ALL);
    // A machine that is busy with other tests may be late, and this process makes the calls as well.
    const complaints = server.complaints().filter((line) => !line.includes('server-paused'));
    expect(complaints).toEqual([]);
    // The rest of the house goes on.
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  }, 120_000);
});
