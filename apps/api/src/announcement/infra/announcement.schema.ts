import type { Audience } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** Words of the operators as stored (collection `announcements`). */
export interface AnnouncementDocument {
  /** Server time of sending in ms, plus one while taken. */
  _id: number;
  audience: Audience['audience'];
  /** Role, room id or public id; none for `all`. */
  target?: string;
  text: string;
  by: string;
  at: Date;
  expiresAt?: Date;
  restartAt?: Date;
  withdrawnAt?: Date;
  withdrawnBy?: string;
  reached: number;
  /** ANNOUNCEMENT_KEPT_MS after it was sent or has expired. */
  goneAt: Date;
}

const announcementSchema = new Schema<AnnouncementDocument>(
  {
    _id: { type: Number, required: true },
    audience: { type: String, required: true },
    target: String,
    text: { type: String, required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
    expiresAt: Date,
    restartAt: Date,
    withdrawnAt: Date,
    withdrawnBy: String,
    reached: { type: Number, required: true },
    goneAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

announcementSchema.index({ expiresAt: 1 }, { name: 'by-expiry', sparse: true });
announcementSchema.index({ goneAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });

/** The model of announcements on a connection. */
export function announcementModel(connection: Connection): Model<AnnouncementDocument> {
  return (
    connection.models['Announcement'] ??
    connection.model<AnnouncementDocument>('Announcement', announcementSchema, 'announcements')
  );
}
