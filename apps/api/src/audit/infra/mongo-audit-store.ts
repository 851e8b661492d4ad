import type { AuditEntry } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { AUDIT_KEPT_MS, type AuditStore } from '../audit-store.port.js';
import { auditModel, type AuditDocument } from './audit.schema.js';

/** The audit in MongoDB: inserted and read, never updated. */
export class MongoAuditStore implements AuditStore {
  readonly #entries: Collection<AuditDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#entries = nativeCollection(auditModel(connection));
  }

  async add({ id, at, ...rest }: AuditEntry): Promise<void> {
    await this.#entries.insertOne({ _id: id, at: new Date(at), ...rest, expiresAt: new Date(at + AUDIT_KEPT_MS) });
  }

  async page(limit: number, before?: string): Promise<readonly AuditEntry[]> {
    const found = await this.#entries
      .find({ ...this.#kept(), ...(before !== undefined && { _id: { $lt: before } }) })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
    return found.map(toEntry);
  }

  async *all(): AsyncIterable<AuditEntry> {
    for await (const found of this.#entries.find(this.#kept()).sort({ _id: 1 })) yield toEntry(found);
  }

  #kept(): { expiresAt: { $gt: Date } } {
    return { expiresAt: { $gt: new Date(this.clock.now()) } };
  }
}

function toEntry({ _id, at, by, act, target, note }: AuditDocument): AuditEntry {
  return {
    id: _id,
    at: at.getTime(),
    by,
    act,
    ...(target !== undefined && { target }),
    ...(note !== undefined && { note }),
  };
}
