import type { Collection, Filter, UpdateFilter } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { LIFTED_BAN_KEPT_MS, type Appeal, type BanRecord, type BanStore } from '../ban-store.port.js';
import { toBan, toBanDocument } from './ban-document.js';
import { banModel, type BanDocument } from './ban.schema.js';

const OPEN_APPEAL: Filter<BanDocument> = { 'appeal.at': { $exists: true }, 'appeal.answer': { $exists: false } };

/** Bans in MongoDB. */
export class MongoBanStore implements BanStore {
  readonly #bans: Collection<BanDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#bans = nativeCollection(banModel(connection));
  }

  async add(ban: BanRecord): Promise<void> {
    await this.#bans.insertOne(toBanDocument(ban));
  }

  async find(id: string): Promise<BanRecord | undefined> {
    const found = await this.#bans.findOne({ $and: [{ _id: id }, this.#kept()] });
    return found === null ? undefined : toBan(found);
  }

  active(): Promise<readonly BanRecord[]> {
    return this.#list(this.#active());
  }

  list(which: 'active' | 'appealed' | 'all', limit: number): Promise<readonly BanRecord[]> {
    const filters = { active: this.#active(), appealed: { $and: [OPEN_APPEAL, this.#kept()] }, all: this.#kept() };
    return this.#list(filters[which], limit);
  }

  ofDevices(devices: readonly string[]): Promise<readonly BanRecord[]> {
    return this.#list({ $and: [{ devices: { $in: devices } }, this.#kept()] });
  }

  countAppeals(): Promise<number> {
    return this.#bans.countDocuments({ $and: [OPEN_APPEAL, this.#kept()] });
  }

  async addDevice(id: string, device: string): Promise<void> {
    await this.#bans.updateOne({ _id: id }, { $addToSet: { devices: device } });
  }

  lift(id: string, by: string, at: number): Promise<BanRecord | undefined> {
    const goneAt = new Date(at + LIFTED_BAN_KEPT_MS);
    return this.#change(
      { $and: [{ _id: id }, this.#active()] },
      // What would have ended before is forgotten when it would have ended.
      { $set: { liftedAt: new Date(at), liftedBy: by }, $min: { goneAt } },
    );
  }

  appeal(id: string, text: string, at: number): Promise<BanRecord | undefined> {
    return this.#change(
      { $and: [{ _id: id, 'appeal.at': { $exists: false } }, this.#active()] },
      { $set: { appeal: { at: new Date(at), text } } },
    );
  }

  answer(id: string, answer: NonNullable<Appeal['answer']>): Promise<BanRecord | undefined> {
    return this.#change(
      { $and: [{ _id: id }, OPEN_APPEAL, this.#kept()] },
      { $set: { 'appeal.answer': { ...answer, at: new Date(answer.at) } } },
    );
  }

  async #change(filter: Filter<BanDocument>, update: UpdateFilter<BanDocument>): Promise<BanRecord | undefined> {
    const after = await this.#bans.findOneAndUpdate(filter, update, { returnDocument: 'after' });
    return after === null ? undefined : toBan(after);
  }

  /** @param limit none: 0 */
  async #list(filter: Filter<BanDocument>, limit = 0): Promise<readonly BanRecord[]> {
    return (await this.#bans.find(filter).sort({ _id: -1 }).limit(limit).toArray()).map(toBan);
  }

  #kept(): Filter<BanDocument> {
    return { $or: [{ goneAt: { $exists: false } }, { goneAt: { $gt: new Date(this.clock.now()) } }] };
  }

  #active(): Filter<BanDocument> {
    return { $and: [{ liftedAt: { $exists: false } }, this.#kept()] };
  }
}
