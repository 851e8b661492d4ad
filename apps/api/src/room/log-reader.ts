import {
  ITEMS_MAX,
  ITEMS_MAX_BYTES,
  otherSlot,
  type Cursor,
  type Gap,
  type LogItem,
  type Nonce,
  type RoomClaim,
  type RoomState,
  type Slot,
} from '@hearken/protocol';
import { memberOf, toWire } from './domain/room-view.js';
import { firstCursor } from './domain/streams.js';
import type { MessageStore, StoredEntry } from './message-store.port.js';
import type { RoomRecord, StreamRecord } from './room-store.port.js';

/** What one answer carries. */
export interface Page {
  readonly items: readonly LogItem[];
  readonly more: boolean;
}

/** Highest n of a listed stream that may be read: its accepted, or in an ended room its head. */
export type ReadableTo = (slot: Slot, stream: StreamRecord) => Promise<number>;

/** Where one author's entries are read from. */
export interface ReadFrom {
  readonly slot: Slot;
  readonly cursor: Cursor;
  /** Nonce of the entry that the reader holds at the cursor; absent where they name none. */
  readonly nonce?: Nonce | undefined;
}

/** Reads what a member misses, within the bounds of one answer (docs/log.md, rule 14). */
export class LogReader {
  constructor(private readonly messages: MessageStore) {}

  /** What stands after both cursors: the partner's first, then the member's own. */
  async page(record: RoomRecord, after: readonly ReadFrom[], readableTo: ReadableTo): Promise<Page> {
    const page = new PageBuilder();
    for (const from of after) if (!(await this.#doubtful(record, from, readableTo, page))) return page.cut();
    for (const from of after) {
      if (!(await this.#author(record, from, readableTo, page))) return page.cut();
    }
    return { items: page.items, more: false };
  }

  /**
   * The last entry up to a reader's cursor, where it is not proven to be the one they hold there: after a lost tail, an
   * author whose store fell back may have given the numbers again.
   */
  async #doubtful(
    record: RoomRecord,
    { slot, cursor, nonce }: ReadFrom,
    readableTo: ReadableTo,
    page: PageBuilder,
  ): Promise<boolean> {
    const stream = record.streams[slot].find(({ id }) => id === cursor.stream);
    if (nonce === undefined || stream === undefined) return true;
    const last = Math.min(cursor.n, await readableTo(slot, stream));
    if (last === 0) return true;
    const [entry] = await this.messages.read({ roomId: record.id, slot, stream: stream.id }, last - 1, last, 1);
    if (entry === undefined || (last === cursor.n && entry.nonce === nonce)) return true;
    return page.add(toWire(entry, memberOf(record, slot).id));
  }

  /** Fills the page from one author's streams; false when it is full before their end. */
  async #author(record: RoomRecord, from: ReadFrom, readableTo: ReadableTo, page: PageBuilder): Promise<boolean> {
    const { slot } = from;
    const author = memberOf(record, slot).id;
    const gap = (reason: Gap['reason'], at: Cursor, to: Cursor): Gap => ({
      kind: 'gap',
      roomId: record.id,
      author,
      reason,
      from: at,
      to,
    });
    let { cursor } = from;
    for (const stream of record.streams[slot]) {
      if (stream.id < cursor.stream) continue;
      if (stream.id !== cursor.stream) {
        const next = { stream: stream.id, n: 0 };
        if (!page.add(gap('stream', cursor, next))) return false;
        cursor = next;
      }
      const to = await readableTo(slot, stream);
      while (cursor.n < to) {
        const wanted = page.room;
        const stored = await this.messages.read({ roomId: record.id, slot, stream: stream.id }, cursor.n, to, wanted);
        for (const entry of stored) {
          if (entry.n !== cursor.n + 1) {
            const before = { stream: stream.id, n: entry.n - 1 };
            if (!page.add(gap('held', cursor, before))) return false;
            cursor = before;
          }
          if (!page.add(toWire(entry, author))) return false;
          cursor = placeOf(entry);
        }
        if (stored.length < wanted) break;
      }
      const heldTo = Math.max(to, stream.heldBelow - 1);
      if (cursor.n < heldTo) {
        // What is left up to there the database lost, and the author no longer holds it, or will not send it again.
        const held = { stream: stream.id, n: heldTo };
        if (!page.add(gap('held', cursor, held))) return false;
        cursor = held;
      }
    }
    return true;
  }
}

function placeOf(entry: StoredEntry): Cursor {
  return { stream: entry.stream, n: entry.n };
}

/** Collects items up to the bounds; one always fits. */
class PageBuilder {
  readonly items: LogItem[] = [];
  #bytes = 0;

  /** How many more items fit by count; at least one. */
  get room(): number {
    return Math.max(1, ITEMS_MAX - this.items.length);
  }

  /** The page where it is full before everything is on it. */
  cut(): Page {
    return { items: this.items, more: true };
  }

  add(item: LogItem): boolean {
    const bytes = Buffer.byteLength(JSON.stringify(item));
    const fits = this.items.length < ITEMS_MAX && this.#bytes + bytes <= ITEMS_MAX_BYTES;
    if (!fits && this.items.length > 0) return false;
    this.items.push(item);
    this.#bytes += bytes;
    return true;
  }
}

/** Where a member's browser stands, as it says; at the start of everything where it says nothing. */
export function cursorsOf(record: RoomRecord, slot: Slot, claim: RoomClaim | undefined): RoomState['from'] {
  return {
    received: claim?.received ?? firstCursor(record, otherSlot(slot)),
    own: claim?.own ?? firstCursor(record, slot),
  };
}

/** The order of reading: the partner's entries first, then the member's own. */
export function readInOrder(
  slot: Slot,
  from: RoomState['from'],
  claim: Pick<RoomClaim, 'receivedNonce'> | undefined,
): readonly ReadFrom[] {
  return [
    { slot: otherSlot(slot), cursor: from.received, nonce: claim?.receivedNonce },
    { slot, cursor: from.own },
  ];
}
