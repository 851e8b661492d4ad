import {
  AHEAD_MAX,
  SLOTS,
  otherSlot,
  readerCursor,
  type Numbering,
  type PartnerNow,
  type PublicId,
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
import { holdsGap, memberOf, slotIn } from './domain/room-view.js';
import { chooseStream, firstCursor, newestStream } from './domain/streams.js';
import type { LiveRoom, LiveRooms } from './live-room.js';
import { cursorsOf, LogReader, readInOrder, type Page } from './log-reader.js';
import { askSlotToSync, tellDelivered, tellGoneOn } from './member-hints.js';
import type { MessageStore, Tail } from './message-store.port.js';
import type { RoomRecord, RoomStore, StreamRecord } from './room-store.port.js';
import { StandingClaim } from './standing-claim.js';
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
  readonly #claims: StandingClaim;

  constructor(private readonly parts: RoomResumeParts) {
    this.#claims = new StandingClaim(parts);
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
    const said = await this.#claims.of(known, slot, holder.numbering, claim);
    const state = await this.#open(known, { slot, holder, claim: said });
    if (state !== undefined && hasSaid) this.parts.live.get(known.id)?.claimed.add(slot);
    return state;
  }

  /**
   * Asks the other member of a room to sync, where they have said nothing of it since the server they are on holds it: a
   * tail may have taken an end that they were told of, and who only knows the room as ended does not ask by themselves.
   */
  askOther(known: RoomRecord, publicId: PublicId): void {
    const slot = slotIn(known, publicId);
    if (slot === undefined || this.parts.live.get(known.id)?.claimed.has(otherSlot(slot)) === true) return;
    tellGoneOn(this.parts.hints, known, otherSlot(slot));
  }

  /** What a member whose entries the server numbers misses of an open room, after these cursors. */
  async page(
    known: RoomRecord,
    slot: Slot,
    after: RoomState['from'] & Pick<RoomClaim, 'receivedNonce'>,
  ): Promise<Page> {
    const record = (await this.#seals.sealed(known)) ?? known;
    return this.#reader.page(record, readInOrder(slot, after, after), async (writer, stream) => {
      return stream.end ?? (await this.#tail(record, writer, stream)).accepted;
    });
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
    tellDelivered(this.parts.hints, listed, slot, received);
    // Entries of this stream may have been pushed already, where a tail took its listing: the reader met a hole and, in
    // the database as it was, nothing that explains it.
    if (choice.list !== undefined) askSlotToSync(this.parts.hints, listed, otherSlot(slot));
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
    const page = await this.#reader.page(record, readInOrder(slot, from, claim), async (writer, stream) => {
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
    askSlotToSync(this.parts.hints, held, otherSlot(slot));
    // The streams of that moment: one that was listed since has given another its end.
    const streams = record.streams[slot].map((stream) => raised(stream, held.streams[slot]));
    const noted = { ...record, streams: { ...record.streams, [slot]: streams } };
    return { record: noted, own: await this.#tail(noted, slot, newestStream(noted, slot)) };
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
