import type { SettingsDraft } from '@hearken/protocol';

/** The settings as stored: one record, whose revision grows by one with each change. */
export interface StoredSettings extends SettingsDraft {
  readonly changedAt: number;
  readonly changedBy: string;
}

/** What operators have set at run time (collection `settings`, one document). */
export interface SettingsStore {
  /** Undefined where nothing was ever set. */
  read(): Promise<StoredSettings | undefined>;
  /** Stores `next` if the revision before it is still the one that holds; whether it was. */
  write(next: StoredSettings): Promise<boolean>;
}
