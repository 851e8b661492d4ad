import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Model } from 'mongoose';
import type { PersonRecord } from '../../src/session/person-store.port.js';
import type { ManualClock } from '../../src/platform/testing/manual-clock.js';
import { sampleIds } from '../../src/platform/testing/sample-ids.js';
import type { StreamRef } from '../../src/room/message-store.port.js';
import type { RoomRecord } from '../../src/room/room-store.port.js';
import { actor, sampleRoom, sampleText, sampleTexts } from '../../src/room/testing/sample-room.js';
import { ObservedCommands } from './observed-commands.js';
import { openMongo, type MongoStores, type MongoSubject } from './open-mongo.js';
import { sampleReport } from '../../src/report/testing/sample-report.js';
import { useOperatorStores } from './use-operator-stores.js';

const MAJORITY = expect.objectContaining({ w: 'majority', j: true }) as unknown;

/** What only MongoDB can promise: durability, indexes, and how much it reads. */
describe('MongoDB', () => {
  let subject: MongoSubject;
  let commands: ObservedCommands;
  let stores: MongoStores & { readonly clock: ManualClock };
  const ids = sampleIds();

  beforeAll(async () => {
    subject = await openMongo({ monitorCommands: true });
    commands = new ObservedCommands(subject.mongo);
  });
  afterAll(() => subject.close());
  beforeEach(async () => {
    stores = await subject.fresh();
    commands.clear();
  });

  async function waiting(name: string, role: 'vent' | 'listen' | 'talk', front = false): Promise<PersonRecord> {
    const now = stores.clock.now();
    const publicId = ids.person(name);
    const fields = { reg: 'r', device: publicId, store: 's', attempt: 1, server: 'x' };
    const person = await stores.persons.register({
      publicId,
      ...fields,
      takeBreak: false,
      numbering: 'browser',
      now,
    });
    if (person === 'late') throw new Error('late');
    const queued = await stores.persons.enqueue(person, { role, widen: true, enteredAt: now, front, opensAt: now });
    if (queued === undefined) throw new Error('not queued');
    return queued;
  }

  async function useEverything(): Promise<{ readonly room: RoomRecord; readonly stream: StreamRef }> {
    const { persons, rooms, messages, pairs, clock } = stores;
    const [alice, bob] = [await waiting('alice', 'vent'), await waiting('bob', 'listen')];
    const room = sampleRoom(ids, alice.publicId, bob.publicId, clock.now());
    await pairs.commit([{ room, holders: [alice, bob], mayHaveMet: false }], clock.now());
    await rooms.insert(sampleRoom(ids, ids.person('carol'), ids.person('dave'), clock.now()));
    const stream = { roomId: room.id, slot: 'a', stream: room.streams.a[0]?.id ?? '' } as const;
    await messages.append([...sampleTexts(stream, 1, 3), { ...sampleText(stream, 4), replyTo: 'nonce-0000000000' }]);
    const { text: _, ...head } = sampleText(stream, 5);
    await messages.append([sampleText(stream, 1), { ...head, kind: 'like', target: 'nonce-0000000000' }]);
    await rooms.resume(room.id, { slot: 'a', actor: actor(2), list: ids.ulid(), received: room.received.a });
    await rooms.setReceived(room.id, 'a', actor(2), { ...room.received.a, n: 4 });
    await rooms.hold(room.id, 'a', actor(2), { id: stream.stream, heldBelow: 2 });
    const end = { at: clock.now(), reason: 'next', by: alice.publicId, because: 'connection', note: 'bye' } as const;
    await rooms.end(room.id, end);
    await rooms.setHeads(room.id, { a: [{ stream: stream.stream, n: 3 }], b: [] });
    await messages.expire(room.id, clock.now() + 1_000);
    await rooms.markExpiring(room.id);
    await persons.settle(alice.publicId, { roomId: room.id, place: alice.queue, joinFrom: clock.now(), isOwed: false });
    await persons.settle(bob.publicId, { roomId: room.id, isOwed: false });
    await persons.dequeue(alice);
    await persons.setTakeBreak(alice, true);
    await persons.enter(alice, room.id);
    await persons.settle(alice.publicId, { roomId: room.id, place: alice.queue, joinFrom: clock.now(), isOwed: false });
    await persons.enter(bob, room.id);
    await persons.touch([alice.publicId]);
    await pairs.met(alice.device, bob.device, clock.now());
    await pairs.block(alice.device, 'device', clock.now());
    return { room, stream };
  }

  it('I2: acknowledges nothing that a majority does not have in its journal', async () => {
    await useEverything();

    const writes = commands.named('insert', 'update', 'findAndModify', 'delete');
    const alone = writes.filter((command) => command['autocommit'] === undefined);
    expect(alone.length).toBeGreaterThan(15);
    for (const command of alone) expect(command['writeConcern']).toEqual(MAJORITY);
    const commits = commands.named('commitTransaction');
    expect(commits).toHaveLength(1);
    for (const command of commits) expect(command['writeConcern']).toEqual(MAJORITY);
  });

  it('I2: reads only what a majority has, from the primary', async () => {
    const { room, stream } = await useEverything();
    commands.clear();
    const { persons, rooms, messages, pairs } = stores;
    await Promise.all([
      persons.find('x'),
      persons.queued(),
      rooms.find(room.id),
      rooms.findMany([room.id]),
      rooms.findActive('x'),
      rooms.active(),
      rooms.unexpired(0, 1),
      messages.tail(stream, 1),
      messages.read(stream, 0, 9, 9),
      messages.roomIds('', '~', 9),
      pairs.interactions('device', 0),
    ]);

    const reads = commands.named('find', 'aggregate', 'count');
    expect(reads.length).toBeGreaterThanOrEqual(11);
    for (const command of reads) {
      expect(command['readConcern']).toMatchObject({ level: 'majority' });
      expect(command['$readPreference'] ?? { mode: 'primary' }).toMatchObject({ mode: 'primary' });
    }
  });

  it('I5: pairs in a transaction on a snapshot', async () => {
    await useEverything();

    const begun = commands.named('find').filter((command) => command['startTransaction'] === true);
    expect(begun).toHaveLength(1);
    expect(begun[0]?.['readConcern']).toMatchObject({ level: 'snapshot' });
  });

  it('writes nothing but what the models describe', async () => {
    await useEverything();
    await useOperatorStores(stores.forOperators, Date.now());
    await stores.reports.file(sampleReport(ids, stores.clock.now(), { note: 'a note' }));

    for (const model of Object.values(subject.mongo.mongoose.models) as Model<object>[]) {
      const documents = await model.collection.find({}).toArray();
      expect(documents.length).toBeGreaterThan(0);
      // `strict: throw`: an unknown field is an error here, as is one that is missing or of another type.
      for (const document of documents) await new model(document).validate();
    }
  });

  it('I5, I10: has the indexes that the promises rest on', async () => {
    const indexesOf = async (name: string): Promise<Record<string, object>> => {
      const indexes = await subject.mongo.mongoose.getClient().db().collection(name).indexes();
      return Object.fromEntries(indexes.map(({ name: index = '', v: _, ...rest }) => [index, rest]));
    };

    expect(await indexesOf('rooms')).toMatchObject({
      'one-active-room': {
        key: { activeMembers: 1 },
        unique: true,
        partialFilterExpression: { 'activeMembers.0': { $exists: true } },
      },
      expiry: { key: { expiresAt: 1 }, expireAfterSeconds: 0, partialFilterExpression: { retention: 'done' } },
      unexpired: { key: { endedAt: 1 }, partialFilterExpression: { retention: 'pending' } },
    });
    for (const name of ['users', 'messages', 'interactions']) {
      expect(await indexesOf(name)).toMatchObject({ expiry: { key: { expiresAt: 1 }, expireAfterSeconds: 0 } });
    }
    for (const name of ['audit', 'operatorSessions', 'browserErrors', 'dayCounts']) {
      expect(await indexesOf(name)).toMatchObject({ expiry: { key: { expiresAt: 1 }, expireAfterSeconds: 0 } });
    }
    for (const name of ['announcements', 'bans']) {
      expect(await indexesOf(name)).toMatchObject({ expiry: { key: { goneAt: 1 }, expireAfterSeconds: 0 } });
    }
    await subject.mongo.ensureIndexes();
  });

  describe('reads no more than it answers', () => {
    it('I1: counts a stream in the index alone', async () => {
      const stream: StreamRef = { roomId: ids.ulid(), slot: 'a', stream: ids.ulid() };
      await stores.messages.append([...sampleTexts(stream, 1, 300), ...sampleTexts({ ...stream, slot: 'b' }, 1, 300)]);
      commands.clear();

      expect(await stores.messages.tail(stream, 1)).toEqual({ accepted: 300, t: 600 });

      expect(commands.named('find', 'aggregate')).toHaveLength(2);
      const count = await commands.explain('aggregate');
      expect(count).toMatchObject({ docsExamined: 0 });
      expect(count.keysExamined).toBeLessThanOrEqual(301);
      expect(await commands.explain('find')).toMatchObject({ docsExamined: 1, keysExamined: 1 });
    });

    it('I1: finds a hole in a few counts', async () => {
      const stream: StreamRef = { roomId: ids.ulid(), slot: 'a', stream: ids.ulid() };
      await stores.messages.append(sampleTexts(stream, 1, 1_000).filter(({ n }) => n !== 617));
      commands.clear();

      expect(await stores.messages.tail(stream, 1)).toEqual({ accepted: 616, t: 1_232 });

      expect(commands.named('aggregate').length).toBeLessThanOrEqual(12);
    });

    it('I1: reads a range of a stream', async () => {
      const stream: StreamRef = { roomId: ids.ulid(), slot: 'a', stream: ids.ulid() };
      await stores.messages.append(sampleTexts(stream, 1, 100));
      commands.clear();

      await stores.messages.read(stream, 10, 30, 200);

      const plan = await commands.explain('find');
      expect(plan).toMatchObject({ returned: 20, docsExamined: 20 });
      expect(plan.stages).not.toContain('SORT');
    });

    it('I5: finds active rooms by their members, and all of them, without looking at the ended ones', async () => {
      const people = Array.from({ length: 30 }, (_, index) => ids.person(`p${String(index)}`));
      for (const [index, person] of people.entries()) {
        const room = sampleRoom(ids, person, ids.person(`q${String(index)}`));
        await stores.rooms.insert(room);
        if (index < 27) await stores.rooms.end(room.id, { at: stores.clock.now(), reason: 'next' });
      }
      commands.clear();

      await stores.rooms.findActive(people.at(-1) ?? '');
      expect(await commands.explain('find')).toMatchObject({ returned: 1, docsExamined: 1 });

      commands.clear();
      expect(await stores.rooms.active()).toHaveLength(3);
      const all = await commands.explain('find');
      expect(all).toMatchObject({ returned: 3, docsExamined: 3 });
      expect(all.indexes).toContain('one-active-room');

      commands.clear();
      expect(await stores.rooms.unexpired(stores.clock.now(), 5)).toHaveLength(5);
      expect(await commands.explain('find')).toMatchObject({ returned: 5, docsExamined: 5 });
    });

    it('I8: lists who waits in order, without a sort and without those who do not', async () => {
      for (let index = 0; index < 20; index += 1) {
        const person = await waiting(`p${String(index)}`, 'talk', index % 2 === 0);
        if (index >= 5) await stores.persons.dequeue(person);
      }
      commands.clear();

      expect(await stores.persons.queued()).toHaveLength(5);

      const plan = await commands.explain('find');
      expect(plan).toMatchObject({ returned: 5, docsExamined: 5 });
      expect(plan.stages).not.toContain('SORT');
    });

    it('I10: looks once at each room when it walks them', async () => {
      for (let index = 0; index < 3; index += 1) {
        await stores.messages.append(sampleTexts({ roomId: ids.ulid(), slot: 'a', stream: ids.ulid() }, 1, 50));
      }
      commands.clear();

      expect(await stores.messages.roomIds('', '~', 10)).toHaveLength(3);

      expect(commands.named('find')).toHaveLength(4);
      expect(await commands.explain('find')).toMatchObject({ docsExamined: 0, keysExamined: 1 });
    });
  });
});
