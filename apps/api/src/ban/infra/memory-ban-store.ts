import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import { banGoneAt, isActive, type Appeal, type BanRecord, type BanStore } from '../ban-store.port.js';

const bansOf = perDatabase((database) => database.addTable<BanRecord>({ expiryOf: banGoneAt }));

/** Bans in memory. */
export class MemoryBanStore implements BanStore {
  readonly #bans: MemoryTable<BanRecord>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#bans = bansOf(database);
  }

  add(ban: BanRecord): Promise<void> {
    this.#bans.set(ban.id, ban);
    return Promise.resolve();
  }

  find(id: string): Promise<BanRecord | undefined> {
    return Promise.resolve(this.#kept().find((ban) => ban.id === id));
  }

  active(): Promise<readonly BanRecord[]> {
    return Promise.resolve(this.#kept().filter((ban) => isActive(ban, this.clock.now())));
  }

  list(which: 'active' | 'appealed' | 'all', limit: number): Promise<readonly BanRecord[]> {
    const now = this.clock.now();
    const isMeant = (ban: BanRecord): boolean => {
      if (which === 'active') return isActive(ban, now);
      return which === 'all' || (ban.appeal !== undefined && ban.appeal.answer === undefined);
    };
    return Promise.resolve(this.#kept().filter(isMeant).slice(0, limit));
  }

  ofDevices(devices: readonly string[]): Promise<readonly BanRecord[]> {
    return Promise.resolve(this.#kept().filter((ban) => ban.devices.some((device) => devices.includes(device))));
  }

  async countAppeals(): Promise<number> {
    return (await this.list('appealed', Number.POSITIVE_INFINITY)).length;
  }

  addDevice(id: string, device: string): Promise<void> {
    const ban = this.#bans.get(id);
    if (ban !== undefined && !ban.devices.includes(device)) {
      this.#bans.set(id, { ...ban, devices: [...ban.devices, device] });
    }
    return Promise.resolve();
  }

  lift(id: string, by: string, at: number): Promise<BanRecord | undefined> {
    const isOpen = (ban: BanRecord) => isActive(ban, this.clock.now());
    return this.#change(id, isOpen, (ban) => ({ ...ban, lifted: { at, by } }));
  }

  appeal(id: string, text: string, at: number): Promise<BanRecord | undefined> {
    const isOpen = (ban: BanRecord) => isActive(ban, this.clock.now()) && ban.appeal === undefined;
    return this.#change(id, isOpen, (ban) => ({ ...ban, appeal: { at, text } }));
  }

  answer(id: string, answer: NonNullable<Appeal['answer']>): Promise<BanRecord | undefined> {
    const isOpen = ({ appeal }: BanRecord) => appeal !== undefined && appeal.answer === undefined;
    return this.#change(id, isOpen, (ban) =>
      ban.appeal === undefined ? ban : { ...ban, appeal: { ...ban.appeal, answer } },
    );
  }

  #change(
    id: string,
    isOpen: (ban: BanRecord) => boolean,
    change: (ban: BanRecord) => BanRecord,
  ): Promise<BanRecord | undefined> {
    const ban = this.#kept().find((kept) => kept.id === id);
    if (ban === undefined || !isOpen(ban)) return Promise.resolve(undefined);
    const after = change(ban);
    this.#bans.set(id, after);
    return Promise.resolve(after);
  }

  /** Newest first. */
  #kept(): BanRecord[] {
    const now = this.clock.now();
    const kept = [...this.#bans.values()].filter((ban) => (banGoneAt(ban) ?? Number.POSITIVE_INFINITY) > now);
    return kept.sort((left, right) => (left.id < right.id ? 1 : -1));
  }
}
