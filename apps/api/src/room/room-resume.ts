import {
  AHEAD_MAX,
  ITEMS_MAX,
  N_MAX,
  SLOTS,
  otherSlot,
  readerCursor,
  type Cursor,
  type EndedRoom,
  type Numbering,
  type PartnerNow,
  type PublicId,
  type ReaderCursor,
  type RoomClaim,
  type RoomState,
  type Slot,
} from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import type { Ids } from '../platform/ids.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { Registration } from '../session/person-store.port.js';
import { endFor, hasThanks, holdsGap, memberOf, slotIn, type ClosedRecord } from './domain/room-view.js';
import { chooseStream, firstCursor, isPlausible, newestStream } from './domain/streams.js';
import type { LiveRoom, LiveRooms } from './live-room.js';
import { LogReader, type Page, type ReadFrom } from './log-reader.js';
import type { MessageStore, StreamRef, Tail } from './message-store.port.js';
import type { RoomRecord, RoomStore, StreamRecord } from './room-store.port.js';
import { StreamSeals } from './stream-seals.js';

/** What going on in a room needs of the rest. */
export interface RoomResumeParts {
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly live: LiveRooms;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly rules: ServerRules;
  readonly partnerNow: (publicId: PublicId) => PartnerNow;
  /** Whether this server still believes to hold the registration. */
  readonly isSeated: (holder: Registration) => boolean;
}

/** A registration, and who numbers under it. */
export type Holder = Registration & { readonly numbering: Numbering };

/** A member who goes on in a room, with what their browser says it holds. */
interface Claimant {
  readonly slot: Slot;
  readonly holder: Registration;
  readonly claim: RoomClaim | undefined;
}

/** The member's part of register and of sync: proves or disproves continuity both ways (docs/log.md, rules 11 to 14). */
export class RoomResume {
  readonly #reader: LogReader;
  readonly #seals: StreamSeals;

  constructor(private readonly parts: RoomResumeParts) {
    this.#reader = new LogReader(parts.messages);
    this.#seals = new StreamSeals(parts);
  }

  /**
   * Makes this registration the one that acts in an active room, and answers everything its browser needs.
   *
   * @param claim what the browser says it holds; absent for a browser without a store
   * @returns the state, or undefined when the room is unknown or has ended meanwhile
   * @throws {ChatError} replaced when a newer registration acts; invalid when the claim is out of bounds
   */
  async open(known: RoomRecord, holder: Holder, claim: RoomClaim | undefined): Promise<RoomState | undefined> {
    const slot = slotIn(known, holder.publicId);
    if (slot === undefined) throw ChatError.of('not-member', 'this room is not yours');
    const hasSaid = claim !== undefined || holder.numbering === 'browser';
    const said = holder.numbering === 'server' ? await this.#served(known, slot, claim) : claim;
    const state = await this.#open(known, { slot, holder, claim: said ?? (await this.#untouched(known, slot)) });
    if (state !== undefined && hasSaid) this.parts.live.get(known.id)?.claimed.add(slot);
    return state;
  }

  /**
   * Asks the other member of a room to sync, where they have said nothing of it since this server holds it: a tail may
   * have taken an end that they were told of, and who only knows the room as ended does not ask by themselves.
   */
  askOther(known: RoomRecord, publicId: PublicId): void {
    const slot = slotIn(known, publicId);
    if (slot === undefined || this.parts.live.get(known.id)?.claimed.has(otherSlot(slot)) === true) return;
    this.#askToSync(known, otherSlot(slot));
  }

  /** What a member whose entries the server numbers misses of an open room, after these cursors. */
  async page(
    known: RoomRecord,
    slot: Slot,
    after: RoomState['from'] & Pick<RoomClaim, 'receivedNonce'>,
  ): Promise<Page> {
    const record = (await this.#seals.sealed(known)) ?? known;
    return this.#reader.page(record, ordered(slot, after, after), async (writer, stream) => {
      return stream.end ?? (await this.#tail(record, writer, stream)).accepted;
    });
  }

