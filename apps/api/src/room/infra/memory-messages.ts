import type { EntryId, RoomId } from '@hearken/protocol';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import type { StoredEntry, StreamRef } from '../message-store.port.js';

/** An entry, and when it goes. */
export interface MessageRow {
  readonly entry: StoredEntry;
  /** Server time, ms; absent while the room is open. */
  readonly expiresAt?: number;
}

/** The rows of one stream in order of n: what MongoDB has in the primary key. */
class StreamRows {
  readonly #rows: MessageRow[] = [];

  get size(): number {
    return this.#rows.length;
  }

  at(index: number): MessageRow | undefined {
    return this.#rows[index];
  }

  /** Index of the first row whose n is at least `n`. */
  firstAtLeast(n: number): number {
    const last = this.#rows.at(-1);
    // Nearly every entry is a new last one.
    if (last === undefined || last.entry.n < n) return this.#rows.length;
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle]?.entry.n ?? n) < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  replace(before: MessageRow | undefined, after: MessageRow | undefined, n: number): void {
    const added = after === undefined ? [] : [after];
    this.#rows.splice(this.firstAtLeast(n), before === undefined ? 0 : 1, ...added);
  }

  values(): Iterable<MessageRow> {
    return this.#rows;
  }
}

const NO_ROWS = new StreamRows();

/** The entries of a database, by id, and by room and stream. */
export class MemoryMessages {
  readonly #rooms = new Map<RoomId, Map<string, StreamRows>>();
  readonly #rows: MemoryTable<MessageRow>;
  readonly #database: MemoryDatabase;

  constructor(database: MemoryDatabase) {
    this.#database = database;
    this.#rows = database.addTable<MessageRow>({
      onChange: (before, after) => {
        this.#index(before, after);
      },
      expiryOf: ({ expiresAt }) => expiresAt,
    });
  }

  get(id: EntryId): MessageRow | undefined {
    return this.#rows.get(id);
  }

  insert(row: MessageRow): void {
    this.#rows.set(row.entry.id, row);
  }

  stream(ref: StreamRef): Pick<StreamRows, 'at' | 'firstAtLeast'> {
    return this.#rooms.get(ref.roomId)?.get(keyOf(ref)) ?? NO_ROWS;
  }

  /** Rooms with entries, in no order. */
  roomIds(): RoomId[] {
    return [...this.#rooms.keys()];
  }

  /** One commit: like one updateMany, near enough, as it can be repeated. */
  expire(roomId: RoomId, expiresAt: number): void {
    const streams = this.#rooms.get(roomId)?.values() ?? [];
    this.#database.transaction(() => {
      for (const row of [...streams].flatMap((stream) => [...stream.values()])) {
        if (row.expiresAt === undefined || row.expiresAt > expiresAt) this.insert({ ...row, expiresAt });
      }
    });
  }

  /** One commit: like one deleteMany, near enough, as it can be repeated. */
  delete(roomId: RoomId): void {
    const streams = this.#rooms.get(roomId)?.values() ?? [];
    this.#database.transaction(() => {
      for (const { entry } of [...streams].flatMap((stream) => [...stream.values()])) this.#rows.delete(entry.id);
    });
  }

  #index(before: MessageRow | undefined, after: MessageRow | undefined): void {
    const entry = (after ?? before)?.entry;
    if (entry === undefined) return;
    const streams = this.#rooms.get(entry.roomId) ?? new Map<string, StreamRows>();
    const rows = streams.get(keyOf(entry)) ?? new StreamRows();
    rows.replace(before, after, entry.n);
    if (rows.size > 0) streams.set(keyOf(entry), rows);
    else streams.delete(keyOf(entry));
    if (streams.size > 0) this.#rooms.set(entry.roomId, streams);
    else this.#rooms.delete(entry.roomId);
  }
}

/** A stream within its room. */
function keyOf({ slot, stream }: Pick<StreamRef, 'slot' | 'stream'>): string {
  return `${slot}/${stream}`;
}

export const memoryMessages = perDatabase((database) => new MemoryMessages(database));
