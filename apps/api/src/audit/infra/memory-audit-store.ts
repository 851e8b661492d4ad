import type { AuditEntry } from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import { AUDIT_KEPT_MS, type AuditStore } from '../audit-store.port.js';

const auditOf = perDatabase((database) => database.addTable<AuditEntry>({ expiryOf: ({ at }) => at + AUDIT_KEPT_MS }));

/** The audit in memory. */
export class MemoryAuditStore implements AuditStore {
  readonly #entries: MemoryTable<AuditEntry>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#entries = auditOf(database);
  }

  add(entry: AuditEntry): Promise<void> {
    if (this.#entries.get(entry.id) !== undefined) return Promise.reject(new Error('this entry is written already'));
    this.#entries.set(entry.id, entry);
    return Promise.resolve();
  }

  page(limit: number, before?: string): Promise<readonly AuditEntry[]> {
    const newest = this.#kept().reverse();
    return Promise.resolve(newest.filter(({ id }) => before === undefined || id < before).slice(0, limit));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what is in memory needs no waiting, but the port does
  async *all(): AsyncIterable<AuditEntry> {
    yield* this.#kept();
  }

  #kept(): AuditEntry[] {
    const now = this.clock.now();
    const kept = [...this.#entries.values()].filter(({ at }) => at + AUDIT_KEPT_MS > now);
    return kept.sort((left, right) => (left.id < right.id ? -1 : 1));
  }
}
