import {
  sameContent,
  type Cursor,
  type Entry,
  type Gap,
  type LogItem,
  type NewEntry,
  type ReaderCursor,
} from '../../entry.js';
import { entryId, otherSlot, slotOf, type PublicId, type RoomId, type Slot, type StreamId } from '../../ids.js';
import { AHEAD_MAX, ITEMS_MAX, ITEMS_MAX_BYTES } from '../../limits.js';
import type { Role } from '../../queue.js';
import {
  readerCursor,
  type EndedRoom,
  type EndReason,
  type PartnerNow,
  type RoomClaim,
  type RoomEnd,
  type RoomPart,
  type RoomState,
} from '../../room.js';
import { FakeRefusal } from './refusal.js';

interface FakeMember {
  readonly publicId: PublicId;
  readonly role: Role;
}

interface FakeStream {
  readonly id: StreamId;
  readonly entries: Entry[];
}

/** How a fake room ended. */
export interface FakeEnd extends Pick<RoomPart, 'because' | 'note'> {
  readonly reason: EndReason;
  /** Absent: the system. */
  readonly by?: PublicId;
  readonly at: number;
  /** Who deleted its texts. */
  readonly deletedBy?: PublicId;
}

/** Ends that only the member who asked for them is told. */
const TOLD_AS_LEAVE: ReadonlySet<EndReason> = new Set(['block', 'report']);

/** A room in memory: the rules of the log for one server that never loses anything. */
export class FakeRoom {
  readonly createdAt = Date.now();
  readonly received: Record<Slot, ReaderCursor>;
  end: FakeEnd | undefined;
  readonly #members: Readonly<Record<Slot, FakeMember>>;
  readonly #streams: Readonly<Record<Slot, FakeStream[]>>;

