import { Schema, type Connection, type Model } from 'mongoose';

/** Conversations of a day as counted (collection `dayCounts`). */
export interface DayCountDocument {
  /** The day in UTC, YYYY-MM-DD. */
  _id: string;
  ended: number;
  thanked: number;
  expiresAt: Date;
}

const dayCountSchema = new Schema<DayCountDocument>(
  {
    _id: { type: String, required: true },
    ended: { type: Number, required: true },
    thanked: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

dayCountSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

/** The model of day counts on a connection. */
export function dayCountModel(connection: Connection): Model<DayCountDocument> {
  return connection.models['DayCount'] ?? connection.model<DayCountDocument>('DayCount', dayCountSchema, 'dayCounts');
}
