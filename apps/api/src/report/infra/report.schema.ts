import type { CopiedText, EntryBody, Nonce, PublicId, ReportReason, Role, RoomId } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';
import type { ReportOutcome, ReportSide } from '../report-store.port.js';

interface PartyDocument {
  id: PublicId;
  device: string;
  role: Role;
}

/** An entry of the snapshot, as stored. */
export interface SnapshotDocument {
  by: ReportSide;
  kind: EntryBody['kind'];
  text?: string;
  replyTo?: Nonce;
  target?: Nonce;
  nonce: Nonce;
  at: Date;
}

/** A report as stored (collection `reports`). */
export interface ReportDocument {
  /** `<roomId>/<slot of the reporter>`. */
  _id: string;
  roomId: RoomId;
  at: Date;
  reason: ReportReason;
  /** Rank of its severity: 0 is read first. */
  rank: number;
  note?: string;
  reporter: PartyDocument;
  reported: PartyDocument;
  snapshot: SnapshotDocument[];
  deletedBy?: ReportSide;
  unverifiedCopy?: (Omit<CopiedText, 'at'> & { at: Date })[];
  weight: number;
  /** Absent while nobody has decided. */
  outcome?: ReportOutcome;
  decidedAt?: Date;
  decidedBy?: string;
  decisionNote?: string;
  banId?: string;
  expiresAt: Date;
}

const required = <T>(type: T): { type: T; required: true } => ({ type, required: true });
const nested = { _id: false, strict: 'throw' } as const;

const party = new Schema<PartyDocument>(
  { id: required(String), device: required(String), role: required(String) },
  nested,
);
const snapshot = new Schema<SnapshotDocument>(
  {
    by: required(String),
    kind: required(String),
    text: String,
    replyTo: String,
    target: String,
    nonce: required(String),
    at: required(Date),
  },
  nested,
);
const copied = new Schema({ by: required(String), text: required(String), at: required(Date) }, nested);

const reportSchema = new Schema<ReportDocument>(
  {
    _id: required(String),
    roomId: required(String),
    at: required(Date),
    reason: required(String),
    rank: required(Number),
    note: String,
    reporter: required(party),
    reported: required(party),
    snapshot: { type: [snapshot], required: true },
    deletedBy: String,
    unverifiedCopy: { type: [copied], default: undefined },
    weight: required(Number),
    outcome: String,
    decidedAt: Date,
    decidedBy: String,
    decisionNote: String,
    banId: String,
    expiresAt: required(Date),
  },
  { versionKey: false, strict: 'throw' },
);

reportSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });
reportSchema.index({ outcome: 1, rank: 1, at: 1, _id: 1 }, { name: 'queue' });
reportSchema.index({ 'reporter.device': 1, at: -1 }, { name: 'by-device' });
reportSchema.index({ 'reported.device': 1, at: -1 }, { name: 'about-device' });

/** The model of reports on a connection. */
export function reportModel(connection: Connection): Model<ReportDocument> {
  return connection.models['Report'] ?? connection.model<ReportDocument>('Report', reportSchema, 'reports');
}
