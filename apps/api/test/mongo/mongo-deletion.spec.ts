import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { pairUp, textEntry, type Talker } from '../support/client.js';
import { openTestDatabase, type TestDatabase } from '../support/mongo.js';
import { startServer, type TestServer } from '../support/server.js';

/** Stands in every text and note, and is looked for in everything that is stored. */
const MARK = 'gone-for-good';

/** "Delete now", by a real server on a real MongoDB: what is looked at is the whole database, document by document. */
describe('delete now', () => {
  let database: TestDatabase;
  let server: TestServer;
  let storage: Storage;

  beforeAll(async () => {
    database = await openTestDatabase();
    storage = await openMongoStorage(database.uri, 'mongodb', systemClock, silentLog);
    server = await startServer({}, storage);
  });

  afterAll(async () => {
    await server.close();
    await storage.close();
    await database.close();
  });

  /** Collections that hold the mark, with how many of their documents do. */
  async function marked(): Promise<Readonly<Record<string, number>>> {
    const found: Record<string, number> = {};
    for (const { name } of await database.db.listCollections().toArray()) {
      const documents = await database.db.collection(name).find().toArray();
      const holding = documents.filter((document) => JSON.stringify(document).includes(MARK)).length;
      if (holding > 0) found[name] = holding;
    }
    return found;
  }

  /** Who is left waits for the next one: not in these tests. */
  async function parted(...people: readonly Talker[]): Promise<void> {
    for (const { client } of people) await client.request('queue:cancel', {});
  }

  it('I10: leaves no word of the conversation anywhere, of either, at once, and takes no late one', async () => {
    const [alice, bob] = await pairUp(server.client);
    for (let n = 1; n <= 30; n += 1) await (n % 2 === 0 ? alice : bob).say(`${MARK} ${String(n)}`);
    const [carol, dave] = await pairUp(server.client);
    await carol.say('somebody else');
    expect(await marked()).toEqual({ messages: 30 });

    const { roomId, stream } = alice.room;
    // Under way while the conversation is deleted: accepted or refused, nothing of them may stay.
    const racing = Array.from({ length: 10 }, (_, at) => textEntry(16 + at, `${MARK} late`)).map((entry) =>
      alice.client.raw('room:send', { roomId, stream, entries: [entry] }),
    );
    const { end } = await bob.client.request('room:delete', { roomId });
    expect(await marked()).toEqual({});
    await Promise.all(racing);
    expect(await marked()).toEqual({});

    expect(end).toMatchObject({ reason: 'deleted', by: 'you', deleted: 'you' });
    const told = await alice.client.hears('room:ended');
    expect(told.end).toMatchObject({ reason: 'deleted', by: 'partner', deleted: 'partner' });
    const late = { roomId, stream, entries: [textEntry(17, `${MARK} from the outbox`)] };
    expect(await alice.client.refusal('room:send', late)).toMatchObject({ code: 'ended' });
    expect(await marked()).toEqual({});
    expect(dave.heard()).toEqual(['somebody else']);
    await parted(alice, bob);
  });

  it('I10: takes the note of the end along; a report that was made before keeps what it needs', async () => {
    const [alice, bob] = await pairUp(server.client);
    const { roomId } = alice.room;
    await alice.say(`${MARK} said`);
    await bob.client.request('room:report', { roomId, reason: 'harassment' });
    await alice.client.request('room:delete', { roomId });
    expect(await marked()).toEqual({ reports: 1 });
    await parted(alice, bob);

    const [carol, dave] = await pairUp(server.client);
    await carol.client.request('room:leave', { roomId: carol.room.roomId, note: `${MARK} note` });
    expect(await marked()).toEqual({ reports: 1, rooms: 1 });
    await dave.client.request('room:delete', { roomId: carol.room.roomId });
    expect(await marked()).toEqual({ reports: 1 });
  });
});
