import type { DayCount } from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import { DAY_COUNT_KEPT_MS, type DayCountStore } from '../day-count-store.port.js';

const expiryOf = ({ day }: DayCount): number => Date.parse(day) + DAY_COUNT_KEPT_MS;

const daysOf = perDatabase((database) => database.addTable<DayCount>({ expiryOf }));

/** Day counts in memory. */
export class MemoryDayCountStore implements DayCountStore {
  readonly #days: MemoryTable<DayCount>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#days = daysOf(database);
  }

  add({ day, ended, thanked }: DayCount): Promise<void> {
    const held = this.#days.get(day);
    this.#days.set(day, { day, ended: (held?.ended ?? 0) + ended, thanked: (held?.thanked ?? 0) + thanked });
    return Promise.resolve();
  }

  since(day: string): Promise<readonly DayCount[]> {
    const now = this.clock.now();
    return Promise.resolve(
      [...this.#days.values()]
        .filter((count) => count.day >= day && expiryOf(count) > now)
        .sort((left, right) => (left.day < right.day ? -1 : 1)),
    );
  }
}
