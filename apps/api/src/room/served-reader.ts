import {
  otherSlot,
  type Cursor,
  type EndedRoom,
  type LogItem,
  type Partner,
  type ReaderCursor,
  type RoomClaim,
  type RoomEnd,
  type RoomState,
  type Slot,
} from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import type { LivePerson } from '../session/people.js';
import { readCursor, writeCursor, type MessageCursor } from './domain/message-cursor.js';
import { memberOf, slotIn } from './domain/room-view.js';
import { firstCursor } from './domain/streams.js';
import type { EndedRooms } from './ended-rooms.js';
import type { RoomEnder } from './room-ender.js';
import type { RoomResume } from './room-resume.js';
import type { RoomRecord, RoomStore } from './room-store.port.js';
import type { RoomService } from './room.service.js';
import type { ServedRoom, ServedRooms } from './served-rooms.js';

/** A page of a conversation, as a client reads it that keeps no cursors of its own. */
export interface MessagePage {
  readonly roomId: string;
  readonly slot: Slot;
  readonly partner: Pick<Partner, 'publicId' | 'role'>;
  readonly items: readonly LogItem[];
  /** To be given back as `after`. */
  readonly cursor: string;
  readonly more: boolean;
  /** Up to where the partner holds this person's messages. */
  readonly delivered: Cursor;
  /** How the conversation ended; absent while it is open. */
  readonly end?: RoomEnd;
}

/** What reading for a person needs of the rest. */
export interface ServedReaderParts {
  readonly served: ServedRooms;
  readonly rooms: RoomStore;
  readonly resume: RoomResume;
  readonly endedRooms: EndedRooms;
  readonly ender: RoomEnder;
  readonly service: () => RoomService;
  /** Registers a person with a room that the database does not know (design section 5); the room as they wait in it. */
  readonly claim: (person: LivePerson, claim: RoomClaim) => Promise<RoomState | undefined>;
}

/** Reads for a client that polls. What it was given counts as received (design section 10). */
export class ServedReader {
  constructor(private readonly parts: ServedReaderParts) {}

  /**
   * What stands after a cursor, or everything of the room they are in, or of the one they were in last.
   *
   * @throws {ChatError} invalid (no cursor of ours), not-member, wrong-state (in no conversation)
   */
  async read(person: LivePerson, after: string | undefined): Promise<MessagePage> {
    const cursor = after === undefined ? undefined : readCursor(after);
    if (after !== undefined && cursor === undefined) throw ChatError.invalid('after must be a cursor of an answer');
    const acting = await this.parts.served.acting(person);
    if (acting !== undefined && (cursor === undefined || cursor.roomId === acting.room.id)) {
      return this.#open(person, acting, cursor);
    }
    if (cursor !== undefined) return this.#named(person, cursor);
    const last = await this.parts.served.last(person);
    if (last === undefined) throw ChatError.of('wrong-state', 'you are in no conversation');
    return this.#ended(person, last.record, undefined);
  }

