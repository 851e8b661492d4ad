import type { MemoryDatabase } from '@api/platform/memory/memory-database';
import { memoryMessages } from '@api/room/infra/memory-messages';
import { memoryRooms } from '@api/room/infra/memory-rooms';
import type { RoomRecord, StreamRecord } from '@api/room/room-store.port';
import { SLOTS, entryId, type RoomId, type Slot } from '@hearken/protocol';

/** Whether a text stands in a room where whoever reads it from its start comes by: not above a hole, an end or a head. */
export function isReadable(truth: MemoryDatabase, roomId: RoomId, nonce: string): boolean {
  const room = memoryRooms(truth).get(roomId)?.room;
  if (room === undefined) return false;
  const messages = memoryMessages(truth);
  const standsIn = (slot: Slot, stream: StreamRecord): boolean => {
    const last = Math.min(headOf(room, slot, stream), stream.end ?? Number.POSITIVE_INFINITY);
    for (let n = 1; n <= last; n++) {
      const entry = messages.get(entryId(roomId, slot, stream.id, n))?.entry;
      if (entry?.nonce === nonce) return true;
      if (entry === undefined && n >= stream.heldBelow) return false;
    }
    return false;
  };
  return SLOTS.some((slot) => room.streams[slot].some((stream) => standsIn(slot, stream)));
}

/** Highest n of a stream that counts: all while the room is open. */
function headOf({ end }: RoomRecord, slot: Slot, { id }: StreamRecord): number {
  if (end === undefined) return Number.POSITIVE_INFINITY;
  return end.heads?.[slot].find(({ stream }) => stream === id)?.n ?? 0;
}
