import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { LeaseHolder, LeaseStore } from '../lease/server-lease.js';
import { isDuplicateKey } from './mongo-errors.js';

/** What is held: `server` by who may write at all, `caretaker` by who looks after the people of dead servers. */
export type LeaseName = 'server' | 'caretaker';

/** A lease as stored (collection `leases`, one document each). */
interface LeaseDocument {
  _id: LeaseName;
  holder: LeaseHolder;
  until: Date;
}

const LONG_AGO = new Date(0);

/** The lease in MongoDB, timed by MongoDB's clock. */
export class MongoLease implements LeaseStore {
  readonly #leases: Collection<LeaseDocument>;

  constructor(
    connection: Connection,
    private readonly name: LeaseName,
  ) {
    this.#leases = connection.collection<LeaseDocument>('leases');
  }

  async take(holder: LeaseHolder, ms: number, insteadOf = holder.id): Promise<LeaseHolder> {
    // One step of the database: it is free for its holder, for who knows that holder gone, and when its time is over.
    const isFree = {
      $or: [{ $in: ['$holder.id', [holder.id, insteadOf]] }, { $lt: [{ $ifNull: ['$until', LONG_AGO] }, '$$NOW'] }],
    };
    const taken = [
      { $set: { isFree } },
      {
        $set: {
          holder: { $cond: ['$isFree', { $literal: holder }, '$holder'] },
          until: { $cond: ['$isFree', { $add: ['$$NOW', ms] }, '$until'] },
        },
      },
      { $unset: 'isFree' },
    ];
    try {
      const after = await this.#leases.findOneAndUpdate({ _id: this.name }, taken, {
        upsert: true,
        returnDocument: 'after',
      });
      return after?.holder ?? holder;
    } catch (cause) {
      // Two made the first lease at the same moment: one of them stands now.
      if (!isDuplicateKey(cause)) throw cause;
      return this.take(holder, ms, insteadOf);
    }
  }

  async release(id: string): Promise<void> {
    await this.#leases.deleteOne({ _id: this.name, 'holder.id': id });
  }
}
