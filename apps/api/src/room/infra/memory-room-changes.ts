import { otherSlot, type Cursor, type Slot, type StreamId } from '@hearken/protocol';
import type { Actor, BySlot, Resume, RoomRecord, StreamRecord } from '../room-store.port.js';

/** Whether `actor` is the registration that acts in the room. */
export function isActing(room: RoomRecord, slot: Slot, actor: Actor): boolean {
  return room.actors[slot].gen === actor.gen && room.actors[slot].reg === actor.reg;
}

/** Whether `actor` may become the one that acts: gen only rises, and one gen belongs to one registration. */
export function mayAct(room: RoomRecord, slot: Slot, actor: Actor): boolean {
  return actor.gen > room.actors[slot].gen || isActing(room, slot, actor);
}

/** Whether a cursor is at or beyond another, in the order of an author's streams. */
export function isAtOrAbove(cursor: Cursor, other: Cursor): boolean {
  return cursor.stream === other.stream ? cursor.n >= other.n : cursor.stream > other.stream;
}

/** The room after a resume that is allowed. */
export function resumed(room: RoomRecord, { slot, actor, received, list, listPartner }: Resume): RoomRecord {
  return {
    ...room,
    actors: withSlot(room.actors, slot, actor),
    received: received === undefined ? room.received : withSlot(room.received, slot, received),
    streams: listed(listed(room.streams, slot, list), otherSlot(slot), listPartner),
  };
}

/** The lists with `stream` at the end of one author's, where it is above all of that author's. */
function listed(
  streams: BySlot<readonly StreamRecord[]>,
  slot: Slot,
  stream: StreamId | undefined,
): BySlot<readonly StreamRecord[]> {
  const newest = streams[slot].at(-1);
  if (stream === undefined || (newest !== undefined && newest.id >= stream)) return streams;
  return withSlot(streams, slot, [...streams[slot], { id: stream, heldBelow: 1 }]);
}

function withSlot<T>(values: BySlot<T>, slot: Slot, value: T): BySlot<T> {
  return slot === 'a' ? { a: value, b: values.b } : { a: values.a, b: value };
}
