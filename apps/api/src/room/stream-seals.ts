import { SLOTS, type Slot } from '@hearken/protocol';
import type { MessageStore } from './message-store.port.js';
import type { RoomRecord, RoomStore, StreamRecord } from './room-store.port.js';

/**
 * Fixes where the older streams of a room end (docs/log.md, rule 20). A write that was under way when its author went on
 * in a newer stream may still come to stand, when a reader has gone on as well: without an end fixed for all, it would
 * count as sent, and nobody would ever read it.
 */
export class StreamSeals {
  constructor(private readonly parts: { readonly rooms: RoomStore; readonly messages: MessageStore }) {}

  /** The record with an end for each stream but the newest ones; undefined when the room is not known any more. */
  async sealed(record: RoomRecord): Promise<RoomRecord | undefined> {
    let known: RoomRecord | undefined = record;
    for (const slot of SLOTS) {
      for (const stream of record.streams[slot].slice(0, -1)) {
        if (stream.end !== undefined) continue;
        known = await this.parts.rooms.seal(record.id, slot, {
          stream: stream.id,
          n: await this.#tail(record, slot, stream),
        });
        if (known === undefined) return undefined;
      }
    }
    return known;
  }

  async #tail(record: RoomRecord, slot: Slot, stream: StreamRecord): Promise<number> {
    const { accepted } = await this.parts.messages.tail(
      { roomId: record.id, slot, stream: stream.id },
      stream.heldBelow,
    );
    return accepted;
  }
}
