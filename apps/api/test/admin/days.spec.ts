import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Overview } from '@hearken/protocol';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { pairUp } from '../support/client.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { operatorOn, type TestOperator } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

/** A server of its own: nothing that others leave behind ends while this counts. */
let database: TestDatabase;
let storage: Storage;
let server: TestServer;
let admin: TestOperator;

beforeAll(async () => {
  database = await openTestDatabase();
  storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
  server = await startServer({ NEXT_AFTER_MS: '0' }, storage);
  admin = await operatorOn(server, 'ada', 'admin');
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await database.close();
});

it('the overview counts the conversations that ended today and those that helped, and says which to nobody', async () => {
  const today = async () => (await admin.must<Overview>('GET', '/api/admin/overview')).days.at(-1);
  expect(await today()).toMatchObject({ ended: 0, thanked: 0 });
  const pairs = [await pairUp(server.client), await pairUp(server.client)];
  for (const [alice, bob] of pairs) await bob.client.request('room:leave', { roomId: alice.room.roomId });
  const [[alice, bob] = []] = pairs;
  const roomId = alice?.room.roomId ?? '';
  await alice?.client.request('room:thank', { roomId });
  await alice?.client.request('room:thank', { roomId });
  await bob?.client.request('room:thank', { roomId });
  const after = await today();
  expect(after).toMatchObject({ ended: 2, thanked: 1 });
  expect(Object.keys(after ?? {}).sort()).toEqual(['day', 'ended', 'thanked']);
});
