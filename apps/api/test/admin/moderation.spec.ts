import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReportList, ReportReason, ReportView } from '@hearken/protocol';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { pairUp, type TestClient } from '../support/client.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { operatorOn, type TestOperator } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

let database: TestDatabase;
let storage: Storage;
let server: TestServer;
let moderator: TestOperator;

beforeAll(async () => {
  database = await openTestDatabase();
  storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
  server = await startServer({ JOINS_PER_SECOND: '50' }, storage);
  moderator = await operatorOn(server, 'mo', 'moderator');
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await database.close();
});

/** Alice reports mallory for what was said. */
async function reported(
  reason: ReportReason,
): Promise<{ mallory: TestClient; malloryId: string; id: string; ids: object }> {
  const [alice, mallory] = await pairUp(() => server.client());
  await mallory.say('where do you live?');
  await alice.say('I will not say');
  await alice.client.request('room:report', { roomId: alice.room.roomId, reason, note: 'please look' });
  const { reports } = await moderator.must<ReportList>('GET', '/api/admin/reports');
  const id = reports.find(({ reportedId }) => reportedId === mallory.me.publicId)?.id ?? '';
  alice.client.close();
  // Who was left is in the queue again: the next two are to meet each other.
  await mallory.client.hears('room:ended');
  await mallory.client.request('queue:cancel', {});
  const { privateId, publicId } = mallory.me;
  return { mallory: mallory.client, malloryId: publicId, id, ids: { privateId, publicId } };
}

describe('a report', () => {
  it('is in the queue by gravity, and shows what was said and what is known of the device', async () => {
    const spam = await reported('spam');
    const threat = await reported('threat');
    const { reports, open } = await moderator.must<ReportList>('GET', '/api/admin/reports');
    expect(open).toBe(2);
    expect(reports.map(({ id }) => id)).toEqual([threat.id, spam.id]);
    const view = await moderator.must<ReportView>('GET', `/api/admin/reports/${threat.id}`);
    expect(view).toMatchObject({
      reason: 'threat',
      severity: 'severe',
      isHeld: true,
      note: 'please look',
      snapshot: {
        isVerified: true,
        // Of one moment: which of the two comes first is their slots' to say.
        entries: expect.arrayContaining([
          expect.objectContaining({ by: 'reported', text: 'where do you live?' }),
          expect.objectContaining({ by: 'reporter', text: 'I will not say' }),
        ]),
      },
      history: { reports: [], bans: [], warnings: 0 },
    });
    for (const { id, mallory } of [spam, threat]) {
      await moderator.must('POST', `/api/admin/reports/${id}/act`, { act: 'dismiss' });
      mallory.close();
    }
  });

  it('that is grave keeps the device out of pairing until it is reviewed', async () => {
    const { mallory, id } = await reported('threat');
    expect((await mallory.refusal('queue:join', { role: 'talk' })).code).toBe('held');
    await moderator.must('POST', `/api/admin/reports/${id}/act`, { act: 'dismiss', note: 'not a threat' });
    expect(await mallory.request('queue:join', { role: 'talk' })).toMatchObject({ role: 'talk' });
    mallory.close();
  });

  it('may be answered with a warning, which only the person hears', async () => {
    const { mallory, malloryId, id } = await reported('asks-contact');
    const view = await moderator.must<ReportView>('POST', `/api/admin/reports/${id}/act`, {
      act: 'warn',
      note: 'Do not ask where people live.',
    });
    expect(view).toMatchObject({ state: 'warned', decision: { by: 'mo', act: 'warn' }, history: { warnings: 1 } });
    expect(await mallory.hears('sys:announcement')).toMatchObject({
      audience: 'person',
      text: 'Do not ask where people live.',
    });
    expect(malloryId).toBe(view.reportedId);
    expect(await moderator.ask('POST', `/api/admin/reports/${id}/act`, { act: 'dismiss' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    mallory.close();
  });

  it('may be answered with a ban, told with its reason, which can be lifted', async () => {
    const { mallory, id, ids } = await reported('sexual');
    const view = await moderator.must<ReportView>('POST', `/api/admin/reports/${id}/act`, {
      act: 'ban',
      note: 'Not here.',
      hours: 24,
    });
    expect(view).toMatchObject({
      state: 'banned',
      history: { bans: [{ state: 'active', reportId: id, reason: 'Not here.' }] },
    });
    expect(await mallory.hears('session:closed')).toMatchObject({ reason: 'banned', ban: { reason: 'Not here.' } });
    const back = server.client();
    await back.connected();
    expect((await back.refusal('session:register', back.registration(ids))).code).toBe('banned');
    await moderator.must('POST', `/api/admin/bans/${view.decision?.banId ?? ''}/lift`, {});
    expect(await back.request('session:register', back.registration(ids))).toMatchObject({ isNew: false });
    back.close();
  });

  it('is decided by one of two moderators who act at once, and the other leaves nothing behind', async () => {
    const { mallory, id, ids } = await reported('spam');
    const other = await operatorOn(server, 'bo', 'moderator');
    const replies = await Promise.all([
      moderator.ask('POST', `/api/admin/reports/${id}/act`, { act: 'dismiss' }),
      other.ask('POST', `/api/admin/reports/${id}/act`, { act: 'ban', note: 'Out.' }),
    ]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const { state } = await moderator.must<ReportView>('GET', `/api/admin/reports/${id}`);
    mallory.close();
    const back = server.client();
    await back.connected();
    const answer = await back.raw('session:register', back.registration(ids));
    expect(answer.ok).toBe(state !== 'banned');
    back.close();
  });

  it.each(['nothing', '01J9ZK4T3WQ8N5M2X7B6C0D1E2-c', '%24ne', '01J9ZK4T3WQ8N5M2X7B6C0D1E2-a'])(
    'named %s is none',
    async (id) => {
      const { status } = await moderator.ask('GET', `/api/admin/reports/${id}`);
      expect([400, 404]).toContain(status);
    },
  );
});
