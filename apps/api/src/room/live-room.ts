import type { PartnerNow, PublicId, ReaderCursor, RoomId, Slot } from '@hearken/protocol';
import { AuthorLog } from './domain/author-log.js';
import type { Tail } from './message-store.port.js';
import type { Actor, RoomRecord } from './room-store.port.js';

/**
 * A room as this server holds it in memory: the record read last, and what is marked ahead of the database so that a
 * server that is the only writer can look after a write without asking (docs/log.md, rule 16).
 */
export class LiveRoom {
  /** Who acts for each slot; set before the update that records it is sent. */
  readonly actors: Record<Slot, Actor>;
  /** What each member's browser holds of the partner; ahead of the stored cursors, which are written behind. */
  readonly received: Record<Slot, ReaderCursor>;
  /** Cursors not written to the database yet. */
  readonly unsaved = new Set<Slot>();
  readonly authors = new Map<Slot, AuthorLog>();
  /**
   * Members who have said, since this server holds the room, what they hold of the other. Before that nothing is
   * numbered for the other where the server numbers: what the partner has may be above what a lost tail left.
   */
  readonly claimed = new Set<Slot>();
  /** Members whom this server has told of the room when they were paired into it. */
  readonly openedTo = new Set<Slot>();
  /** Server time until which each member counts as writing, ms. */
  readonly typingUntil: Record<Slot, number> = { a: 0, b: 0 };
  /** Server time at which each member was last seen to touch their page, ms; absent until somebody has looked. */
  readonly touchedAt: Partial<Record<Slot, number>> = {};
  /** Members who have touched nothing for too long, and were asked. */
  readonly quiet = new Set<Slot>();
  /** How members of other servers are, as those told it last, and when: server time, ms. */
  readonly told: Partial<Record<Slot, { readonly now: PartnerNow; readonly at: number }>> = {};
  /** Server time at which something was said last, as far as this server knows, ms. */
  saidAt: number | undefined;
  /** Set before the end is sent to the database; resolves to the record with heads, or undefined if it did not end. */
  ending: Promise<RoomRecord | undefined> | undefined;

  constructor(public record: RoomRecord) {
    this.actors = { ...record.actors };
    this.received = { ...record.received };
  }

  get id(): RoomId {
    return this.record.id;
  }

  /** Highest Lamport time known here of both authors. */
  get clock(): number {
    let highest = 0;
    for (const author of this.authors.values()) highest = Math.max(highest, author.highestT);
    return highest;
  }

  /** The slot of a member, undefined for anybody else. */
  slotOf(publicId: PublicId): Slot | undefined {
    return this.record.members.find((member) => member.id === publicId)?.slot;
  }

  /** Takes the database's word for a stream's tail. */
  restart(slot: Slot, stream: string, tail: Tail, floorT: number): AuthorLog {
    const known = this.authors.get(slot);
    if (known?.stream === stream) {
      known.restart(tail, floorT);
      return known;
    }
    const author = new AuthorLog(stream, tail, floorT);
    this.authors.set(slot, author);
    return author;
  }
}

/** The rooms this server holds, by id and by member. */
export class LiveRooms {
  readonly #rooms = new Map<RoomId, LiveRoom>();
  readonly #byMember = new Map<PublicId, LiveRoom>();
  /** Ends under way, also of rooms that are not held here: one that is taken up meanwhile is marked from the start. */
  readonly #endings = new Map<RoomId, Promise<RoomRecord | undefined>>();

  get(roomId: RoomId): LiveRoom | undefined {
    return this.#rooms.get(roomId);
  }

  /** The room a person is in, as far as this server holds it. */
  ofMember(publicId: PublicId): LiveRoom | undefined {
    return this.#byMember.get(publicId);
  }

  /** The live room of a record, its record replaced by this newer one. */
  take(record: RoomRecord): LiveRoom {
    const held = this.#rooms.get(record.id);
    if (held !== undefined) {
      held.record = record;
      return held;
    }
    const room = new LiveRoom(record);
    room.ending = this.#endings.get(record.id);
    this.#rooms.set(record.id, room);
    for (const { id } of record.members) this.#byMember.set(id, room);
    return room;
  }

  drop(roomId: RoomId): void {
    const room = this.#rooms.get(roomId);
    if (room === undefined) return;
    this.#rooms.delete(roomId);
    for (const { id } of room.record.members) if (this.#byMember.get(id) === room) this.#byMember.delete(id);
  }

  /** The end of a room that is under way. */
  endingOf(roomId: RoomId): Promise<RoomRecord | undefined> | undefined {
    return this.#endings.get(roomId);
  }

  /** Marks a room before its end is sent to the database. */
  markEnding(roomId: RoomId, ending: Promise<RoomRecord | undefined>): void {
    this.#endings.set(roomId, ending);
    const room = this.#rooms.get(roomId);
    if (room !== undefined) room.ending = ending;
  }

  /** An end is decided: the room goes when it has ended, and its mark when it has not. A later end's mark stays. */
  settleEnding(roomId: RoomId, ending: Promise<RoomRecord | undefined>, hasEnded: boolean): void {
    const isLatest = this.#endings.get(roomId) === ending;
    if (isLatest) this.#endings.delete(roomId);
    const room = this.#rooms.get(roomId);
    // What is being written looks at the mark of the room it came in, also when that is held no more.
    if (hasEnded) this.drop(roomId);
    else if (room?.ending === ending) room.ending = undefined;
  }

  all(): Iterable<LiveRoom> {
    return this.#rooms.values();
  }

  get size(): number {
    return this.#rooms.size;
  }
}
