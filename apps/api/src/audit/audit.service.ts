import { ADMIN_PAGE_MAX, type AuditAct, type AuditEntry, type AuditPage } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { Ids } from '../platform/ids.js';
import type { AuditStore } from './audit-store.port.js';

/** What the service is made of. */
export interface AuditParts {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What goes with an act. */
export interface AuditDetails {
  /** Id of what it was done to. */
  readonly target?: string | undefined;
  readonly note?: string | undefined;
}

/** Every act of an operator, written down once and never changed. */
export class AuditService {
  #last: string | undefined;

  constructor(private readonly parts: AuditParts) {}

  /** Resolves when the entry is durable: an act that can't be written down is not done silently. */
  async note(by: string, act: AuditAct, { target, note }: AuditDetails = {}): Promise<void> {
    const { store, clock, ids } = this.parts;
    const at = clock.now();
    // Above the last one: entries of one moment keep their order.
    const id = ids.ulid(at, this.#last);
    this.#last = id;
    await store.add({ id, at, by, act, ...(target !== undefined && { target }), ...(note !== undefined && { note }) });
  }

  async page(before?: string): Promise<AuditPage> {
    const entries = await this.parts.store.page(ADMIN_PAGE_MAX, before);
    const last = entries.at(-1);
    return entries.length < ADMIN_PAGE_MAX || last === undefined ? { entries } : { entries, next: last.id };
  }

  /** Everything, oldest first. */
  all(): AsyncIterable<AuditEntry> {
    return this.parts.store.all();
  }
}