  constructor(
    readonly id: RoomId,
    left: FakeMember,
    right: FakeMember,
    private readonly mint: () => StreamId,
  ) {
    const [a, b] = slotOf(left.publicId, right.publicId) === 'a' ? [left, right] : [right, left];
    this.#members = { a, b };
    this.#streams = { a: [{ id: mint(), entries: [] }], b: [{ id: mint(), entries: [] }] };
    this.received = { a: this.#start('b'), b: this.#start('a') };
  }

  /** Undefined for who is no member. */
  slotOf(publicId: PublicId): Slot | undefined {
    if (this.#members.a.publicId === publicId) return 'a';
    return this.#members.b.publicId === publicId ? 'b' : undefined;
  }

  memberAt(slot: Slot): FakeMember {
    return this.#members[slot];
  }

  /** Everything of one author, in stream order. */
  entriesOf(slot: Slot): readonly Entry[] {
    return this.#streams[slot].flatMap(({ entries }) => entries);
  }

  /** The room as `room:paired` tells it. */
  opened(slot: Slot, partner: PartnerNow): RoomState {
    const claim = {
      roomId: this.id,
      partnerId: this.#members[otherSlot(slot)].publicId,
      stream: this.#newest(slot).id,
      outboxFrom: 1,
      received: this.#start(otherSlot(slot)),
      own: this.#start(slot),
    };
    return this.state(slot, claim, partner);
  }

  /** The claim of a member whose entries the server numbers: it goes on in the stream there is. */
  servedClaim(slot: Slot, named: RoomClaim | undefined): RoomClaim {
    const { id, entries } = this.#newest(slot);
    return {
      roomId: this.id,
      partnerId: this.#members[otherSlot(slot)].publicId,
      stream: id,
      outboxFrom: entries.length + 1,
      received: named?.received ?? this.received[slot],
      own: named?.own ?? { stream: id, n: entries.length },
    };
  }

  /** Takes a claim as register and sync do, and answers with the room as that member sees it. */
  state(slot: Slot, claim: RoomClaim | undefined, partner: PartnerNow): RoomState {
    const before = this.#newest(slot);
    if (claim !== undefined && claim.outboxFrom > before.entries.length + 1 + AHEAD_MAX) throw invalid('outboxFrom');
    if (claim?.stream !== before.id) this.#streams[slot].push({ id: this.mint(), entries: [] });
    const stream = this.#newest(slot);
    if (claim !== undefined) this.received[slot] = readerCursor(claim);
    const { id, createdAt } = this;
    return {
      roomId: id,
      partner: { ...this.#members[otherSlot(slot)], ...partner },
      slot,
      stream: stream.id,
      accepted: stream.entries.length,
      delivered: this.received[otherSlot(slot)],
      clock: this.#clock(),
      ...this.#missing(slot, claim),
      createdAt,
      ageMs: Date.now() - createdAt,
      metBefore: false,
    };
  }

  /** The room after its end, for a member. */
  ended(slot: Slot, claim: RoomClaim | undefined): EndedRoom {
    const { createdAt } = this;
    const [partner, delivered] = [this.#members[otherSlot(slot)], this.received[otherSlot(slot)]];
    return { end: this.endFor(slot), partner, slot, createdAt, delivered, ...this.#missing(slot, claim) };
  }

  endFor(slot: Slot): RoomEnd {
    const { end } = this;
    if (end === undefined) throw new Error('the room has not ended');
    const { by, at, reason, deletedBy, ...words } = end;
    const me = this.#members[slot].publicId;
    return {
      roomId: this.id,
      reason: by !== me && TOLD_AS_LEAVE.has(reason) ? 'leave' : reason,
      by: by === undefined ? 'system' : by === me ? 'you' : 'partner',
      ...words,
      endedAt: at,
      ...(deletedBy === undefined ? {} : { deleted: deletedBy === me ? 'you' : 'partner' }),
      mine: this.#heads(slot),
      partner: this.#heads(otherSlot(slot)),
    };
  }

  /** Takes all of these entries or none; those that are new. */
  append(slot: Slot, stream: StreamId, entries: readonly NewEntry[]): readonly Entry[] {
    const log = this.#newest(slot);
    if (log.id !== stream) throw new FakeRefusal({ code: 'stale-stream', message: 'not your newest stream' });
    const accepted = log.entries.length;
    const first = entries[0]?.n ?? 1;
    if (first > accepted + 1) throw new FakeRefusal({ code: 'out-of-order', message: 'a hole', accepted });
    let lastT = this.entriesOf(slot).at(-1)?.t ?? 0;
    for (const [index, entry] of entries.entries()) {
      if (entry.n !== first + index) throw invalid('numbers');
      if (entry.kind !== 'text' && entries.some(({ nonce }) => nonce === entry.target)) throw invalid('target');
      const held = log.entries[entry.n - 1];
      if (held !== undefined) {
        if (!sameContent(held, entry)) throw new FakeRefusal({ code: 'conflict', message: 'used', accepted });
        continue;
      }
      if (entry.t <= lastT || entry.t > this.#clock() + AHEAD_MAX) throw invalid('t');
      lastT = entry.t;
    }
    const fresh = entries.filter(({ n }) => n > accepted).map((entry) => this.#stored(slot, stream, entry));
    log.entries.push(...fresh);
    return fresh;
  }

  accepted(slot: Slot): Cursor {
    return { stream: this.#newest(slot).id, n: this.#newest(slot).entries.length };
  }

  #stored(slot: Slot, stream: StreamId, entry: NewEntry): Entry {
    const { id: roomId } = this;
    const id = entryId(roomId, slot, stream, entry.n);
    return { ...entry, id, roomId, author: this.#members[slot].publicId, stream, at: Date.now() };
  }

  #missing(slot: Slot, claim: RoomClaim | undefined): Pick<RoomState, 'from' | 'items' | 'more' | 'continuity'> {
    const partner = otherSlot(slot);
    const from = { received: claim?.received ?? this.#start(partner), own: claim?.own ?? this.#start(slot) };
    if (this.end?.deletedBy !== undefined) return { from, items: [], more: false, continuity: 'proven' };
    const all = [...this.#after(partner, from.received), ...this.#after(slot, from.own)];
    const items = page(all);
    const isProven = claim !== undefined && items.every((item) => item.kind !== 'gap');
    return { from, items, more: items.length < all.length, continuity: isProven ? 'proven' : 'gap' };
  }

  #after(slot: Slot, from: Cursor): readonly LogItem[] {
    const items: LogItem[] = [];
    let cursor = from;
    for (const { id, entries } of this.#streams[slot]) {
      if (id < cursor.stream) continue;
      if (id !== cursor.stream) {
        const to = { stream: id, n: 0 };
        items.push(this.#gap(slot, cursor, to));
        cursor = to;
      }
      items.push(...entries.slice(cursor.n));
      cursor = { stream: id, n: Math.max(cursor.n, entries.length) };
    }
    return items;
  }

  #gap(slot: Slot, from: Cursor, to: Cursor): Gap {
    return { kind: 'gap', roomId: this.id, author: this.#members[slot].publicId, reason: 'stream', from, to };
  }

  #heads(slot: Slot): readonly Cursor[] {
    return this.#streams[slot].map(({ id, entries }) => ({ stream: id, n: entries.length }));
  }

  #clock(): number {
    return Math.max(0, ...[...this.entriesOf('a'), ...this.entriesOf('b')].map(({ t }) => t));
  }

  #start(slot: Slot): Cursor {
    return { stream: this.#streams[slot][0]?.id ?? '', n: 0 };
  }

  #newest(slot: Slot): FakeStream {
    const newest = this.#streams[slot].at(-1);
    if (newest === undefined) throw new Error('a room has a stream for each member');
    return newest;
  }
}

function invalid(field: string): FakeRefusal {
  return new FakeRefusal({ code: 'invalid', message: `${field} is out of bounds` });
}

/** As many as one answer may hold. */
function page(items: readonly LogItem[]): readonly LogItem[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return index === ITEMS_MAX || (index > 0 && bytes > ITEMS_MAX_BYTES);
  });
  return end === -1 ? items : items.slice(0, end);
}
