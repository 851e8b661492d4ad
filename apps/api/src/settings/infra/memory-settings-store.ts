import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import type { SettingsStore, StoredSettings } from '../settings-store.port.js';

const ONLY = 'site';
const settingsOf = perDatabase((database) => database.addTable<StoredSettings>());

/** The settings in memory. */
export class MemorySettingsStore implements SettingsStore {
  readonly #settings: MemoryTable<StoredSettings>;

  constructor(database: MemoryDatabase) {
    this.#settings = settingsOf(database);
  }

  read(): Promise<StoredSettings | undefined> {
    return Promise.resolve(this.#settings.get(ONLY));
  }

  write(next: StoredSettings): Promise<boolean> {
    const isNext = (this.#settings.get(ONLY)?.revision ?? 0) === next.revision - 1;
    if (isNext) this.#settings.set(ONLY, next);
    return Promise.resolve(isNext);
  }
}
