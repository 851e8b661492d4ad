import {
  otherSlot,
  type Cursor,
  type EndReason,
  type Entry,
  type LogItem,
  type PublicId,
  type RoomEnd,
  type Slot,
} from '@hearken/protocol';
import type { StoredEntry } from '../message-store.port.js';
import type { EndRecord, MemberRecord, RoomRecord } from '../room-store.port.js';

/** A record whose room has ended and whose heads are fixed. */
export interface ClosedRecord extends RoomRecord {
  readonly end: EndRecord & { readonly heads: NonNullable<EndRecord['heads']> };
}

/** Whether the end of a room is fixed. */
export function isClosed(record: RoomRecord): record is ClosedRecord {
  return record.end?.heads !== undefined;
}

/** The member of a slot. */
export function memberOf(record: RoomRecord, slot: Slot): MemberRecord {
  return slot === 'a' ? record.members[0] : record.members[1];
}

/** The slot of a person, undefined when they are no member. */
export function slotIn(record: RoomRecord, publicId: PublicId): Slot | undefined {
  return record.members.find((member) => member.id === publicId)?.slot;
}

/** Ends that only the member who asked for them is told; to the other, that member has left. */
const TOLD_AS_LEAVE: ReadonlySet<EndReason> = new Set(['block', 'report']);

/** The end of a room as one member is told it. */
export function endFor(record: ClosedRecord, slot: Slot): RoomEnd {
  const { at, by, reason, because, note, heads, deleted } = record.end;
  const member = memberOf(record, slot).id;
  const isTheirs = by === member;
  return {
    roomId: record.id,
    reason: !isTheirs && TOLD_AS_LEAVE.has(reason) ? 'leave' : reason,
    by: by === undefined ? 'system' : isTheirs ? 'you' : 'partner',
    ...(because === undefined ? {} : { because }),
    ...(note === undefined ? {} : { note }),
    endedAt: at,
    ...(deleted === undefined ? {} : { deleted: deleted.by === member ? 'you' : 'partner' }),
    mine: heads[slot],
    partner: heads[otherSlot(slot)],
  };
}

/** Whether an end is one of a conversation that both had; what a lost database left unconfirmed is counted nowhere. */
export function countsAsConversation(reason: EndReason): boolean {
  return reason !== 'unconfirmed';
}

/** Ends after which nothing more is told of who parted: it would be heard as a word from them. */
const SAYS_NOTHING_MORE: ReadonlySet<EndReason> = new Set(['block', 'report', 'deleted']);

/** Whether a member has said that it helped, as far as the other may know. */
export function hasThanks({ end, thanks = [] }: RoomRecord, from: Slot): boolean {
  return end !== undefined && !SAYS_NOTHING_MORE.has(end.reason) && thanks.includes(from);
}

/** A stored entry as both members read it. */
export function toWire(stored: StoredEntry, author: PublicId): Entry {
  const { id, roomId, stream, n, t, nonce, at } = stored;
  // Field by field: every text goes through here, and a copy without one field is slow to make.
  const place = { id, roomId, author, stream, n, t, nonce, at };
  if (stored.kind !== 'text') return { ...place, kind: stored.kind, target: stored.target };
  const { text, replyTo } = stored;
  return replyTo === undefined ? { ...place, kind: 'text', text } : { ...place, kind: 'text', text, replyTo };
}

/** Whether a cursor is at or beyond a place of the same author. Streams ascend. */
function isAtOrBeyond(cursor: Cursor, place: Cursor): boolean {
  return cursor.stream === place.stream ? cursor.n >= place.n : cursor.stream > place.stream;
}

/** Whether a member's browser has not told yet that it holds everything the partner sent in an ended room. */
export function isOwed({ end, received }: ClosedRecord, slot: Slot): boolean {
  const last = end.heads[otherSlot(slot)].at(-1);
  // Of a deleted one there is nothing to be had any more.
  return end.deleted === undefined && last !== undefined && !isAtOrBeyond(received[slot], last);
}

/** Whether an answer holds a gap line for its reader. */
export function holdsGap(items: readonly LogItem[], reader: PublicId): boolean {
  return items.some((item) => item.kind === 'gap' && !(item.reason === 'stream' && item.author === reader));
}
