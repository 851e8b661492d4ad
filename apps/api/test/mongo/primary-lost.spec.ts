import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import type { Answer } from '@hearken/protocol';
import { systemClock } from '../../src/platform/clock.js';
import { freePort } from '../../src/platform/free-port.js';
import { silentLog } from '../../src/platform/log.js';
import { givenBinary } from '../../src/platform/mongo/given-binary.js';
import { openMongoStorage } from '../../src/storage/storage.module.js';
import type { Storage } from '../../src/storage/storage.js';
import { pairUp, textEntry, type Talker } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { testMongodBinary } from '../support/mongo.js';
import { startServer, type TestServer } from '../support/server.js';

/** How soon the others of the set notice that their primary is gone, ms; MongoDB's default is 10 s. */
const ELECTION_TIMEOUT_MS = 2_000;
/** An author's browser waits this long before it sends again, ms. */
const AGAIN_MS = 200;
/** Texts that are acknowledged before and after the primary goes. */
const TEXTS = 30;

/** A database of three members, one of which goes while two people talk. */
describe('the primary of three goes away', () => {
  let set: MongoMemoryReplSet;
  let admin: MongoClient;
  let storage: Storage;
  let server: TestServer;

  beforeAll(async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    set = await MongoMemoryReplSet.create({
      binary: givenBinary(testMongodBinary()),
      instanceOpts: ports.map((port) => ({ port, storageEngine: 'wiredTiger' as const })),
      replSet: {
        name: 'three',
        count: 3,
        storageEngine: 'wiredTiger',
        args: ['--wiredTigerCacheSizeGB', '0.25'],
        configSettings: { electionTimeoutMillis: ELECTION_TIMEOUT_MS },
      },
    });
    admin = await MongoClient.connect(set.getUri());
    const uri = set.getUri('talk');
    storage = await openMongoStorage(uri, 'mongodb', systemClock, silentLog);
    server = await startServer({ PERSISTENCE: 'mongodb', MONGODB_URI: uri, TEXTS_PER_MINUTE: '6000' }, storage);
  }, 120_000);

  afterAll(async () => {
    await server.close();
    await storage.close();
    await admin.close();
    await set.stop({ doCleanup: true, force: true });
  }, 60_000);

  /** Sends it as a browser does: again, under the same number, until the server has it. */
  async function sayUntilAccepted({ client, room }: Talker, n: number): Promise<number> {
    const { roomId, stream } = room;
    const request = { roomId, stream, entries: [textEntry(n, `text ${String(n)}`)] };
    for (;;) {
      const answer = await client.raw('room:send', request).catch(() => undefined);
      if (answer?.ok === true) return (answer.data as Answer<'room:send'>).accepted;
      await pause(AGAIN_MS);
    }
  }

  /** Whether a majority has the entry in its journal, as it is acknowledged. */
  async function isStored({ room }: Talker, n: number): Promise<boolean> {
    const found = await admin
      .db('talk')
      .collection<{ _id: string }>('messages')
      .find({}, { readConcern: 'majority' })
      .map(({ _id }) => _id)
      .toArray();
    return found.some((id) => id.startsWith(`${room.roomId}/`) && Number(id.split('/').at(-1)) === n);
  }

  async function expectNothingIsLost(breakIt: () => Promise<unknown>): Promise<void> {
    const [alice, bob] = await pairUp(() => server.client());
    const told: number[] = [];
    const talking = (async () => {
      for (let n = 1; n <= 2 * TEXTS; n += 1) {
        told.push(await sayUntilAccepted(alice, n));
        if (n === TEXTS) await breakIt();
      }
    })();
    await talking;
    expect(told).toEqual(Array.from({ length: 2 * TEXTS }, (_, index) => index + 1));
    for (const n of told) expect(await isStored(alice, n)).toBe(true);
    await eventually(() => {
      expect(bob.heard()).toEqual(told.map((n) => `text ${String(n)}`));
    });
    expect([...alice.client.told('room:ended'), ...bob.client.told('room:ended')]).toEqual([]);
  }

  it('I1, I2: told to step down: what is sent waits and goes through, once, and the conversation goes on', async () => {
    await expectNothingIsLost(() =>
      // Its connections are closed with it, so this answers with an error or not at all.
      admin
        .db('admin')
        .command({ replSetStepDown: 10, force: true })
        .catch(() => undefined),
    );
  }, 60_000);

  it('I1, I2: killed: what is sent waits and goes through, once, and the conversation goes on', async () => {
    await expectNothingIsLost(async () => {
      const { primary } = await admin.db('admin').command({ hello: 1 });
      const port = Number(String(primary).split(':')[1]);
      const member = set.servers.find((each) => each.instanceInfo?.port === port);
      member?.instanceInfo?.instance.mongodProcess?.kill('SIGKILL');
    });
  }, 60_000);
});
