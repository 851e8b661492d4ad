import type { AuditEntry } from '@hearken/protocol';

/** An entry of the audit is kept a year. */
export const AUDIT_KEPT_MS = 365 * 24 * 60 * 60 * 1_000;

/** What operators did (collection `audit`). There is no way to change or remove an entry but time. */
export interface AuditStore {
  /** Ids are ULIDs: they sort by time. */
  add(entry: AuditEntry): Promise<void>;
  /** Newest first, below `before` where it is given. */
  page(limit: number, before?: string): Promise<readonly AuditEntry[]>;
  /** Everything kept, oldest first. */
  all(): AsyncIterable<AuditEntry>;
}
