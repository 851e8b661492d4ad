import { entryId, sameContent, type RoomId } from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import type { MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { AppendResult, MessageStore, StoredEntry, StreamRef, Tail } from '../message-store.port.js';
import { memoryMessages, type MemoryMessages } from './memory-messages.js';

/** Entries in memory. Each entry of a batch is a commit of its own, as in MongoDB: a batch can be half lost. */
export class MemoryMessageStore implements MessageStore {
  readonly #messages: MemoryMessages;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#messages = memoryMessages(database);
  }

  append(entries: readonly StoredEntry[]): Promise<readonly AppendResult[]> {
    return Promise.resolve(entries.map((entry) => this.#append(entry)));
  }

  tail(stream: StreamRef, heldBelow: number): Promise<Tail> {
    const rows = this.#messages.stream(stream);
    const now = this.clock.now();
    let at = rows.firstAtLeast(heldBelow);
    let accepted = heldBelow - 1;
    // The primary key leaves no number twice, so the first that is not one above is the hole.
    for (let row = rows.at(at); row?.entry.n === accepted + 1 && !isOver(row, now); row = rows.at(at)) {
      accepted += 1;
      at += 1;
    }
    const last = at === 0 ? undefined : rows.at(at - 1);
    return Promise.resolve({ accepted, t: last === undefined || isOver(last, now) ? 0 : last.entry.t });
  }

  read(stream: StreamRef, after: number, to: number, limit: number): Promise<readonly StoredEntry[]> {
    const rows = this.#messages.stream(stream);
    const now = this.clock.now();
    const found: StoredEntry[] = [];
    for (let at = rows.firstAtLeast(after + 1); found.length < limit; at += 1) {
      const row = rows.at(at);
      if (row === undefined || row.entry.n > to) break;
      if (!isOver(row, now)) found.push(row.entry);
    }
    return Promise.resolve(found);
  }

  expire(roomId: RoomId, expiresAt: number): Promise<void> {
    this.#messages.expire(roomId, expiresAt);
    return Promise.resolve();
  }

  delete(roomId: RoomId): Promise<void> {
    this.#messages.delete(roomId);
    return Promise.resolve();
  }

  roomIds(after: string, before: string, limit: number): Promise<readonly RoomId[]> {
    const ids = this.#messages.roomIds().filter((id) => id > after && id < before);
    return Promise.resolve(ids.sort().slice(0, limit));
  }

  #append(entry: StoredEntry): AppendResult {
    const stored = this.#messages.get(entryId(entry.roomId, entry.slot, entry.stream, entry.n));
    if (stored !== undefined) return sameContent(stored.entry, entry) ? 'same' : 'conflict';
    this.#messages.insert({ entry });
    return 'written';
  }
}

function isOver(row: { readonly expiresAt?: number }, now: number): boolean {
  return row.expiresAt !== undefined && row.expiresAt <= now;
}
