import { ITEMS_MAX, N_MAX, otherSlot, type Cursor, type Numbering, type RoomClaim, type Slot } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { memberOf } from './domain/room-view.js';
import { firstCursor, isPlausible, newestStream } from './domain/streams.js';
import type { LiveRooms } from './live-room.js';
import type { MessageStore, StreamRef } from './message-store.port.js';
import type { RoomRecord, StreamRecord } from './room-store.port.js';

/** What finding a claim needs of the rest. */
export interface StandingClaimParts {
  readonly messages: MessageStore;
  readonly live: LiveRooms;
  readonly clock: Clock;
}

/** What a member holds of a room, found by the server where their browser does not say it: it was never told, or does not number. */
export class StandingClaim {
  constructor(private readonly parts: StandingClaimParts) {}

  /** What a member goes on from; undefined for a browser whose store is lost. */
  async of(
    known: RoomRecord,
    slot: Slot,
    numbering: Numbering,
    said: RoomClaim | undefined,
  ): Promise<RoomClaim | undefined> {
    if (numbering === 'server') return this.#served(known, slot, said);
    return said ?? this.#untouched(known, slot);
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
    const accepted = isFromLostTail ? 0 : await this.#accepted(known, slot, newest);
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

  async #accepted({ id: roomId }: RoomRecord, slot: Slot, { id, heldBelow }: StreamRecord): Promise<number> {
    return (await this.parts.messages.tail({ roomId, slot, stream: id }, heldBelow)).accepted;
  }
}
