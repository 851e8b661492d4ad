import { entryId, N_MAX, sameContent, type RoomId } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { refusedWrites } from '../../platform/mongo/mongo-errors.js';
import type { AppendResult, MessageStore, StoredEntry, StreamRef, Tail } from '../message-store.port.js';
import { afterRoom, keysOf, keysOfRoom, numberOf, roomOf, toEntry, toMessageDocument } from './message-document.js';
import { messageModel, type MessageDocument } from './message.schema.js';

/** Entries in MongoDB. The primary key alone says that a number of a stream is used once (I1). */
export class MongoMessageStore implements MessageStore {
  readonly #messages: Collection<MessageDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#messages = nativeCollection(messageModel(connection));
  }

  async append(entries: readonly StoredEntry[]): Promise<readonly AppendResult[]> {
    if (entries.length === 0) return [];
    try {
      await this.#messages.insertMany(entries.map(toMessageDocument), { ordered: false });
      return entries.map(() => 'written');
    } catch (error) {
      return this.#afterRefusal(entries, error);
    }
  }

  async tail(stream: StreamRef, heldBelow: number): Promise<Tail> {
    const top = await this.#highest(stream, N_MAX);
    if (top === undefined) return { accepted: heldBelow - 1, t: 0 };
    if (top.n < heldBelow) return { accepted: heldBelow - 1, t: top.t };
    if (await this.#isWhole(stream, heldBelow, top.n)) return { accepted: top.n, t: top.t };
    const accepted = await this.#beforeHole(stream, heldBelow, top.n);
    return { accepted, t: (await this.#highest(stream, accepted))?.t ?? 0 };
  }

  async read(stream: StreamRef, after: number, to: number, limit: number): Promise<readonly StoredEntry[]> {
    // To MongoDB a limit of 0 is none.
    if (limit <= 0 || to <= after) return [];
    const messages = await this.#messages
      .find({ _id: keysOf(stream, after + 1, to), expiresAt: { $not: { $lte: new Date(this.clock.now()) } } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return messages.map((message) => toEntry(stream, message));
  }

  async expire(roomId: RoomId, expiresAt: number): Promise<void> {
    await this.#messages.updateMany({ _id: keysOfRoom(roomId) }, { $min: { expiresAt: new Date(expiresAt) } });
  }

  async delete(roomId: RoomId): Promise<void> {
    await this.#messages.deleteMany({ _id: keysOfRoom(roomId) });
  }

  async roomIds(after: string, before: string, limit: number): Promise<readonly RoomId[]> {
    const found: RoomId[] = [];
    // One look at the index for each room, however many entries it has.
    for (let from = after === '' ? '' : afterRoom(after); found.length < limit;) {
      const first = await this.#messages.findOne(
        { _id: { $gte: from, $lt: before } },
        { sort: { _id: 1 }, projection: { _id: 1 } },
      );
      if (first === null) break;
      found.push(roomOf(first._id));
      from = afterRoom(roomOf(first._id));
    }
    return found;
  }

  /** What became of a batch that was not taken as a whole. */
  async #afterRefusal(entries: readonly StoredEntry[], error: unknown): Promise<readonly AppendResult[]> {
    const refused = refusedWrites(error);
    if (refused === undefined) return entries.map(() => 'failed');
    const stored = await this.#stored(entries.filter((_, index) => refused.get(index)?.isDuplicate === true));
    return entries.map((entry, index) => {
      const refusal = refused.get(index);
      if (refusal === undefined) return 'written';
      const other = refusal.isDuplicate ? stored.get(keyOf(entry)) : undefined;
      // Not found by a majority read: what stands there may yet be undone.
      if (other === undefined) return 'failed';
      return sameContent(toEntry(entry, other), entry) ? 'same' : 'conflict';
    });
  }

  async #stored(entries: readonly StoredEntry[]): Promise<ReadonlyMap<string, MessageDocument>> {
    try {
      const messages = await this.#messages.find({ _id: { $in: entries.map(keyOf) } }).toArray();
      return new Map(messages.map((message) => [message._id, message]));
    } catch {
      return new Map();
    }
  }

  /** The stored entry with the highest n that is at most `to`, unless it has expired: a room's entries go together. */
  async #highest(stream: StreamRef, to: number): Promise<{ readonly n: number; readonly t: number } | undefined> {
    const top = await this.#messages.findOne(
      { _id: keysOf(stream, 0, to) },
      { sort: { _id: -1 }, projection: { t: 1, expiresAt: 1 } },
    );
    if (top === null || (top.expiresAt !== undefined && top.expiresAt.getTime() <= this.clock.now())) return undefined;
    return { n: numberOf(top._id), t: top.t };
  }

  /** Whether every number from `from` to `to` is stored. Counted in the index, no entry is read. */
  async #isWhole(stream: StreamRef, from: number, to: number): Promise<boolean> {
    return (await this.#messages.countDocuments({ _id: keysOf(stream, from, to) })) === to - from + 1;
  }

  /** The last number before the first hole, which is known to be below `top`. */
  async #beforeHole(stream: StreamRef, heldBelow: number, top: number): Promise<number> {
    let [whole, short] = [heldBelow - 1, top];
    while (short - whole > 1) {
      const middle = Math.floor((whole + short) / 2);
      if (await this.#isWhole(stream, whole + 1, middle)) whole = middle;
      else short = middle;
    }
    return whole;
  }
}

function keyOf({ roomId, slot, stream, n }: StoredEntry): string {
  return entryId(roomId, slot, stream, n);
}
