import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import type { SettingsStore, StoredSettings } from '../settings-store.port.js';
import { settingsModel, type SettingsDocument } from './settings.schema.js';

/** The settings in MongoDB. */
export class MongoSettingsStore implements SettingsStore {
  readonly #settings: Collection<SettingsDocument>;

  constructor(connection: Connection) {
    this.#settings = nativeCollection(settingsModel(connection));
  }

  async read(): Promise<StoredSettings | undefined> {
    const found = await this.#settings.findOne({ _id: 'site' });
    if (found === null) return undefined;
    const { _id, changedAt, ...rest } = found;
    return { ...rest, changedAt: changedAt.getTime() };
  }

  async write({ changedAt, ...next }: StoredSettings): Promise<boolean> {
    const document: SettingsDocument = { _id: 'site', ...next, changedAt: new Date(changedAt) };
    if (next.revision > 1) {
      const { matchedCount } = await this.#settings.replaceOne({ _id: 'site', revision: next.revision - 1 }, document);
      return matchedCount === 1;
    }
    try {
      await this.#settings.insertOne(document);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
