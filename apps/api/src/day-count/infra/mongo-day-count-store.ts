import type { DayCount } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import { DAY_COUNT_KEPT_MS, type DayCountStore } from '../day-count-store.port.js';
import { dayCountModel, type DayCountDocument } from './day-count.schema.js';

/** Day counts in MongoDB. */
export class MongoDayCountStore implements DayCountStore {
  readonly #days: Collection<DayCountDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#days = nativeCollection(dayCountModel(connection));
  }

  async add(count: DayCount): Promise<void> {
    try {
      await this.#add(count);
    } catch (cause) {
      // Another one has made the day at the same moment: now it is there.
      if (!isDuplicateKey(cause)) throw cause;
      await this.#add(count);
    }
  }

  async since(day: string): Promise<readonly DayCount[]> {
    const found = await this.#days
      .find({ _id: { $gte: day }, expiresAt: { $gt: new Date(this.clock.now()) } })
      .sort({ _id: 1 })
      .toArray();
    return found.map(({ _id, ended, thanked }) => ({ day: _id, ended, thanked }));
  }

  async #add({ day, ended, thanked }: DayCount): Promise<void> {
    const expiresAt = new Date(Date.parse(day) + DAY_COUNT_KEPT_MS);
    await this.#days.updateOne(
      { _id: day },
      { $inc: { ended, thanked }, $setOnInsert: { expiresAt } },
      { upsert: true },
    );
  }
}