  async #open(person: LivePerson, acting: ServedRoom, after: MessageCursor | undefined): Promise<MessagePage> {
    const { room, slot } = acting;
    // Said once since this server holds the room: what the client holds may be above what a lost tail left.
    if (!room.claimed.has(slot)) await this.#claim(person, acting, after);
    else await this.parts.served.verified(acting, person);
    const partner = memberOf(room.record, otherSlot(slot));
    const from = after ?? startOf(room.record, slot);
    const page = await this.parts.resume.page(room.record, slot, from);
    const next = advanced({ ...from, roomId: room.id, partnerId: partner.id }, page.items, partner.id);
    if (isBeyond(next.received, room.received[slot])) {
      await this.parts.service().received(person, { roomId: room.id, received: heldAt(next) });
    }
    return {
      roomId: room.id,
      slot,
      partner: { publicId: partner.id, role: partner.role },
      items: page.items,
      cursor: writeCursor(next),
      more: page.more,
      delivered: placeOf(room.received[otherSlot(slot)]),
    };
  }

  async #claim(person: LivePerson, { room, slot }: ServedRoom, after: MessageCursor | undefined): Promise<void> {
    const said = after ?? { received: room.received[slot], own: startOf(room.record, slot).own };
    const partnerId = memberOf(room.record, otherSlot(slot)).id;
    const claim = { ...said, roomId: room.id, partnerId, outboxFrom: 1 };
    await this.parts.resume.open(room.record, person.record, claim);
  }

  /** A room that is not the one they are in: it has ended, or is not theirs. */
  async #named(person: LivePerson, cursor: MessageCursor): Promise<MessagePage> {
    const record = await this.parts.rooms.find(cursor.roomId);
    if (record === undefined) return this.#lost(person, cursor);
    if (record.end === undefined || slotIn(record, person.record.publicId) === undefined) {
      throw ChatError.of('not-member', 'this room is not yours');
    }
    return this.#ended(person, record, cursor);
  }

  /** A room that no database knows: the partner may name it too, and then it goes on. */
  async #lost(person: LivePerson, cursor: MessageCursor): Promise<MessagePage> {
    const { roomId, partnerId, own } = cursor;
    const claim = { ...cursor, stream: own.stream, outboxFrom: own.n + 1 };
    const room = await this.parts.claim(person, claim);
    if (room?.roomId !== roomId) throw ChatError.of('not-member', 'this room is not yours');
    const next = advanced(cursor, room.items, partnerId);
    return {
      roomId,
      slot: room.slot,
      partner: { publicId: room.partner.publicId, role: room.partner.role },
      items: room.items,
      cursor: writeCursor(next),
      more: room.more,
      delivered: placeOf(room.delivered),
    };
  }

  async #ended(person: LivePerson, record: RoomRecord, after: MessageCursor | undefined): Promise<MessagePage> {
    const closed = await this.parts.ender.close(record);
    const slot = slotIn(closed, person.record.publicId) ?? 'a';
    const partnerId = memberOf(closed, otherSlot(slot)).id;
    const from = after ?? startOf(closed, slot);
    const claim = { ...from, roomId: closed.id, partnerId, outboxFrom: 1 };
    const state: EndedRoom = await this.parts.endedRooms.read(closed, person.record, claim);
    const next = advanced({ ...from, roomId: closed.id, partnerId }, state.items, partnerId);
    await this.parts.endedRooms.note(closed, person.record, heldAt(next));
    return {
      roomId: closed.id,
      slot,
      partner: state.partner,
      items: state.items,
      cursor: writeCursor(next),
      more: state.more,
      delivered: placeOf(state.delivered),
      end: state.end,
    };
  }
}

/** What a client holds of the partner, with the entry it stands at. */
function heldAt({ received, receivedNonce: nonce }: MessageCursor): ReaderCursor {
  return nonce === undefined ? received : { ...received, nonce };
}

/** A place alone: a client that numbers nothing has no use for more. */
function placeOf({ stream, n }: ReaderCursor): Cursor {
  return { stream, n };
}

function isBeyond(next: Cursor, known: Cursor): boolean {
  return next.stream === known.stream ? next.n > known.n : next.stream > known.stream;
}

function startOf(record: RoomRecord, slot: Slot): Omit<MessageCursor, 'roomId' | 'partnerId'> {
  return { received: firstCursor(record, otherSlot(slot)), own: firstCursor(record, slot) };
}

/** The cursor moved over what was given. */
function advanced(from: MessageCursor, items: readonly LogItem[], partnerId: string): MessageCursor {
  let cursor = from;
  for (const item of items) {
    const place = item.kind === 'gap' ? item.to : { stream: item.stream, n: item.n };
    if (item.author !== partnerId) {
      cursor = { ...cursor, own: place };
      continue;
    }
    const { receivedNonce: _, ...rest } = cursor;
    cursor =
      item.kind === 'gap' ? { ...rest, received: place } : { ...rest, received: place, receivedNonce: item.nonce };
  }
  return cursor;
}
