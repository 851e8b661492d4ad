import type { ConnectOptions } from 'mongoose';
import { silentLog } from '../../src/platform/log.js';
import { MongoConnection } from '../../src/platform/mongo/mongo-connection.js';
import { MongoPairingStore } from '../../src/queue/infra/mongo-pairing-store.js';
import { MongoReportStore } from '../../src/report/infra/mongo-report-store.js';
import { MongoMessageStore } from '../../src/room/infra/mongo-message-store.js';
import { MongoRoomStore } from '../../src/room/infra/mongo-room-store.js';
import { MongoPersonStore } from '../../src/session/infra/mongo-person-store.js';
import { mongoOperatorStores } from '../../src/storage/operator-stores.module.js';
import type { OperatorStores } from '../../src/storage/operator-stores.js';
import { ManualClock } from '../../src/platform/testing/manual-clock.js';
import { openTestDatabase } from '../support/mongo.js';

/** The adapters on a real MongoDB, all over one connection. */
export interface MongoStores {
  readonly persons: MongoPersonStore;
  readonly rooms: MongoRoomStore;
  readonly messages: MongoMessageStore;
  readonly pairs: MongoPairingStore;
  readonly reports: MongoReportStore;
  readonly forOperators: OperatorStores;
}

/** A database for one test file. */
export interface MongoSubject {
  readonly mongo: MongoConnection;
  /** Empties all collections, and gives stores with a fresh clock. */
  fresh(): Promise<MongoStores & { readonly clock: ManualClock }>;
  close(): Promise<void>;
}

export function storesOn(mongo: MongoConnection, clock: ManualClock): MongoStores {
  return {
    persons: new MongoPersonStore(mongo.mongoose, clock),
    rooms: new MongoRoomStore(mongo.mongoose, clock),
    messages: new MongoMessageStore(mongo.mongoose, clock),
    pairs: new MongoPairingStore(mongo.mongoose, clock),
    reports: new MongoReportStore(mongo.mongoose, clock),
    forOperators: mongoOperatorStores(mongo.mongoose, clock),
  };
}

/** Opens a database of the run's shared MongoDB, with the indexes of all models. */
export async function openMongo(overrides: ConnectOptions = {}): Promise<MongoSubject> {
  const database = await openTestDatabase();
  const mongo = await MongoConnection.open(database.uri, silentLog, overrides);
  storesOn(mongo, new ManualClock());
  await mongo.ensureIndexes();
  return {
    mongo,
    fresh: async () => {
      await Promise.all(Object.values(mongo.mongoose.models).map((model) => model.collection.deleteMany({})));
      const clock = new ManualClock();
      return { ...storesOn(mongo, clock), clock };
    },
    close: async () => {
      await mongo.close();
      await database.close();
    },
  };
}
