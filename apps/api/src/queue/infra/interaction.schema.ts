import { Schema, type Connection, type Model } from 'mongoose';

/** What two devices have to do with each other, as stored (collection `interactions`). */
export interface InteractionDocument {
  /** `<device>|<device>`, sorted. */
  _id: string;
  devices: [string, string];
  /** The last meeting, or the block. */
  at: Date;
  blocked: boolean;
  /** HAVE_MET_MS after the meeting. A block never expires (I7). */
  expiresAt?: Date;
}

const interactionSchema = new Schema<InteractionDocument>(
  {
    _id: { type: String, required: true },
    devices: { type: [String], required: true },
    at: { type: Date, required: true },
    blocked: { type: Boolean, required: true },
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw' },
);

interactionSchema.index({ devices: 1, blocked: 1, at: -1 }, { name: 'by-device' });
interactionSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0, sparse: true });

/** The model of interactions on a connection. */
export function interactionModel(connection: Connection): Model<InteractionDocument> {
  return (
    connection.models['Interaction'] ??
    connection.model<InteractionDocument>('Interaction', interactionSchema, 'interactions')
  );
}
