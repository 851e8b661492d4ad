import type { BySlot, EndRecord, RoomRecord } from '../room-store.port.js';
import type { CursorDocument, RoomDocument } from './room.schema.js';

/** A room as the services know it. */
export function toRoom(room: RoomDocument): RoomRecord {
  const end = toEnd(room);
  return {
    id: room._id,
    members: room.members,
    actors: room.actors,
    streams: room.streams,
    received: room.received,
    createdAt: room.createdAt.getTime(),
    metBefore: room.metBefore,
    ...(end !== undefined && { end }),
    ...(room.thanks !== undefined && { thanks: room.thanks }),
  };
}

/** An active room as stored. */
export function toRoomDocument(room: RoomRecord): RoomDocument {
  const [a, b] = room.members;
  return {
    _id: room.id,
    members: [{ ...a }, { ...b }],
    activeMembers: [a.id, b.id],
    actors: { a: { ...room.actors.a }, b: { ...room.actors.b } },
    streams: { a: room.streams.a.map((each) => ({ ...each })), b: room.streams.b.map((each) => ({ ...each })) },
    received: { a: { ...room.received.a }, b: { ...room.received.b } },
    createdAt: new Date(room.createdAt),
    metBefore: room.metBefore,
  };
}

/** Heads as stored. */
export function toHeads(heads: NonNullable<EndRecord['heads']>): Record<'a' | 'b', CursorDocument[]> {
  return { a: heads.a.map((each) => ({ ...each })), b: heads.b.map((each) => ({ ...each })) };
}

function toEnd(room: RoomDocument): EndRecord | undefined {
  const { endedAt, reason, endedBy, because, note, ofQuiet, deletedAt, deletedBy } = room;
  if (endedAt === undefined || reason === undefined) return undefined;
  const heads: BySlot<CursorDocument[]> | undefined = room.heads;
  return {
    at: endedAt.getTime(),
    reason,
    ...(endedBy !== undefined && { by: endedBy }),
    ...(because !== undefined && { because }),
    ...(note !== undefined && { note }),
    ...(ofQuiet === true && { ofQuiet }),
    ...(deletedAt !== undefined && deletedBy !== undefined && { deleted: { at: deletedAt.getTime(), by: deletedBy } }),
    ...(heads !== undefined && { heads }),
  };
}
