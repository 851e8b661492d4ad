import type { EndReason, Nonce, PartReason, PublicId, Role, RoomId, Slot, StreamId } from '@hearken/protocol';
import { Schema, type Connection, type Model } from 'mongoose';

/** A place in a stream, as stored. */
export interface CursorDocument {
  stream: StreamId;
  n: number;
}

/** What a reader holds, as stored. */
export interface ReaderCursorDocument extends CursorDocument {
  nonce?: Nonce;
}

interface MemberDocument {
  id: PublicId;
  slot: Slot;
  role: Role;
  device: string;
}

/** A room as stored (collection `rooms`). To come with the operators' side: each member's `place`. */
export interface RoomDocument {
  _id: RoomId;
  members: [MemberDocument, MemberDocument];
  /** The members' public ids while the room is active, empty afterwards: what the unique index is over (I5). */
  activeMembers: PublicId[];
  actors: Record<Slot, { gen: number; reg: string }>;
  streams: Record<Slot, { id: StreamId; heldBelow: number; end?: number }[]>;
  received: Record<Slot, ReaderCursorDocument>;
  heads?: Record<Slot, CursorDocument[]>;
  createdAt: Date;
  metBefore: boolean;
  endedAt?: Date;
  endedBy?: PublicId;
  reason?: EndReason;
  because?: PartReason;
  note?: string;
  ofQuiet?: boolean;
  /** Members who said that it helped. */
  thanks?: Slot[];
  /** A member had its texts deleted. */
  deletedAt?: Date;
  deletedBy?: PublicId;
  /** No read finds the room from then on. Set by its end. */
  expiresAt?: Date;
  /** Whether the entries of an ended room go by themselves; only then may the room be deleted. */
  retention?: 'pending' | 'done';
}

const required = <T>(type: T): { type: T; required: true } => ({ type, required: true });
const nested = { _id: false, strict: 'throw' } as const;

const cursor = new Schema<CursorDocument>({ stream: required(String), n: required(Number) }, nested);
const readerCursor = new Schema<ReaderCursorDocument>(
  { stream: required(String), n: required(Number), nonce: String },
  nested,
);
const actor = new Schema({ gen: required(Number), reg: required(String) }, nested);
const stream = new Schema({ id: required(String), heldBelow: required(Number), end: Number }, nested);
const member = new Schema<MemberDocument>(
  { id: required(String), slot: required(String), role: required(String), device: required(String) },
  nested,
);
const bySlot = (type: Schema | [Schema]): Schema => new Schema({ a: required(type), b: required(type) }, nested);

const roomSchema = new Schema<RoomDocument>(
  {
    _id: required(String),
    members: { type: [member], required: true },
    activeMembers: { type: [String], required: true },
    actors: required(bySlot(actor)),
    streams: required(bySlot([stream])),
    received: required(bySlot(readerCursor)),
    heads: bySlot([cursor]),
    createdAt: required(Date),
    metBefore: required(Boolean),
    endedAt: Date,
    endedBy: String,
    reason: String,
    because: String,
    note: String,
    ofQuiet: Boolean,
    thanks: { type: [String], default: undefined },
    deletedAt: Date,
    deletedBy: String,
    expiresAt: Date,
    retention: String,
  },
  { versionKey: false, strict: 'throw' },
);

/** The filter of an active room. Every query over `activeMembers` repeats it, or the partial index can't be used. */
export const IS_ACTIVE = { 'activeMembers.0': { $exists: true } } as const;

/** Name of the unique index over active members, for the query that walks all of it. */
export const ACTIVE_INDEX = 'one-active-room';

roomSchema.index({ activeMembers: 1 }, { name: ACTIVE_INDEX, unique: true, partialFilterExpression: IS_ACTIVE });
// A room outlives the mark on its entries: were it deleted first, nobody would know that they have to go.
roomSchema.index(
  { expiresAt: 1 },
  { name: 'expiry', expireAfterSeconds: 0, partialFilterExpression: { retention: 'done' } },
);
roomSchema.index({ endedAt: 1 }, { name: 'unexpired', partialFilterExpression: { retention: 'pending' } });

/** The model of rooms on a connection. */
export function roomModel(connection: Connection): Model<RoomDocument> {
  return connection.models['Room'] ?? connection.model<RoomDocument>('Room', roomSchema, 'rooms');
}
