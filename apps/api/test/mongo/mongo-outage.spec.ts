import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../src/platform/log.js';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/platform/mongo/embedded-mongo.js';
import { MongoConnection } from '../../src/platform/mongo/mongo-connection.js';
import { ManualClock } from '../../src/platform/testing/manual-clock.js';
import { sampleIds } from '../../src/platform/testing/sample-ids.js';
import type { ProposedPair } from '../../src/queue/pairing-store.port.js';
import type { AppendResult, StreamRef } from '../../src/room/message-store.port.js';
import { actor, sampleRoom, sampleText, sampleTexts } from '../../src/room/testing/sample-room.js';
import { eventually } from '../support/eventually.js';
import { freeze } from '../support/freeze.js';
import { testMongodBinary } from '../support/mongo.js';
import { storesOn, type MongoStores } from './open-mongo.js';

/** No operation may keep a person waiting longer than this, whatever MongoDB does. */
const BOUND_MS = 12_000;
/** Entries acknowledged between two kills. */
const KILLED_AFTER = 200;

/** Real time and a database of its own: these tests freeze, stop and kill it. */
describe('MongoDB goes away', () => {
  const ids = sampleIds();
  let dataDir: string;
  let embedded: EmbeddedMongo;
  let mongo: MongoConnection;
  let stores: MongoStores;
  let stream: StreamRef;
  let proposed: ProposedPair;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hearken-outage-'));
    embedded = await start();
    mongo = await MongoConnection.open(embedded.uri, silentLog);
    stores = storesOn(mongo, new ManualClock());
    await mongo.ensureIndexes();
    stream = { roomId: ids.ulid(), slot: 'a', stream: ids.ulid() };
    const room = sampleRoom(ids, ids.person('alice'), ids.person('bob'));
    const [left, right] = room.members;
    proposed = {
      room,
      holders: [
        { publicId: left.id, ...actor(1) },
        { publicId: right.id, ...actor(1) },
      ],
      mayHaveMet: false,
    };
  }, 60_000);

  afterEach(async () => {
    await mongo.close();
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  function start(): Promise<EmbeddedMongo> {
    return startEmbeddedMongo({ binary: testMongodBinary(), dataDir, report: () => undefined });
  }

  function signal(name: 'SIGCONT' | 'SIGKILL'): void {
    if (embedded.pid === undefined) throw new Error('no mongod runs');
    process.kill(embedded.pid, name);
  }

  async function within<T>(work: Promise<T>): Promise<T> {
    const startedAt = Date.now();
    try {
      return await work;
    } finally {
      expect(Date.now() - startedAt).toBeLessThan(BOUND_MS);
    }
  }

  /** Everything answers in time, and nothing that is not so is said. */
  async function expectBoundedFailures(): Promise<void> {
    const failed = (count: number): AppendResult[] => Array.from({ length: count }, () => 'failed');
    const gone = proposed.room.members.map(({ id }) => id);
    await Promise.all([
      within(expect(stores.messages.append(sampleTexts(stream, 1, 3))).resolves.toEqual(failed(3))),
      within(expect(stores.pairs.commit([proposed], 0)).resolves.toEqual([{ is: 'refused', gone }])),
      within(expect(stores.persons.find('x')).rejects.toThrow()),
      within(expect(stores.persons.dequeue(proposed.holders[0])).rejects.toThrow()),
      within(expect(stores.rooms.find('x')).rejects.toThrow()),
      within(expect(stores.rooms.insert(proposed.room)).rejects.toThrow()),
      within(expect(stores.messages.tail(stream, 1)).rejects.toThrow()),
      within(expect(mongo.ping()).resolves.toBe(false)),
    ]);
    // Once it is known to be gone, nobody waits for more than the search for another primary.
    const startedAt = Date.now();
    await expect(stores.rooms.find('x')).rejects.toThrow();
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  }

  it('I1, I2: frozen, it makes nobody wait for long, and everything goes on when it wakes up', async () => {
    await stores.messages.append([sampleText(stream, 1)]);
    await freeze(embedded.pid);
    try {
      await expectBoundedFailures();
    } finally {
      signal('SIGCONT');
    }

    await eventually(async () => {
      expect(await mongo.ping()).toBe(true);
    });
    // What was on its way when it froze may have been written: sent again it is the same.
    const results = await stores.messages.append(sampleTexts(stream, 1, 3));
    expect(results[0]).toBe('same');
    expect(new Set(results)).not.toContain('conflict');
    expect(results).not.toContain('failed');
    expect(await stores.messages.tail(stream, 1)).toEqual({ accepted: 3, t: 6 });
  }, 60_000);

  it('I1, I2: stopped and started again, it has everything that was acknowledged', async () => {
    expect(await stores.messages.append(sampleTexts(stream, 1, 5))).not.toContain('failed');
    await embedded.stop();
    await expectBoundedFailures();
    embedded = await start();

    await eventually(async () => {
      expect(await stores.messages.tail(stream, 1)).toEqual({ accepted: 5, t: 10 });
    });
    expect(await stores.rooms.insert(proposed.room)).toBe('inserted');
  }, 60_000);

  it('I1, I2: killed again and again while it is written to, it keeps every acknowledged entry and no other twice', async () => {
    const acknowledged = new Set<number>();
    let next = 1;
    for (let kill = 0; kill < 3; kill += 1) {
      const pid = embedded.pid;
      let isKilled = false;
      const enough = acknowledged.size + KILLED_AFTER;
      const writers = Array.from({ length: 4 }, async () => {
        while (!isKilled) {
          const entries = sampleTexts(stream, next, next + 9);
          next += 10;
          const results = await stores.messages.append(entries);
          entries.forEach(({ n }, index) => {
            if (results[index] === 'written' || results[index] === 'same') acknowledged.add(n);
          });
        }
      });
      await eventually(() => {
        expect(acknowledged.size).toBeGreaterThanOrEqual(enough);
      });
      signal('SIGKILL');
      isKilled = true;
      await Promise.all(writers);
      await eventually(async () => {
        expect(embedded.pid).not.toBe(pid);
        expect(await mongo.ping()).toBe(true);
      }, 30_000);
    }

    const stored = new Set((await stores.messages.read(stream, 0, next, next)).map(({ n }) => n));
    expect([...acknowledged].filter((n) => !stored.has(n))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(0);
    // Whatever was not acknowledged is sent again: then there is no hole.
    const again = await stores.messages.append(sampleTexts(stream, 1, next - 1));
    expect(again).not.toContain('failed');
    expect(again).not.toContain('conflict');
    expect((await stores.messages.tail(stream, 1)).accepted).toBe(next - 1);
  }, 120_000);

  it('says in bounded time that nothing answers', async () => {
    const uri = embedded.uri;
    await mongo.close();
    await embedded.stop();

    await within(expect(MongoConnection.open(uri, silentLog)).rejects.toThrow());
  }, 60_000);
});
