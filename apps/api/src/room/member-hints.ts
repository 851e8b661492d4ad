import { otherSlot, type PublicId, type ReaderCursor, type RoomId, type Slot } from '@hearken/protocol';
import type { HintBus } from '../realtime/hint-bus.port.js';
import { memberOf } from './domain/room-view.js';
import type { RoomRecord } from './room-store.port.js';

type Publisher = Pick<HintBus, 'publish'>;

/** Tells a member that there is something to be read, or to be said, in a room. */
export function askToSync(hints: Publisher, to: PublicId, roomId: RoomId): void {
  hints.publish({ kind: 'push', to, event: 'room:changed', payload: { roomId } });
}

/** The same for the member of a slot. */
export function askSlotToSync(hints: Publisher, record: RoomRecord, slot: Slot): void {
  askToSync(hints, memberOf(record, slot).id, record.id);
}

/**
 * The other member goes on in a room: the one of this slot is asked to sync, unless the server they are on knows that they
 * hold it for open.
 */
export function tellGoneOn(hints: Publisher, record: RoomRecord, slot: Slot): void {
  hints.publish({ kind: 'gone-on', to: memberOf(record, slot).id, roomId: record.id });
}

/** Tells the partner of `reader` up to where that reader's browser holds their entries. */
export function tellDelivered(hints: Publisher, record: RoomRecord, reader: Slot, delivered: ReaderCursor): void {
  const to = memberOf(record, otherSlot(reader)).id;
  hints.publish({ kind: 'push', to, event: 'room:delivered', payload: { roomId: record.id, delivered } });
}
