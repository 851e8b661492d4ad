import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DAYS_SHOWN,
  type AnnouncementView,
  type AuditEntry,
  type BanView,
  type BrowserErrorList,
  type Overview,
  type PageText,
  type Settings,
  type SiteNotices,
} from '@hearken/protocol';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { pairUp } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { operatorOn, TestOperator } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';

const DEVICE = 'ZGV2aWNlLWRldmljZS1kZXZpY2UtZGV2aWNlLTEyMzQ';

let database: TestDatabase;
let storage: Storage;
let server: TestServer;
let admin: TestOperator;
let visitor: TestOperator;

beforeAll(async () => {
  database = await openTestDatabase();
  storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
  server = await startServer({ NEXT_AFTER_MS: '0' }, storage);
  admin = await operatorOn(server, 'ada', 'admin');
  visitor = new TestOperator(server.url);
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await database.close();
});

const send = (draft: object): Promise<AnnouncementView> => admin.must('POST', '/api/admin/sysmsg', draft);

describe('words of the operators', () => {
  it('reach at once whoever they are for, and nobody else', async () => {
    const [alice, bob] = await pairUp(() => server.client());
    const carol = server.client();
    await carol.register({ role: 'talk' });
    expect(await admin.must('POST', '/api/admin/sysmsg/reach', { audience: 'all', text: 'x' })).toEqual({ people: 3 });
    const toRoom = await send({ audience: 'room', roomId: alice.room.roomId, text: 'to the room' });
    const toRole = await send({ audience: 'role', role: 'talk', text: 'to talkers' });
    const toBob = await send({ audience: 'person', personId: bob.me.publicId, text: 'to bob' });
    const toAll = await send({ audience: 'all', text: 'to all', restartAt: Date.now() + 60_000 });
    await eventually(() => {
      const heard = (client: typeof carol) => client.told('sys:announcement').map(({ text }) => text);
      expect(heard(alice.client)).toEqual(['to the room', 'to all']);
      expect(heard(bob.client)).toEqual(['to the room', 'to bob', 'to all']);
      expect(heard(carol)).toEqual(['to talkers', 'to all']);
    });
    expect([toRoom, toRole, toBob, toAll].map(({ reached }) => reached)).toEqual([2, 1, 1, 3]);
    for (const client of [alice.client, bob.client, carol]) client.close();
  });

  it('are caught up once by whoever was away, in order, and each page is told what it has not seen', async () => {
    const first = server.client();
    const me = await first.register();
    const ids = { privateId: me.privateId, publicId: me.publicId };
    first.close();
    await eventually(() => {
      expect(server.app.core.sessions.seats.isPresent(me.publicId)).toBe(false);
    });
    const away = await send({ audience: 'all', text: 'while away' });
    const gone = await send({ audience: 'all', text: 'taken back' });
    await admin.must('DELETE', `/api/admin/sysmsg/${String(gone.id)}`);
    const second = server.client();
    const back = await second.register({ ...ids, announcementsSeen: me.now });
    expect(back.announcements.filter(({ id }) => id >= away.id).map(({ text }) => text)).toEqual(['while away']);
    expect(back.withdrawn).toContain(gone.id);
    // The 10 s before what was seen are repeated: the browser passes over what it has.
    const again = await server.client().register({ ...ids, announcementsSeen: away.id });
    expect(again.announcements.map(({ id }) => id)).toContain(away.id);
    const later = await server.client().register({ ...ids, announcementsSeen: away.id + 10_000 });
    expect(later.announcements).toEqual([]);
    await eventually(async () => {
      const { announcements } = await admin.must<{ announcements: AnnouncementView[] }>('GET', '/api/admin/sysmsg');
      expect(announcements.find(({ id }) => id === away.id)?.reached).toBe(1);
    });
  });

  it('reach a newcomer and a visitor while they hold', async () => {
    const old = await send({ audience: 'all', text: 'over', expiresAt: Date.now() - 1 });
    const valid = await send({ audience: 'all', text: 'valid', expiresAt: Date.now() + 60_000 });
    const private_ = await send({ audience: 'role', role: 'listen', text: 'listeners only' });
    const { announcements } = await server.client().register();
    const ids = announcements.map(({ id }) => id);
    expect(ids).toContain(valid.id);
    expect(ids).not.toContain(old.id);
    expect(ids).not.toContain(private_.id);
    const notices = await visitor.must<SiteNotices>('GET', '/api/notices');
    expect(notices).toMatchObject({ queue: 'open', guidelinesVersion: 1 });
    expect(notices.announcements.map(({ id }) => id)).toContain(valid.id);
    expect(notices.announcements.map(({ id }) => id)).not.toContain(private_.id);
  });

  it('are withdrawn once, from whoever is here too', async () => {
    const client = server.client();
    await client.register();
    const { id } = await send({ audience: 'all', text: 'never mind' });
    await client.hears('sys:announcement');
    await admin.must('DELETE', `/api/admin/sysmsg/${String(id)}`);
    expect(await client.hears('sys:withdrawn')).toEqual({ id });
    expect(await admin.ask('DELETE', `/api/admin/sysmsg/${String(id)}`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });
});

describe('a ban', () => {
  it('sends a person away at once, tells why and until when, and ends their conversation', async () => {
    const mallory = server.client();
    const bob = server.client();
    const me = await mallory.register({ role: 'vent', device: DEVICE });
    await bob.register({ role: 'listen' });
    const room = await mallory.hears('room:paired');
    const ban = await admin.must<BanView>('POST', '/api/admin/bans', {
      personId: me.publicId,
      reason: 'Be kind.',
      hours: 2,
    });
    expect(ban).toMatchObject({ state: 'active', by: 'ada', reason: 'Be kind.' });
    const closed = await mallory.hears('session:closed');
    expect(closed).toMatchObject({
      reason: 'banned',
      ban: { reason: 'Be kind.', expiresAt: ban.expiresAt, appeal: { is: 'possible' } },
    });
    expect((await bob.hears('room:ended')).end).toMatchObject({ roomId: room.roomId });
    bob.close();
    // Another tab, as somebody new: the device is the same.
    const other = server.client();
    await other.connected();
    const refusal = await other.refusal('session:register', other.registration({ device: DEVICE }));
    expect(refusal).toMatchObject({ code: 'banned', ban: { reason: 'Be kind.' } });
    expect(JSON.stringify(refusal)).not.toContain(DEVICE);
    // Somebody else of the same network is not concerned.
    await server.client().register();
    const ticket = refusal.ban?.appeal.is === 'possible' ? refusal.ban.appeal.ticket : '';
    expect((await visitor.ask('POST', '/api/appeals', { ticket: `${ticket.slice(0, -2)}AA`, text: 'x' })).status).toBe(
      404,
    );
    expect((await visitor.ask('POST', '/api/appeals', { ticket, text: 'It was a joke.' })).status).toBe(201);
    expect(await visitor.ask('POST', '/api/appeals', { ticket, text: 'Really.' })).toMatchObject({ status: 409 });
    const appealed = await admin.must<{ bans: BanView[] }>('GET', '/api/admin/bans?state=appealed');
    expect(appealed.bans).toMatchObject([{ id: ban.id, appeal: { text: 'It was a joke.' } }]);
    await admin.must('POST', `/api/admin/bans/${ban.id}/appeal`, { decision: 'lift' });
    expect(await other.request('session:register', other.registration({ device: DEVICE }))).toMatchObject({
      isNew: true,
    });
    expect((await admin.ask('POST', `/api/admin/bans/${ban.id}/lift`, {})).status).toBe(409);
  });

  it('may hold for the network too, and is kept as hashes only', async () => {
    const mallory = server.client();
    const me = await mallory.register({ device: DEVICE });
    const ban = await admin.must<BanView>('POST', '/api/admin/bans', {
      personId: me.publicId,
      reason: 'Spam.',
      network: true,
    });
    expect(ban.networkUntil).toBeLessThanOrEqual(Date.now() + 7 * 24 * 3_600_000);
    const other = server.client();
    await other.connected();
    expect((await other.refusal('session:register', other.registration())).code).toBe('banned');
    const stored = JSON.stringify(await database.db.collection('bans').find().toArray());
    expect(stored).not.toMatch(/127\.0\.0\.1/);
    expect(stored).not.toContain(DEVICE);
    await admin.must('POST', `/api/admin/bans/${ban.id}/lift`, { note: 'a mistake' });
    expect(await other.request('session:register', other.registration())).toMatchObject({ isNew: true });
  });
});

describe('settings', () => {
  const change = (draft: object) => admin.ask('PUT', '/api/admin/settings', draft);

  it('close the queue with a notice, for joins and registers, and open it again', async () => {
    const { changedAt: _at, changedBy: _by, ...before } = await admin.must<Settings>('GET', '/api/admin/settings');
    const here = server.client();
    await here.register();
    const closed = await change({ ...before, queue: 'closed', notice: 'Back at nine.', guidelinesVersion: 2 });
    expect(closed).toMatchObject({ status: 200, body: { revision: before.revision + 1, changedBy: 'ada' } });
    expect(await here.hears('sys:settings')).toEqual({
      queue: 'closed',
      notice: 'Back at nine.',
      guidelinesVersion: 2,
    });
    expect((await here.refusal('queue:join', { role: 'talk' })).code).toBe('queue-closed');
    const late = await server.client().register({ role: 'talk' });
    expect(late).toMatchObject({ state: { is: 'idle' }, site: { queue: 'closed', notice: 'Back at nine.' } });
    expect(await change({ ...before, queue: 'open' })).toMatchObject({ status: 409, body: { code: 'conflict' } });
    await admin.must('PUT', '/api/admin/settings', { ...before, revision: before.revision + 1 });
    expect(await here.request('queue:join', { role: 'talk' })).toMatchObject({ role: 'talk' });
  });

  it('change limits at once, and tell them in register', async () => {
    const { changedAt: _at, changedBy: _by, ...before } = await admin.must<Settings>('GET', '/api/admin/settings');
    const limits = { ...before.limits, textsPerSecond: 1, textsBurst: 2, textsPerMinute: 2 };
    const [alice] = await pairUp(() => server.client());
    await admin.must('PUT', '/api/admin/settings', { ...before, limits });
    await alice.say('one');
    await alice.say('two');
    await expect(alice.say('three')).rejects.toThrow('rate-limited');
    expect((await server.client().register()).limits).toMatchObject({ textsBurst: 2, textsPerMinute: 2 });
    expect(
      await change({ ...before, revision: before.revision + 1, limits: { ...limits, textsPerMinute: 1 } }),
    ).toMatchObject({ status: 400 });
    await admin.must('PUT', '/api/admin/settings', { ...before, revision: before.revision + 1 });
  });

  it('let somebody who is here send as many texts as they say, each by itself, without running into another limit', async () => {
    const { changedAt: _at, changedBy: _by, ...before } = await admin.must<Settings>('GET', '/api/admin/settings');
    const [alice] = await pairUp(() => server.client());
    const limits = { ...before.limits, textsPerSecond: 500, textsBurst: 800, textsPerMinute: 30_000 };
    await admin.must('PUT', '/api/admin/settings', { ...before, limits });
    const texts = Array.from({ length: 800 }, (_, index) => alice.say(String(index)));
    const accepted = await Promise.all(texts);
    expect(Math.max(...accepted)).toBe(800);
    await admin.must('PUT', '/api/admin/settings', { ...before, revision: before.revision + 1 });
  });

  it('have the guidelines accepted again: their version is another one, at once', async () => {
    const { changedAt: _at, changedBy: _by, ...before } = await admin.must<Settings>('GET', '/api/admin/settings');
    const versionOf = async (name: string) => (await visitor.must<PageText>('GET', `/api/pages/${name}`)).version;
    const [guidelines, about] = [await versionOf('guidelines'), await versionOf('about')];
    await admin.must('PUT', '/api/admin/settings', { ...before, guidelinesVersion: 2 });
    expect(await versionOf('guidelines')).toBe(`${guidelines}+2`);
    expect(await versionOf('about')).toBe(about);
    await admin.must('PUT', '/api/admin/settings', { ...before, revision: before.revision + 1 });
    expect(await versionOf('guidelines')).toBe(guidelines);
  });

  it('are there again after a restart', async () => {
    const { changedAt: _at, changedBy: _by, ...before } = await admin.must<Settings>('GET', '/api/admin/settings');
    await admin.must('PUT', '/api/admin/settings', { ...before, guidelinesVersion: 7 });
    const next = await startServer({}, storage);
    try {
      expect((await next.client().register()).site).toMatchObject({ guidelinesVersion: 7 });
    } finally {
      await next.close();
    }
  });
});

describe('the overview', () => {
  it('tells what happens now', async () => {
    // The figures are at most a second old.
    const overview = await eventually(async () => {
      const answer = await admin.must<Overview>('GET', '/api/admin/overview');
      expect(answer).toMatchObject({
        version: '1.2.3',
        persistence: 'mongodb',
        now: { queue: 'open', openAppeals: 0 },
      });
      return answer;
    });
    expect(overview.now.roles.vent.waiting).toBeGreaterThanOrEqual(0);
    expect(overview.days).toHaveLength(DAYS_SHOWN);
  });

  it('moves, once a second, for whoever watches with a token', async () => {
    expect((await visitor.ask('GET', '/api/admin/live')).status).toBe(401);
    const response = await fetch(`${server.url}/api/admin/live`, {
      headers: { Authorization: `Bearer ${admin.token ?? ''}` },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while ((text.match(/^event: figures$/gm) ?? []).length < 2) text += (await reader?.read())?.value ?? '';
    expect(text).toMatch(/^event: overview\ndata: \{"version":"1.2.3"/);
    await reader?.cancel();
  });
});

describe('faults of pages', () => {
  const fault = {
    version: '1.0.0',
    kind: 'error',
    name: 'TypeError',
    frames: ['main-ABCD1234.js:1:2'],
    page: 'chat',
    browser: 'firefox',
  };

  it('are counted together, and taken without signing in', async () => {
    for (let times = 0; times < 2; times++)
      expect((await visitor.ask('POST', '/api/browser-errors', fault)).status).toBe(204);
    expect((await visitor.ask('POST', '/api/browser-errors', { ...fault, message: 'I feel low' })).status).toBe(400);
    const { groups } = await admin.must<BrowserErrorList>('GET', '/api/admin/browser-errors');
    expect(groups).toMatchObject([{ name: 'TypeError', count: 2, pages: ['chat'], browsers: ['firefox'] }]);
  });

  it('are refused where somebody sends too many', async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 12; times++)
      statuses.push((await visitor.ask('POST', '/api/browser-errors', fault)).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('the audit', () => {
  it('has every act, in order, and is given out as lines', async () => {
    const { body } = await admin.ask('GET', '/api/admin/audit/export');
    const entries = String(body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry);
    const acts = new Set(entries.map(({ act }) => act));
    for (const act of [
      'operator-created',
      'operator-password-changed',
      'announcement-sent',
      'announcement-withdrawn',
      'ban-made',
      'ban-lifted',
      'settings-changed',
      'audit-exported',
    ] as const) {
      expect(acts).toContain(act);
    }
    expect(entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).toSorted());
    expect(String(body)).not.toMatch(/argon2|127\.0\.0\.1/);
    const page = await admin.must<{ entries: AuditEntry[] }>('GET', '/api/admin/audit');
    expect(page.entries[0]?.act).toBe('audit-exported');
  });

  it('and nothing the operators do is an error in the log, or stands there in words', () => {
    expect(server.complaints().filter((line) => line.includes('"level":50'))).toEqual([]);
    expect(server.logged()).not.toMatch(/Be kind|to bob|It was a joke|correct horse/);
  });
});
