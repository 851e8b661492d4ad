import { MongoServerRegistry } from '../cluster/infra/mongo-server-registry.js';
import type { Clock } from '../platform/clock.js';
import type { LeaseStore } from '../platform/lease/server-lease.js';
import type { Log } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { MongoLease } from '../platform/mongo/mongo-lease.js';
import { MongoConnection } from '../platform/mongo/mongo-connection.js';
import { MemoryPairingStore } from '../queue/infra/memory-pairing-store.js';
import { MongoPairingStore } from '../queue/infra/mongo-pairing-store.js';
import { MemoryReportStore } from '../report/infra/memory-report-store.js';
import { MongoReportStore } from '../report/infra/mongo-report-store.js';
import { MemoryMessageStore } from '../room/infra/memory-message-store.js';
import { MemoryRoomStore } from '../room/infra/memory-room-store.js';
import { MongoMessageStore } from '../room/infra/mongo-message-store.js';
import { MongoRoomStore } from '../room/infra/mongo-room-store.js';
import { MemoryPersonStore } from '../session/infra/memory-person-store.js';
import { MongoPersonStore } from '../session/infra/mongo-person-store.js';
import { memoryOperatorStores, mongoOperatorStores } from './operator-stores.module.js';
import type { Storage } from './storage.js';

/** Keeps everything in this process's memory: gone with it. */
export function openMemoryStorage(clock: Clock): Storage {
  const database = new MemoryDatabase();
  return {
    persistence: 'volatile',
    persons: new MemoryPersonStore(database, clock),
    rooms: new MemoryRoomStore(database, clock),
    messages: new MemoryMessageStore(database, clock),
    reports: new MemoryReportStore(database, clock),
    pairing: new MemoryPairingStore(database, clock),
    forOperators: memoryOperatorStores(database, clock),
    removeExpired: () => {
      database.removeExpired(clock.now());
    },
    isUp: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

/** Keeps everything in the replica set at `uri`. Rejects within seconds where nothing answers. */
export async function openMongoStorage(
  uri: string,
  persistence: 'mongodb' | 'embedded',
  clock: Clock,
  log: Log,
): Promise<Storage & { readonly leases: LeaseStore }> {
  const connection = await MongoConnection.open(uri, log);
  const { mongoose } = connection;
  const stores = {
    persons: new MongoPersonStore(mongoose, clock),
    rooms: new MongoRoomStore(mongoose, clock),
    messages: new MongoMessageStore(mongoose, clock),
    reports: new MongoReportStore(mongoose, clock),
    pairing: new MongoPairingStore(mongoose, clock),
    forOperators: mongoOperatorStores(mongoose, clock),
  };
  try {
    await connection.ensureIndexes();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    persistence,
    ...stores,
    leases: new MongoLease(mongoose, 'server'),
    forCluster: { registry: new MongoServerRegistry(mongoose), caretaker: new MongoLease(mongoose, 'caretaker') },
    isUp: () => connection.ping(),
    close: () => connection.close(),
  };
}
