import type { BrowserErrorGroup, BrowserErrorReport } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { BROWSER_ERROR_KEPT_MS, type BrowserErrorStore } from '../browser-error-store.port.js';
import { browserErrorModel, type BrowserErrorDocument } from './browser-error.schema.js';

/** Faults of pages in MongoDB. */
export class MongoBrowserErrorStore implements BrowserErrorStore {
  readonly #groups: Collection<BrowserErrorDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#groups = nativeCollection(browserErrorModel(connection));
  }

  async add(id: string, report: BrowserErrorReport, at: number, groupsMax: number): Promise<boolean> {
    const { page, browser, frames, ...rest } = report;
    const change = {
      $inc: { count: 1 },
      $set: { lastAt: new Date(at), expiresAt: new Date(at + BROWSER_ERROR_KEPT_MS) },
      $addToSet: { pages: page, browsers: browser },
    };
    if ((await this.#groups.updateOne({ _id: id }, change)).matchedCount === 1) return true;
    if ((await this.#groups.estimatedDocumentCount()) >= groupsMax) return false;
    const first = { $setOnInsert: { ...rest, frames: [...frames], firstAt: new Date(at) } };
    await this.#groups.updateOne({ _id: id }, { ...change, ...first }, { upsert: true });
    return true;
  }

  async list(limit: number): Promise<readonly BrowserErrorGroup[]> {
    const found = await this.#groups
      .find({ expiresAt: { $gt: new Date(this.clock.now()) } })
      .sort({ lastAt: -1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id, firstAt, lastAt, expiresAt: _expiresAt, ...rest }) => ({
      id: _id,
      ...rest,
      firstAt: firstAt.getTime(),
      lastAt: lastAt.getTime(),
    }));
  }
}
