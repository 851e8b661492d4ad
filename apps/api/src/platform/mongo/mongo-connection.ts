import type { Collection, Document } from 'mongodb';
import mongoose, { type Connection, type ConnectOptions, type Model } from 'mongoose';
import type { Log } from '../log.js';

/**
 * How long an operation may wait when MongoDB is gone or frozen, ms. A frozen server is noticed by the heartbeat (its
 * period and CONNECT_MS), which breaks the connections in use; each operation is then tried once more for SELECT_MS.
 */
const SELECT_MS = 2_500;
const CONNECT_MS = 2_500;
const HEARTBEAT_MS = 2_000;
/** The last resort for an answer that never comes; above everything that is waited for on purpose. */
const SOCKET_MS = 10_000;
/** A majority that does not answer in this time is none: the write's fate is unknown. */
const MAJORITY_MS = 5_000;

/** What everything here relies on (I2): a write counts when a majority has it in its journal, reads see only that. */
const OPTIONS = {
  appName: 'hearken',
  autoCreate: false,
  autoIndex: false,
  bufferCommands: false,
  connectTimeoutMS: CONNECT_MS,
  heartbeatFrequencyMS: HEARTBEAT_MS,
  maxPoolSize: 50,
  minPoolSize: 2,
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryReads: true,
  retryWrites: true,
  serverSelectionTimeoutMS: SELECT_MS,
  socketTimeoutMS: SOCKET_MS,
  waitQueueTimeoutMS: SELECT_MS,
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: MAJORITY_MS },
} as const satisfies ConnectOptions;

/** One process's way to MongoDB. It survives outages: operations fail in bounded time, and go on when it is back. */
export class MongoConnection {
  private constructor(
    /** For the models of the stores. */
    readonly mongoose: Connection,
  ) {}

  /**
   * Connects, or rejects within a few seconds where nothing answers.
   *
   * @param uri a replica set, also where it has one member: transactions and majority writes need one
   * @param overrides for tests
   */
  static async open(uri: string, log: Log, overrides: ConnectOptions = {}): Promise<MongoConnection> {
    const connection = mongoose.createConnection(uri, { ...OPTIONS, ...overrides });
    connection.on('disconnected', () => {
      log.warn('mongodb-disconnected');
    });
    connection.on('connected', () => {
      log.info('mongodb-connected');
    });
    connection.on('error', (error: Error) => {
      log.warn('mongodb-error', { cause: error });
    });
    try {
      await connection.asPromise();
    } catch (error) {
      // Or it would go on looking in the background.
      await connection.close();
      throw error;
    }
    return new MongoConnection(connection);
  }

  /** Creates the indexes of all models defined so far, where they are missing. To be awaited before the first write. */
  async ensureIndexes(): Promise<void> {
    await Promise.all(Object.values(this.mongoose.models).map((model) => model.createIndexes()));
  }

  /** Whether a primary answers; false within a few seconds where none does. */
  async ping(): Promise<boolean> {
    try {
      await this.mongoose.getClient().db().command({ ping: 1 });
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await this.mongoose.close();
  }
}

/** A model's collection without mongoose in between: documents cost it 1.3 to 1.6 times as much. */
export function nativeCollection<T extends Document>(model: Model<T>): Collection<T> {
  return model.db.getClient().db(model.db.name).collection<T>(model.collection.collectionName);
}
