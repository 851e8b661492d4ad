import type { BrowserErrorGroup, BrowserErrorReport } from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import { BROWSER_ERROR_KEPT_MS, type BrowserErrorStore } from '../browser-error-store.port.js';

const groupsOf = perDatabase((database) =>
  database.addTable<BrowserErrorGroup>({ expiryOf: ({ lastAt }) => lastAt + BROWSER_ERROR_KEPT_MS }),
);

/** Faults of pages in memory. */
export class MemoryBrowserErrorStore implements BrowserErrorStore {
  readonly #groups: MemoryTable<BrowserErrorGroup>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#groups = groupsOf(database);
  }

  add(id: string, report: BrowserErrorReport, at: number, groupsMax: number): Promise<boolean> {
    const { page, browser, ...rest } = report;
    const held = this.#kept().find((group) => group.id === id);
    if (held === undefined && this.#kept().length >= groupsMax) return Promise.resolve(false);
    this.#groups.set(id, {
      id,
      ...rest,
      count: (held?.count ?? 0) + 1,
      firstAt: held?.firstAt ?? at,
      lastAt: at,
      pages: [...new Set([...(held?.pages ?? []), page])],
      browsers: [...new Set([...(held?.browsers ?? []), browser])],
    });
    return Promise.resolve(true);
  }

  list(limit: number): Promise<readonly BrowserErrorGroup[]> {
    return Promise.resolve(
      this.#kept()
        .sort((left, right) => right.lastAt - left.lastAt)
        .slice(0, limit),
    );
  }

  #kept(): BrowserErrorGroup[] {
    const now = this.clock.now();
    return [...this.#groups.values()].filter(({ lastAt }) => lastAt + BROWSER_ERROR_KEPT_MS > now);
  }
}
