import { Schema, type Connection, type Model } from 'mongoose';

/** An appeal as stored. */
export interface AppealDocument {
  at: Date;
  text: string;
  answer?: { at: Date; by: string; decision: 'lift' | 'keep'; note?: string };
}

/** A ban as stored (collection `bans`). Devices and networks are keyed hashes. */
export interface BanDocument {
  /** A ULID. */
  _id: string;
  devices: string[];
  networks: string[];
  networkUntil?: Date;
  reason: string;
  at: Date;
  by: string;
  expiresAt?: Date;
  reportId?: string;
  liftedAt?: Date;
  liftedBy?: string;
  appeal?: AppealDocument;
  /** When it is forgotten; none while it holds for good. */
  goneAt?: Date;
}

const answerSchema = new Schema<NonNullable<AppealDocument['answer']>>(
  {
    at: { type: Date, required: true },
    by: { type: String, required: true },
    decision: { type: String, required: true },
    note: String,
  },
  { _id: false, strict: 'throw' },
);

const appealSchema = new Schema<AppealDocument>(
  { at: { type: Date, required: true }, text: { type: String, required: true }, answer: answerSchema },
  { _id: false, strict: 'throw' },
);

const banSchema = new Schema<BanDocument>(
  {
    _id: { type: String, required: true },
    devices: { type: [String], required: true },
    networks: { type: [String], required: true },
    networkUntil: Date,
    reason: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: String, required: true },
    expiresAt: Date,
    reportId: String,
    liftedAt: Date,
    liftedBy: String,
    appeal: appealSchema,
    goneAt: Date,
  },
  { versionKey: false, strict: 'throw' },
);

banSchema.index({ devices: 1 }, { name: 'by-device' });
banSchema.index({ 'appeal.at': 1 }, { name: 'appeals', partialFilterExpression: { 'appeal.at': { $exists: true } } });
banSchema.index({ goneAt: 1 }, { name: 'expiry', expireAfterSeconds: 0, sparse: true });

/** The model of bans on a connection. */
export function banModel(connection: Connection): Model<BanDocument> {
  return connection.models['Ban'] ?? connection.model<BanDocument>('Ban', banSchema, 'bans');
}
