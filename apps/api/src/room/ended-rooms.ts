import {
  AHEAD_MAX,
  otherSlot,
  readerCursor,
  type EndedRoom,
  type PublicId,
  type ReaderCursor,
  type RoomClaim,
  type Slot,
} from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { PersonStore, Registration } from '../session/person-store.port.js';
import { endFor, hasThanks, holdsGap, isOwed, memberOf, slotIn, type ClosedRecord } from './domain/room-view.js';
import { isPlausible, newestStream } from './domain/streams.js';
import type { LiveRooms } from './live-room.js';
import { cursorsOf, LogReader, readInOrder, type Page, type ReadFrom } from './log-reader.js';
import { askSlotToSync, tellDelivered } from './member-hints.js';
import type { MessageStore } from './message-store.port.js';
import type { RoomRecord, RoomStore, StreamRecord } from './room-store.port.js';

/** What reading ended rooms needs of the rest. */
export interface EndedRoomsParts {
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly live: LiveRooms;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly rules: Pick<ServerRules, 'headIncluded' | 'heldNote'>;
  readonly persons: Pick<PersonStore, 'forgive'>;
}

/** What was sent is delivered also after the end, up to the heads, to whoever was away (docs/log.md, rules 9, 13 and 14). */
export class EndedRooms {
  readonly #reader: LogReader;

  constructor(private readonly parts: EndedRoomsParts) {
    this.#reader = new LogReader(parts.messages);
  }

  /** What a member of an ended room misses of it, and how it ended. What they hold by now is noted for the author. */
  async read(record: ClosedRecord, holder: Registration, claim: RoomClaim | undefined): Promise<EndedRoom> {
    const reader = holder.publicId;
    const slot = slotIn(record, reader);
    if (slot === undefined) throw ChatError.of('not-member', 'this room is not yours');
    // Told here, they no longer hold it for open: should the end be lost, they have to be asked.
    this.parts.live.get(record.id)?.claimed.delete(slot);
    if (claim !== undefined) {
      await this.note(record, holder, readerCursor(claim));
      await this.#holdEnded(record, holder, slot, claim);
    }
    return this.#told(record, slot, claim, (from) => this.#endedPage(record, from));
  }

  /** The same without what was said, for a member who did not name the room: their browser asks for it with its cursors. */
  announce(record: ClosedRecord, reader: PublicId): Promise<EndedRoom> {
    const slot = slotIn(record, reader);
    if (slot === undefined) throw ChatError.of('not-member', 'this room is not yours');
    return this.#told(record, slot, undefined, () => Promise.resolve({ items: [], more: true }));
  }

  async #told(
    record: ClosedRecord,
    slot: Slot,
    claim: RoomClaim | undefined,
    read: (from: readonly ReadFrom[]) => Promise<Page>,
  ): Promise<EndedRoom> {
    const reader = memberOf(record, slot).id;
    const from = cursorsOf(record, slot, claim);
    const page = await read(readInOrder(slot, from, claim));
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
    askSlotToSync(this.parts.hints, record, otherSlot(slot));
  }

  /** The stream a claim names, listed or lost with a tail; undefined where nothing can be said of it. */
  #writtenIn(record: RoomRecord, slot: Slot, { stream: id }: RoomClaim): StreamRecord | undefined {
    if (id === undefined) return undefined;
    const isLost = id > newestStream(record, slot).id && isPlausible(id, this.parts.clock.now());
    return isLost ? { id, heldBelow: 1 } : record.streams[slot].find((stream) => stream.id === id);
  }

  /** Notes what a member of an ended room holds, and tells its author. */
  async note(record: ClosedRecord, holder: Registration, received: ReaderCursor): Promise<void> {
    const slot = slotIn(record, holder.publicId);
    const known = slot && record.received[slot];
    if (slot === undefined || known === undefined) return;
    if (known.stream === received.stream && known.n === received.n && known.nonce === received.nonce) return;
    const actor = { gen: holder.gen, reg: holder.reg };
    const noted = await this.parts.rooms.resume(record.id, { slot, actor, received });
    if (noted === undefined || noted === 'fenced') return;
    tellDelivered(this.parts.hints, noted, slot, received);
    if (isOwed(record, slot) && !isOwed({ ...record, received: noted.received }, slot)) {
      await this.parts.persons.forgive(holder.publicId, [record.id]);
    }
  }
}

function headOf(record: ClosedRecord, author: Slot, stream: StreamRecord): number {
  return record.end.heads[author].find(({ stream: id }) => id === stream.id)?.n ?? 0;
}
