import type { Numbering, PublicId, Role, RoomId } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** A queue place as stored. */
export interface QueueDocument {
  type: Role;
  widen: boolean;
  enteredAt: Date;
  front: boolean;
  opensAt: Date;
}

/** A person as stored (collection `users`). To come: `place`. */
export interface UserDocument {
  _id: PublicId;
  gen: number;
  reg: string;
  device: string;
  store: string;
  attempt: number;
  server: string;
  /** Keyed hash of the network of the last register. */
  ipHash?: string;
  takeBreak: boolean;
  numbering?: Numbering;
  role?: Role;
  queue?: QueueDocument;
  room?: RoomId;
  lastRoom?: RoomId;
  owed?: RoomId[];
  joinFrom?: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

const queueSchema = new Schema<QueueDocument>(
  {
    // A field that is named `type` has to be spelt out, or mongoose takes it for the field's own type.
    type: { type: String, required: true },
    widen: { type: Boolean, required: true },
    enteredAt: { type: Date, required: true },
    front: { type: Boolean, required: true },
    opensAt: { type: Date, required: true },
  },
  { _id: false, strict: 'throw' },
);

const userSchema = new Schema<UserDocument>(
  {
    _id: { type: String, required: true },
    gen: { type: Number, required: true },
    reg: { type: String, required: true },
    device: { type: String, required: true },
    store: { type: String, required: true },
    attempt: { type: Number, required: true },
    server: { type: String, required: true },
    ipHash: String,
    takeBreak: { type: Boolean, required: true },
    numbering: String,
    role: String,
    queue: queueSchema,
    room: String,
    lastRoom: String,
    // Without a default: only who is owed something has it.
    owed: { type: [String], default: undefined },
    joinFrom: Date,
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

userSchema.index({ expiresAt: 1 }, { name: 'expiry', expireAfterSeconds: 0 });
// Few of the users wait: the index holds only them, in the order they are asked for.
userSchema.index(
  { 'queue.front': -1, 'queue.enteredAt': 1, _id: 1 },
  { name: 'queued', partialFilterExpression: { 'queue.enteredAt': { $exists: true } } },
);

// Each server of several looks after its own.
userSchema.index(
  { server: 1, 'queue.enteredAt': 1 },
  { name: 'waiting', partialFilterExpression: { 'queue.enteredAt': { $exists: true } } },
);

// Whom a server leaves behind when it dies: few of the users talk.
userSchema.index({ server: 1 }, { name: 'talking', partialFilterExpression: { room: { $exists: true } } });

/** The model of persons on a connection. */
export function userModel(connection: Connection): Model<UserDocument> {
  return connection.models['User'] ?? connection.model<UserDocument>('User', userSchema, 'users');
}
