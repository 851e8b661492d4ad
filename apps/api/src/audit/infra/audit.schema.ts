import type { AuditAct } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** One act of an operator as stored (collection `audit`). */
export interface AuditDocument {
  /** A ULID. */
  _id: string;
  at: Date;
  by: string;
  act: AuditAct;
  target?: string;
  note?: string;
  expiresAt: Date;
}

const auditSchema = new Schema<AuditDocument>(
  {
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: String, required: true },
    act: { type: String, required: true },
    target: String,
    note: String,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

auditSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

/** The model of the audit on a connection. */
export function auditModel(connection: Connection): Model<AuditDocument> {
  return connection.models['Audit'] ?? connection.model<AuditDocument>('Audit', auditSchema, 'audit');
}
