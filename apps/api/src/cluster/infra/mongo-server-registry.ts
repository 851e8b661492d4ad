import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import type { ServerNote, ServerRegistry } from '../server-registry.port.js';

/** A server as stored. */
interface ServerDocument extends Omit<ServerNote, 'id'> {
  _id: string;
  /** By the database's clock: it lives until then unless it says so again. */
  until: Date;
}

/** Rows of servers that have died are kept for operators for this long, ms. */
const KEPT_MS = 60 * 60 * 1_000;

/** The registry in MongoDB, timed by MongoDB's clock. A few rows, read whole. */
export class MongoServerRegistry implements ServerRegistry {
  readonly #servers: Collection<ServerDocument>;

  constructor(connection: Connection) {
    this.#servers = connection.collection<ServerDocument>('servers');
  }

  async beat({ id, ...note }: ServerNote, ms: number): Promise<readonly ServerNote[]> {
    const fields = Object.entries(note).map(([name, value]) => [name, { $literal: value }] as const);
    const noted = [{ $set: { ...Object.fromEntries(fields), until: { $add: ['$$NOW', ms] } } }];
    try {
      await this.#servers.updateOne({ _id: id }, noted, { upsert: true });
    } catch (cause) {
      // A beat that was slow and the next one made the row at the same moment.
      if (!isDuplicateKey(cause)) throw cause;
    }
    const living = await this.#servers.find({ $expr: { $gt: ['$until', '$$NOW'] } }).toArray();
    return living.map(({ _id, host, census }) => ({ id: _id, host, ...(census !== undefined && { census }) }));
  }

  async retire(id: string): Promise<void> {
    await this.#servers.deleteOne({ _id: id });
    await this.#servers.deleteMany({ $expr: { $lt: ['$until', { $subtract: ['$$NOW', KEPT_MS] }] } });
  }
}
