import type { EntryId, Nonce, PublicId, RoomId, Slot, StreamId } from './ids.js';

/** A place in one author's series of entries: everything of `stream` up to and including `n`. `n` 0 is its start. */
export interface Cursor {
  readonly stream: StreamId;
  readonly n: number;
}

/** What a reader's browser holds of an author without a hole. */
export interface ReaderCursor extends Cursor {
  /**
   * Nonce of the entry it holds at this place; absent where none stands there (n = 0, or a gap led there). An author who
   * gave the number to other words knows by it that nothing this cursor says of the stream is about theirs.
   */
  readonly nonce?: Nonce;
}

/** What an author writes: a text, or a like of one of the partner's texts (or its withdrawal). */
export type EntryBody = TextBody | LikeBody;

/** Words. */
export interface TextBody {
  readonly kind: 'text';
  readonly text: string;
  /** Nonce of the text this one quotes. A nonce, not an id: it stays right when the quoted text moves. */
  readonly replyTo?: Nonce;
}

/** A like of the partner's text, or the withdrawal of one. The last one by `(t, slot)` counts. */
export interface LikeBody {
  readonly kind: 'like' | 'unlike';
  /** Nonce of the text that is liked. */
  readonly target: Nonce;
}

/** An entry as its author's browser sends it: what is said, and where in the author's stream it stands. */
export type NewEntry = EntryBody & {
  /** Number within the stream, from 1 without gaps. */
  readonly n: number;
  /** Lamport time: one more than the highest `t` the author holds in this room. */
  readonly t: number;
  readonly nonce: Nonce;
};

/** An entry as everybody reads it, once it is durable (I2). */
export type Entry = NewEntry & {
  readonly id: EntryId;
  readonly roomId: RoomId;
  /** Public id of the author. */
  readonly author: PublicId;
  readonly stream: StreamId;
  /** The server's time of acceptance, ms since the epoch. For people to read; order comes from `t`. */
  readonly at: number;
};

/**
 * A proven hole (I3): the server says that between two places of one author it has nothing to give. The reader moves
 * its cursor from `from` to `to` and shows a gap line, unless it holds everything below `to` already.
 *
 * - `held`: entries that the database lost and the author's outbox had already dropped, because the partner held them.
 * - `stream`: the author went on in a new stream; what an older store may have numbered at the old one's end is unknown.
 */
export interface Gap {
  readonly kind: 'gap';
  readonly roomId: RoomId;
  readonly author: PublicId;
  readonly reason: 'held' | 'stream';
  readonly from: Cursor;
  readonly to: Cursor;
}

/** What a log answer or push consists of, for each author in the order of that author's streams. */
export type LogItem = Entry | Gap;

/** The order everybody shows a room in: by Lamport time, the members' slots breaking ties. Total within one room. */
export function compareEntries(
  left: { readonly t: number; readonly slot: Slot },
  right: { readonly t: number; readonly slot: Slot },
): number {
  if (left.t !== right.t) return left.t - right.t;
  if (left.slot === right.slot) return 0;
  return left.slot < right.slot ? -1 : 1;
}

/** Whether two entries say the same: what "the same content under a used n" means (design: conflict). */
export function sameContent(left: NewEntry, right: NewEntry): boolean {
  if (left.nonce !== right.nonce || left.t !== right.t || left.kind !== right.kind) return false;
  if (left.kind === 'text') return right.kind === 'text' && left.text === right.text && left.replyTo === right.replyTo;
  return right.kind !== 'text' && left.target === right.target;
}