  /**
   * The claim of a member whose entries the server numbers: the server keeps one stream for them, and goes on above its
   * own last one, above what the partner holds, and above what the member was told; below that is a held note's matter.
   */
  async #served(known: RoomRecord, slot: Slot, said: RoomClaim | undefined): Promise<RoomClaim> {
    const partner = otherSlot(slot);
    const live = this.parts.live.get(known.id);
    const newest = newestStream(known, slot);
    const own = said?.own;
    const isFromLostTail =
      own !== undefined && own.stream > newest.id && isPlausible(own.stream, this.parts.clock.now());
    const stream = isFromLostTail ? own.stream : newest.id;
    const accepted = isFromLostTail ? 0 : (await this.#tail(known, slot, newest)).accepted;
    const last = await this.#lastStored({ roomId: known.id, slot, stream }, accepted);
    const held = (live?.received ?? known.received)[partner];
    const log = live?.authors.get(slot);
    const told = log && { stream: log.stream, n: log.accepted };
    const inStream = (cursor: Cursor | undefined): number => (cursor?.stream === stream ? cursor.n : 0);
    return {
      roomId: known.id,
      partnerId: memberOf(known, partner).id,
      stream,
      outboxFrom: Math.max(last, inStream(held), inStream(told), inStream(said?.own)) + 1,
      received: said?.received ?? (live?.received ?? known.received)[slot],
      own: own ?? { stream, n: accepted },
      ...(said?.receivedNonce === undefined ? {} : { receivedNonce: said.receivedNonce }),
    };
  }

