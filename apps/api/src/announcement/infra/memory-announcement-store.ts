import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import {
  ANNOUNCEMENT_KEPT_MS,
  type AnnouncementRecord,
  type AnnouncementStore,
  type NewAnnouncement,
} from '../announcement-store.port.js';

const goneAt = ({ at, expiresAt }: AnnouncementRecord): number => Math.max(at, expiresAt ?? at) + ANNOUNCEMENT_KEPT_MS;

const announcementsOf = perDatabase((database) => database.addTable<AnnouncementRecord>({ expiryOf: goneAt }));

/** Announcements in memory. */
export class MemoryAnnouncementStore implements AnnouncementStore {
  readonly #announcements: MemoryTable<AnnouncementRecord>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#announcements = announcementsOf(database);
  }

  add(announcement: NewAnnouncement, at: number): Promise<AnnouncementRecord> {
    let id = at;
    while (this.#announcements.get(String(id)) !== undefined) id += 1;
    const record = { ...announcement, id, at, reached: 0 };
    this.#announcements.set(String(id), record);
    return Promise.resolve(record);
  }

  list(limit: number): Promise<readonly AnnouncementRecord[]> {
    return Promise.resolve(
      this.#kept()
        .sort((left, right) => right.id - left.id)
        .slice(0, limit),
    );
  }

  recent(from: number, now: number): Promise<readonly AnnouncementRecord[]> {
    return Promise.resolve(
      this.#kept()
        .filter(({ id, expiresAt }) => id >= from || (expiresAt ?? 0) > now)
        .sort((left, right) => left.id - right.id),
    );
  }

  withdraw(id: number, by: string, at: number): Promise<AnnouncementRecord | undefined> {
    const found = this.#kept().find((record) => record.id === id);
    if (found === undefined || found.withdrawn !== undefined) return Promise.resolve(undefined);
    const after = { ...found, withdrawn: { at, by } };
    this.#announcements.set(String(id), after);
    return Promise.resolve(after);
  }

  addReached(id: number, people: number): Promise<void> {
    const found = this.#announcements.get(String(id));
    if (found !== undefined) this.#announcements.set(String(id), { ...found, reached: found.reached + people });
    return Promise.resolve();
  }

  #kept(): AnnouncementRecord[] {
    const now = this.clock.now();
    return [...this.#announcements.values()].filter((record) => goneAt(record) > now);
  }
}
