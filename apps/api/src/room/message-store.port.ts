import type { EntryId, NewEntry, RoomId, Slot, StreamId } from '@hearken/protocol';

/** An entry as stored (collection `messages`). */
export type StoredEntry = NewEntry & {
  readonly id: EntryId;
  readonly roomId: RoomId;
  readonly slot: Slot;
  readonly stream: StreamId;
  /** Server time of acceptance, ms. */
  readonly at: number;
};

/** What became of one entry of a batch. `conflict`: other content stands there. `failed`: nothing is known. */
export type AppendResult = 'written' | 'same' | 'conflict' | 'failed';

/** One author's stream in a room. */
export interface StreamRef {
  readonly roomId: RoomId;
  readonly slot: Slot;
  readonly stream: StreamId;
}

/** The durable end of a stream. */
export interface Tail {
  /** Highest n such that everything from heldBelow to it is stored; `heldBelow - 1` when nothing is. */
  readonly accepted: number;
  /** Lamport time of the highest stored entry at or below `accepted`; 0 when there is none. */
  readonly t: number;
}

/** The entries of all rooms. What it answers as stored is durable: `w: majority, j: true`, majority reads. */
export interface MessageStore {
  /** Writes a batch in one unordered insert. The results stand in the batch's order. Never throws: `failed` instead. */
  append(entries: readonly StoredEntry[]): Promise<readonly AppendResult[]>;
  /** The stream's tail, from the database. */
  tail(stream: StreamRef, heldBelow: number): Promise<Tail>;
  /** Stored entries with `after < n <= to`, ascending, at most `limit`; numbers may jump below heldBelow. */
  read(stream: StreamRef, after: number, to: number, limit: number): Promise<readonly StoredEntry[]>;
  /** Lets all entries of an ended room expire at `expiresAt` (ms), or earlier where an earlier time is set. Repeatable. */
  expire(roomId: RoomId, expiresAt: number): Promise<void>;
  /** Deletes all entries of a room, now. Repeatable. */
  delete(roomId: RoomId): Promise<void>;
  /**
   * For the retention job: ids of rooms with entries stored, above `after` and below `before` (any string), ascending.
   * Finds texts that outlived their room: written by a server that was frozen meanwhile, or kept by a lost tail.
   */
  roomIds(after: string, before: string, limit: number): Promise<readonly RoomId[]>;
}