  /** Highest n that is stored at all, also above a hole. */
  async #lastStored(stream: StreamRef, accepted: number): Promise<number> {
    let last = accepted;
    for (;;) {
      const above = await this.parts.messages.read(stream, last, N_MAX, ITEMS_MAX);
      const highest = above.at(-1);
      if (highest === undefined) return last;
      last = highest.n;
    }
  }

  async #open(known: RoomRecord, member: Claimant): Promise<RoomState | undefined> {
    const { slot, holder, claim } = member;
    const choice = chooseStream(known, slot, claim, { ids: this.parts.ids, now: this.parts.clock.now() });
    const received = claim === undefined ? firstCursor(known, otherSlot(slot)) : readerCursor(claim);
    const actor = { gen: holder.gen, reg: holder.reg };
    const room = this.parts.live.take(known);
    // Marked before the update is sent: nothing that comes under the older registration is acknowledged from here on.
    // Who is seated decides, not gen alone: the database may have lost gens that this memory has seen.
    if (!this.parts.isSeated(holder)) throw ChatError.of('replaced', 'a newer registration acts now');
    room.actors[slot] = actor;
    const listed = await this.parts.rooms.resume(known.id, {
      slot,
      actor,
      received,
      ...(choice.list === undefined ? {} : { list: choice.list }),
      ...(choice.listPartner === undefined ? {} : { listPartner: choice.listPartner }),
    });
    if (listed === 'fenced') throw ChatError.of('replaced', 'a newer registration acts now');
    if (listed === undefined || listed.end !== undefined) return undefined;
    room.record = listed;
    room.received[slot] = received;
    room.unsaved.delete(slot);
    this.#tellDelivered(listed, slot, received);
    // Entries of this stream may have been pushed already, where a tail took its listing: the reader met a hole and, in
    // the database as it was, nothing that explains it.
    if (choice.list !== undefined) this.#askToSync(listed, otherSlot(slot));
    return this.#read(room, listed, member);
  }

  /** What the member goes on with: all of one moment, in which neither a stream nor the end came in between. */
  async #read(room: LiveRoom, known: RoomRecord, member: Claimant): Promise<RoomState | undefined> {
    const sealed = await this.#seals.sealed(known);
    if (sealed === undefined || sealed.end !== undefined) return undefined;
    room.record = sealed;
    const state = await this.#state(room, sealed, member);
    // Entries first, the end after them: what was read may have been written above the heads of an end meanwhile, or
    // above the end of a stream behind which another one was listed.
    const after = (await room.ending) ?? (await this.parts.rooms.find(known.id));
    if (after === undefined || after.end !== undefined) return undefined;
    if (SLOTS.every((slot) => newestStream(after, slot).id === newestStream(sealed, slot).id)) return state;
    if (after.actors[member.slot].reg !== member.holder.reg) {
      throw ChatError.of('replaced', 'a newer registration acts now');
    }
    return this.#read(room, after, member);
  }

  /**
   * The claim of a browser that was never told of a room it has written nothing in (the push of the pairing was lost):
   * nothing of its own can be missing, so nothing has to look like a lost store.
   */
  async #untouched(known: RoomRecord, slot: Slot): Promise<RoomClaim | undefined> {
    const [only, ...later] = known.streams[slot];
    if (only === undefined || later.length > 0) return undefined;
    // What a lost tail has left above a hole counts as well: its numbers are taken.
    if ((await this.#lastStored({ roomId: known.id, slot, stream: only.id }, 0)) > 0) return undefined;
    return {
      roomId: known.id,
      partnerId: memberOf(known, otherSlot(slot)).id,
      stream: only.id,
      outboxFrom: 1,
      received: firstCursor(known, otherSlot(slot)),
      own: firstCursor(known, slot),
    };
  }

  /** What a member of an ended room misses of it, and how it ended. What they hold by now is noted for the author. */
  async ended(record: ClosedRecord, holder: Registration, claim: RoomClaim | undefined): Promise<EndedRoom> {
    const reader = holder.publicId;
    const slot = slotIn(record, reader);
    if (slot === undefined) throw ChatError.of('not-member', 'this room is not yours');
    if (claim !== undefined) {
      await this.noteEnded(record, holder, readerCursor(claim));
      await this.#holdEnded(record, holder, slot, claim);
    }
    const from = cursorsOf(record, slot, claim);
    const page = await this.#endedPage(record, ordered(slot, from, claim));
    const { id, role } = memberOf(record, otherSlot(slot));
    // Who has written or held something was told of the room once: without a claim their store is lost.
    const hasHad = record.received[slot].n > 0 || record.end.heads[slot].some(({ n }) => n > 0);
    const hasLostStore = record.end.deleted === undefined && claim === undefined && hasHad;
    return {
      end: endFor(record, slot),
      partner: { publicId: id, role },
      slot,
      createdAt: record.createdAt,
      delivered: record.received[otherSlot(slot)],
      from,
      items: page.items,
      more: page.more,
      continuity: hasLostStore || holdsGap(page.items, reader) ? 'gap' : 'proven',
      ...(hasThanks(record, otherSlot(slot)) ? { thanked: true } : {}),
    };
  }

  async #endedPage(record: ClosedRecord, from: readonly ReadFrom[]): Promise<Page> {
    // Gone on purpose: that is no gap, and the end says who did it.
    if (record.end.deleted !== undefined) return { items: [], more: false };
    return this.#reader.page(record, from, (author, stream) =>
      Promise.resolve(this.#readableHead(record, author, stream)),
    );
  }

  /** Up to where a stream of an ended room is read: its head, which was sent. */
  #readableHead(record: ClosedRecord, author: Slot, stream: StreamRecord): number {
    const head = headOf(record, author, stream);
    return this.parts.rules.headIncluded ? head : head - 1;
  }

  /**
   * An author was told that more is sent than the heads have: the database has lost it, and the author will not send it
   * again. It is noted, so that the reader, who may have lost it as well, sees a line (I1).
   */
  async #holdEnded(record: ClosedRecord, holder: Registration, slot: Slot, claim: RoomClaim): Promise<void> {
    const stream = this.#writtenIn(record, slot, claim);
    if (stream === undefined || !this.parts.rules.heldNote) return;
    const to = Math.max(headOf(record, slot, stream), stream.heldBelow - 1);
    if (claim.outboxFrom - 1 <= to) return;
    if (claim.outboxFrom - to > AHEAD_MAX) throw ChatError.invalid('outboxFrom is too far ahead');
    const actor = { gen: holder.gen, reg: holder.reg };
    const resumed = await this.parts.rooms.resume(record.id, { slot, actor, list: stream.id });
    if (resumed === undefined || resumed === 'fenced') return;
    await this.parts.rooms.hold(record.id, slot, actor, { id: stream.id, heldBelow: claim.outboxFrom });
    this.#askToSync(record, otherSlot(slot));
  }

  /** The stream a claim names, listed or lost with a tail; undefined where nothing can be said of it. */
  #writtenIn(record: RoomRecord, slot: Slot, { stream: id }: RoomClaim): StreamRecord | undefined {
    if (id === undefined) return undefined;
    const isLost = id > newestStream(record, slot).id && isPlausible(id, this.parts.clock.now());
    return isLost ? { id, heldBelow: 1 } : record.streams[slot].find((stream) => stream.id === id);
  }

  /** Notes what a member of an ended room holds, and tells its author. */
  async noteEnded(record: ClosedRecord, holder: Registration, received: ReaderCursor): Promise<void> {
    const slot = slotIn(record, holder.publicId);
    const known = slot && record.received[slot];
    if (slot === undefined || known === undefined) return;
    if (known.stream === received.stream && known.n === received.n && known.nonce === received.nonce) return;
    const actor = { gen: holder.gen, reg: holder.reg };
    const noted = await this.parts.rooms.resume(record.id, { slot, actor, received });
    if (noted === undefined || noted === 'fenced') return;
    this.#tellDelivered(noted, slot, received);
  }

  /**
   * @param resumed the record as this resume left it: all of the answer is of this one moment, whatever other resumes
   *   make of the live room meanwhile
   */
  async #state(room: LiveRoom, resumed: RoomRecord, member: Claimant): Promise<RoomState> {
    const { slot, holder, claim } = member;
    const { record, own } = await this.#ownTail(room, resumed, member);
    const partnerSlot = otherSlot(slot);
    const newest = { own: newestStream(record, slot), theirs: newestStream(record, partnerSlot) };
    const theirs = await this.#tail(record, partnerSlot, newest.theirs);
    const floors = { own: await this.#floorT(record, slot), theirs: await this.#floorT(record, partnerSlot) };
    if (room.actors[slot].reg !== holder.reg) throw ChatError.of('replaced', 'a newer registration acts now');
    room.restart(slot, newest.own.id, own, floors.own);
    if (!room.authors.has(partnerSlot)) room.restart(partnerSlot, newest.theirs.id, theirs, floors.theirs);
    const from = cursorsOf(record, slot, claim);
    const page = await this.#reader.page(record, ordered(slot, from, claim), async (writer, stream) => {
      if (writer === slot && stream.id === newest.own.id) return own.accepted;
      if (writer === partnerSlot && stream.id === newest.theirs.id) return theirs.accepted;
      return stream.end ?? (await this.#tail(record, writer, stream)).accepted;
    });
    return {
      roomId: room.id,
      partner: this.#partner(record, slot),
      slot,
      stream: newest.own.id,
      accepted: own.accepted,
      delivered: room.received[partnerSlot],
      clock: Math.max(room.clock, theirs.t),
      from,
      items: page.items,
      more: page.more,
      continuity: claim === undefined || holdsGap(page.items, holder.publicId) ? 'gap' : 'proven',
      ...this.#age(record),
    };
  }

  /** The state of a room that was just opened: nothing is written yet. */
  opened(record: RoomRecord, slot: Slot): RoomState {
    const from = cursorsOf(record, slot, undefined);
    return {
      roomId: record.id,
      partner: this.#partner(record, slot),
      slot,
      stream: newestStream(record, slot).id,
      accepted: 0,
      delivered: record.received[otherSlot(slot)],
      clock: 0,
      from,
      items: [],
      more: false,
      continuity: 'proven',
      ...this.#age(record),
    };
  }

  /**
   * The tail of the member's newest stream, and the record it is of; a hole that their outbox cannot fill is noted and
   * skipped.
   */
  async #ownTail(
    room: LiveRoom,
    record: RoomRecord,
    { slot, holder, claim }: Claimant,
  ): Promise<{ readonly record: RoomRecord; readonly own: Tail }> {
    const stream = newestStream(record, slot);
    const own = await this.#tail(record, slot, stream);
    const isWhole = claim?.stream !== stream.id || own.accepted >= claim.outboxFrom - 1;
    if (isWhole || !this.parts.rules.heldNote) return { record, own };
    if (claim.outboxFrom - own.accepted > AHEAD_MAX) throw ChatError.invalid('outboxFrom is too far ahead');
    const actor = { gen: holder.gen, reg: holder.reg };
    const held = await this.parts.rooms.hold(room.id, slot, actor, { id: stream.id, heldBelow: claim.outboxFrom });
    if (held === undefined) throw ChatError.of('wrong-state', 'a newer registration acts now');
    room.record = held;
    this.#askToSync(held, otherSlot(slot));
    // The streams of that moment: one that was listed since has given another its end.
    const streams = record.streams[slot].map((stream) => raised(stream, held.streams[slot]));
    const noted = { ...record, streams: { ...record.streams, [slot]: streams } };
    return { record: noted, own: await this.#tail(noted, slot, newestStream(noted, slot)) };
  }

  /** Tells a member that there is something to be read, or to be said, in the room. */
  #askToSync(record: RoomRecord, slot: Slot): void {
    const to = memberOf(record, slot).id;
    this.parts.hints.publish({ kind: 'push', to, event: 'room:changed', payload: { roomId: record.id } });
  }

  /** Tells the partner of `reader` up to where that browser holds their entries. */
  #tellDelivered(record: RoomRecord, reader: Slot, received: ReaderCursor): void {
    const to = memberOf(record, otherSlot(reader)).id;
    const payload = { roomId: record.id, delivered: received };
    this.parts.hints.publish({ kind: 'push', to, event: 'room:delivered', payload });
  }

  #tail(record: RoomRecord, slot: Slot, stream: StreamRecord): Promise<Tail> {
    return this.parts.messages.tail({ roomId: record.id, slot, stream: stream.id }, stream.heldBelow);
  }

  /** Highest Lamport time of an author's earlier streams. They ascend, so the last one that holds anything tells. */
  async #floorT(record: RoomRecord, slot: Slot): Promise<number> {
    for (const stream of record.streams[slot].slice(0, -1).reverse()) {
      const { t } = await this.#tail(record, slot, stream);
      if (t > 0) return t;
    }
    return 0;
  }

  #partner(record: RoomRecord, slot: Slot): RoomState['partner'] {
    const { id, role } = memberOf(record, otherSlot(slot));
    return { publicId: id, role, ...this.parts.partnerNow(id) };
  }

  #age(record: RoomRecord): Pick<RoomState, 'createdAt' | 'ageMs' | 'metBefore'> {
    const ageMs = Math.max(0, this.parts.clock.now() - record.createdAt);
    return { createdAt: record.createdAt, ageMs, metBefore: record.metBefore };
  }
}

function raised(known: StreamRecord, held: readonly StreamRecord[]): StreamRecord {
  return held.find(({ id }) => id === known.id) ?? known;
}

function headOf(record: ClosedRecord, author: Slot, stream: StreamRecord): number {
  return record.end.heads[author].find(({ stream: id }) => id === stream.id)?.n ?? 0;
}

function cursorsOf(record: RoomRecord, slot: Slot, claim: RoomClaim | undefined): RoomState['from'] {
  return {
    received: claim?.received ?? firstCursor(record, otherSlot(slot)),
    own: claim?.own ?? firstCursor(record, slot),
  };
}

function ordered(
  slot: Slot,
  from: RoomState['from'],
  claim: Pick<RoomClaim, 'receivedNonce'> | undefined,
): readonly ReadFrom[] {
  return [
    { slot: otherSlot(slot), cursor: from.received, nonce: claim?.receivedNonce },
    { slot, cursor: from.own },
  ];
}
