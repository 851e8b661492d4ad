import { otherSlot, type Nonce, type PartnerNow, type PublicId, type RestRoom, type Slot } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import type { LivePerson } from '../session/people.js';
import { OwnEntries } from './domain/own-entries.js';
import { memberOf, slotIn, type ClosedRecord } from './domain/room-view.js';
import { newestStream } from './domain/streams.js';
import type { LiveRoom, LiveRooms } from './live-room.js';
import type { MessageStore, StoredEntry } from './message-store.port.js';
import type { RoomEnder } from './room-ender.js';
import type { RoomResume } from './room-resume.js';
import type { RoomRecord, RoomStore, StreamRecord } from './room-store.port.js';

/** What finding somebody's room needs of the rest. */
export interface ServedRoomsParts {
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly live: LiveRooms;
  readonly resume: RoomResume;
  readonly ender: RoomEnder;
}

/** A live room in which somebody's registration acts, and what they have written there. */
export interface ServedRoom {
  readonly room: LiveRoom;
  readonly slot: Slot;
  readonly entries: OwnEntries;
}

/** Entries read from the database at once. */
const READ_AT_ONCE = 500;
/** A room that ends, or is resumed elsewhere, while it is opened is looked at again; more often is a fault. */
const LOOKS = 3;

/** The rooms of people for whom the server numbers: opened for them as a register opens them for a browser. */
export class ServedRooms {
  readonly #entries = new WeakMap<LiveRoom, Map<Slot, OwnEntries>>();

  constructor(private readonly parts: ServedRoomsParts) {}

  /** The room a person is in, acting; undefined when they are in none. */
  async acting(person: LivePerson): Promise<ServedRoom | undefined> {
    const { publicId } = person.record;
    for (let look = 0; look < LOOKS; look += 1) {
      const room = this.parts.live.ofMember(publicId);
      const slot = room?.slotOf(publicId);
      if (room !== undefined && slot !== undefined && this.#isReady(room, slot, person)) {
        return { room, slot, entries: await this.#entriesOf(room, slot) };
      }
      const record = await this.parts.rooms.findActive(publicId);
      if (record === undefined) return undefined;
      await this.parts.resume.open(record, person.record, undefined);
    }
    throw ChatError.after('try-later', 1_000, 'the room is changing; try again');
  }

  /** The room they were in last, with its end; undefined when there is none, or its texts are gone. */
  async last({
    record: { publicId, lastRoom },
  }: LivePerson): Promise<{ record: ClosedRecord; slot: Slot } | undefined> {
    const record = lastRoom === undefined ? undefined : await this.parts.rooms.find(lastRoom);
    const slot = record && slotIn(record, publicId);
    if (record?.end === undefined || slot === undefined) return undefined;
    return { record: await this.parts.ender.close(record), slot };
  }

  /** Opens the room anew where the database no longer has what was told as sent: a lost tail. */
  async verified(acting: ServedRoom, person: LivePerson): Promise<void> {
    const { room, slot } = acting;
    const log = room.authors.get(slot);
    const told = log?.accepted ?? 0;
    const newest = newestStream(room.record, slot);
    // Read after what was told: less is a loss, whatever is being written meanwhile.
    if (log?.stream === newest.id && (await this.#accepted(room.record, slot, newest)) < told) {
      await this.reopen(acting, person);
    }
  }

  /** Opens the room anew, and forgets what is remembered of a member's entries: the database knows better. */
  async reopen({ room, slot }: ServedRoom, person: LivePerson): Promise<void> {
    this.#entries.get(room)?.delete(slot);
    const record = await this.parts.rooms.findActive(person.record.publicId);
    if (record !== undefined) await this.parts.resume.open(record, person.record, undefined);
  }

  /** A stored entry of a member, by its nonce, as it was first accepted. */
  async byNonce({ room, slot, entries }: ServedRoom, nonce: Nonce): Promise<StoredEntry | undefined> {
    const place = entries.placeOf(nonce);
    if (place === undefined) return undefined;
    const { stream, n } = place;
    const [stored] = await this.parts.messages.read({ roomId: room.id, slot, stream }, n - 1, n, 1);
    return stored?.nonce === nonce ? stored : undefined;
  }

  /** The same in an ended room: what is at or below its heads was sent. */
  async byNonceInEnded(record: ClosedRecord, slot: Slot, nonce: Nonce): Promise<StoredEntry | undefined> {
    for (const { stream, n } of record.end.heads[slot]) {
      for await (const entry of this.#read(record, slot, stream, n)) if (entry.nonce === nonce) return entry;
    }
    return undefined;
  }

  /** The registration acts there, in the newest stream, above everything that the partner holds. */
  #isReady(room: LiveRoom, slot: Slot, { record }: LivePerson): boolean {
    const author = room.authors.get(slot);
    if (author === undefined || room.actors[slot].reg !== record.reg) return false;
    if (author.stream !== newestStream(room.record, slot).id) return false;
    const held = room.received[otherSlot(slot)];
    return held.stream !== author.stream || held.n <= author.accepted;
  }

  async #entriesOf(room: LiveRoom, slot: Slot): Promise<OwnEntries> {
    const known = this.#entries.get(room)?.get(slot);
    if (known !== undefined) return known;
    const entries = new OwnEntries();
    for (const stream of room.record.streams[slot]) {
      const to = await this.#accepted(room.record, slot, stream);
      for await (const entry of this.#read(room.record, slot, stream.id, to)) entries.add(entry, stream.id);
    }
    this.#remember(room, slot, entries);
    return entries;
  }

  #remember(room: LiveRoom, slot: Slot, entries: OwnEntries): void {
    const bySlot = this.#entries.get(room) ?? new Map<Slot, OwnEntries>();
    this.#entries.set(room, bySlot.set(slot, entries));
  }

  async #accepted(record: RoomRecord, slot: Slot, stream: StreamRecord): Promise<number> {
    return (await this.parts.messages.tail({ roomId: record.id, slot, stream: stream.id }, stream.heldBelow)).accepted;
  }

  async *#read({ id: roomId }: RoomRecord, slot: Slot, stream: string, to: number): AsyncIterable<StoredEntry> {
    let after = 0;
    while (after < to) {
      const page = await this.parts.messages.read({ roomId, slot, stream }, after, to, READ_AT_ONCE);
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.n;
    }
  }
}

/** The room as its member is told it over REST. */
export function asRestRoom(
  { room, slot }: ServedRoom,
  partnerNow: (publicId: PublicId) => PartnerNow,
  now: number,
): RestRoom {
  const { record, typingUntil } = room;
  const partner = otherSlot(slot);
  const { id, role } = memberOf(record, partner);
  return {
    roomId: room.id,
    partner: { publicId: id, role, ...partnerNow(id) },
    typing: typingUntil[partner] > now,
    slot,
    createdAt: record.createdAt,
    ageMs: Math.max(0, now - record.createdAt),
    metBefore: record.metBefore,
  };
}
