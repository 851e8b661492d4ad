import type { PublicId, RoomId } from '@hearken/protocol';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import type { RoomRecord } from '../room-store.port.js';

/** A room, and when it goes. */
export interface RoomRow {
  readonly room: RoomRecord;
  /** Server time from which no read finds it, ms; absent while it is open. */
  readonly expiresAt?: number;
  /** Its entries go by themselves: it may be deleted. */
  readonly isRetired: boolean;
}

/** The rooms of a database, with the unique index over active members (I5). */
export class MemoryRooms {
  readonly #active = new Map<PublicId, RoomId>();
  readonly #rows: MemoryTable<RoomRow>;

  constructor(database: MemoryDatabase) {
    this.#rows = database.addTable<RoomRow>({
      onChange: (before, after) => {
        this.#index(before?.room, after?.room);
      },
      expiryOf: (row) => (row.isRetired ? row.expiresAt : undefined),
    });
  }

  get(roomId: RoomId): RoomRow | undefined {
    return this.#rows.get(roomId);
  }

  values(): Iterable<RoomRow> {
    return this.#rows.values();
  }

  put(row: RoomRow): void {
    this.#rows.set(row.room.id, row);
  }

  activeOf(publicId: PublicId): RoomId | undefined {
    return this.#active.get(publicId);
  }

  /** Inserts an active room, or returns the members who are in one; an empty list when only the id is taken. */
  insert(room: RoomRecord): 'inserted' | readonly PublicId[] {
    const busy = room.members.map(({ id }) => id).filter((id) => this.#active.has(id));
    if (busy.length > 0 || this.get(room.id) !== undefined) return busy;
    this.put({ room, isRetired: false });
    return 'inserted';
  }

  #index(before: RoomRecord | undefined, after: RoomRecord | undefined): void {
    if (before !== undefined && before.end === undefined) {
      for (const { id } of before.members) this.#active.delete(id);
    }
    if (after !== undefined && after.end === undefined) {
      for (const { id } of after.members) this.#active.set(id, after.id);
    }
  }
}

export const memoryRooms = perDatabase((database) => new MemoryRooms(database));
