import type { EntryBody, EntryId, Nonce } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** An entry as stored (collection `messages`). Room, slot, stream and n stand in the key, and nowhere else. */
export interface MessageDocument {
  _id: EntryId;
  kind: EntryBody['kind'];
  text?: string;
  replyTo?: Nonce;
  target?: Nonce;
  t: number;
  at: Date;
  nonce: Nonce;
  /** Absent while the room is open. */
  expiresAt?: Date;
}

const messageSchema = new Schema<MessageDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true, enum: ['text', 'like', 'unlike'] },
    text: String,
    replyTo: String,
    target: String,
    t: { type: Number, required: true },
    at: { type: Date, required: true },
    nonce: { type: String, required: true },
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw' },
);

messageSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0, sparse: true });

/** The model of entries on a connection. */
export function messageModel(connection: Connection): Model<MessageDocument> {
  return connection.models['Message'] ?? connection.model<MessageDocument>('Message', messageSchema, 'messages');
}
