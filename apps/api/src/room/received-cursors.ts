import { otherSlot, type ReaderCursor, type RoomId, type Slot } from '@hearken/protocol';
import type { LiveRoom, LiveRooms } from './live-room.js';
import type { RoomStore } from './room-store.port.js';

/** How often cursors are written that have moved, ms. */
const SAVE_EVERY_MS = 5_000;

/**
 * What members' browsers hold of their partners. The cursors in memory are ahead of the database and written behind: the
 * browser tells them again at register, and only labels depend on them, and the answers told twice after an end.
 */
export class ReceivedCursors {
  #lastSaved = 0;

  constructor(
    private readonly rooms: Pick<RoomStore, 'setReceived'>,
    private readonly live: LiveRooms,
  ) {}

  /** Takes what a member says. Whether it was taken: a stream that the room does not list is judged at register or sync. */
  take(room: LiveRoom, slot: Slot, received: ReaderCursor): boolean {
    if (!room.record.streams[otherSlot(slot)].some(({ id }) => id === received.stream)) return false;
    room.received[slot] = received;
    room.unsaved.add(slot);
    return true;
  }

  /** Writes what is due at this server time. */
  async tick(now: number): Promise<void> {
    if (now - this.#lastSaved < SAVE_EVERY_MS) return;
    this.#lastSaved = now;
    await this.saveAll();
  }

  /** Writes all that has moved. */
  async saveAll(): Promise<void> {
    const saves: Promise<unknown>[] = [];
    for (const room of this.live.all()) saves.push(...this.#saves(room));
    await Promise.all(saves);
  }

  /**
   * Writes what has moved in a room that is about to end, so that the end finds what its members are known to hold: who
   * holds all of it is owed nothing afterwards. Never fails: an end does not wait for a database that has no time for it.
   */
  async saveOf(roomId: RoomId): Promise<void> {
    const room = this.live.get(roomId);
    if (room !== undefined) await Promise.allSettled(this.#saves(room));
  }

  #saves(room: LiveRoom): Promise<void>[] {
    return [...room.unsaved].map((slot) => this.#save(room, slot));
  }

  async #save(room: LiveRoom, slot: Slot): Promise<void> {
    room.unsaved.delete(slot);
    try {
      await this.rooms.setReceived(room.id, slot, room.actors[slot], room.received[slot]);
    } catch (cause) {
      // Due again with the others: nobody may say it a second time.
      room.unsaved.add(slot);
      throw cause;
    }
  }
}
