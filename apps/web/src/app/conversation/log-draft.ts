import { otherSlot, type Cursor, type ReaderCursor, type Slot, type StreamId } from '@hearken/protocol';
import type { LogRules } from './log-rules';
import type { LogEntry, LogMark, Place, RoomLog, RoomRecord } from './room-log';

/** What one step made of a log, and which entries it touched: what the store has to write. */
export interface LogChange {
  readonly log: RoomLog;
  /** The record changed too. If it did not it must not be written: a page that is not the owner may hold an old one. */
  readonly isRecordChanged: boolean;
  readonly touched: readonly (readonly [key: string, entry: LogEntry])[];
}

/** An entry of the outbox with its key and its current place. */
export interface Outgoing {
  readonly key: string;
  readonly entry: LogEntry;
  readonly place: Place;
}

/** Marks kept of a room; older ones of people going and coming are forgotten first. */
const MARKS_MAX = 200;

/**
 * A log under change. The rules of docs/log.md work on a draft; `finish` gives the next immutable log. A draft that is
 * thrown away (the store refused it) has changed nothing.
 */
export class LogDraft {
  #room: RoomRecord;
  #entries: ReadonlyMap<string, LogEntry>;
  #written: Map<string, LogEntry> | undefined;
  readonly #touched = new Map<string, LogEntry>();
  /** What is taken is the log of a room that has ended, also before its end is: nothing gets a number any more. */
  isOver: boolean;

  /** @param isNew the log is not stored yet, even if nothing changes */
  constructor(
    private readonly base: RoomLog,
    readonly rules: LogRules,
    private readonly isNew = false,
  ) {
    this.#room = base.room;
    this.#entries = base.entries;
    this.isOver = base.room.end !== undefined;
  }

  get room(): RoomRecord {
    return this.#room;
  }

  get entries(): ReadonlyMap<string, LogEntry> {
    return this.#entries;
  }

  /** Changes the record. What is the same already counts as no change. */
  set(patch: Partial<RoomRecord>): void {
    if (!isIn(patch, this.#room)) this.#room = { ...this.#room, ...patch };
  }

  /** Adds an entry or replaces it. */
  put(key: string, entry: LogEntry): void {
    if (this.#written === undefined) this.#entries = this.#written = new Map(this.#entries);
    this.#written.set(key, entry);
    this.#touched.set(key, entry);
  }

  /** Adds a line that is no entry. */
  mark(mark: LogMark): void {
    const marks = [...this.#room.marks, mark];
    const spare = marks.length > MARKS_MAX ? marks.findIndex(isOfPresence) : -1;
    this.set({ marks: spare < 0 ? marks : marks.filter((_, index) => index !== spare) });
  }

  /** The outbox, in the order of the numbers in the current stream. */
  outbox(): Outgoing[] {
    return outboxOf({ room: this.#room, entries: this.#entries });
  }

  /** Highest time of an author's entries that are held: where a hole behind them is shown. */
  lastTimeOf(isMine: boolean): number {
    let last = 0;
    for (const entry of this.#entries.values()) {
      if (entry.isMine === isMine && entry.fate !== 'waiting' && entry.t > last) last = entry.t;
    }
    return last;
  }

  /** The slot of an author. */
  slotOf(isMine: boolean): Slot {
    return isMine ? this.#room.slot : otherSlot(this.#room.slot);
  }

  /** The next log; `undefined` when nothing changed. */
  finish(): LogChange | undefined {
    const isRecordChanged = this.isNew || this.#room !== this.base.room;
    if (!isRecordChanged && this.#touched.size === 0) return undefined;
    return { log: { room: this.#room, entries: this.#entries }, isRecordChanged, touched: [...this.#touched] };
  }
}

/** The same place in the same stream. */
export function sameCursor(left: Cursor, right: Cursor): boolean {
  return left.n === right.n && left.stream === right.stream;
}

/** What the room's partner is told that this browser holds of them. */
export function heldOf({ received, receivedNonce: nonce }: RoomRecord): ReaderCursor {
  return nonce === undefined ? received : { ...received, nonce };
}

/** Whether `cursor` is at or beyond `place`: stream ids of one author sort in the order in which they were minted. */
export function isAtOrBeyond(cursor: Cursor, place: Cursor): boolean {
  return cursor.stream === place.stream ? cursor.n >= place.n : cursor.stream > place.stream;
}

/** Entries of the outbox that stand in the current stream, by number. */
export function outboxOf(log: RoomLog): Outgoing[] {
  const found: Outgoing[] = [];
  for (const [key, entry] of log.entries) {
    if (entry.fate !== 'outbox') continue;
    const place = currentPlace(entry, log.room.stream);
    if (place !== undefined) found.push({ key, entry, place });
  }
  return found.sort((left, right) => left.place.n - right.place.n);
}

/** The place of an entry in the stream that is written now; earlier places are left over from moves. */
export function currentPlace(entry: LogEntry, stream: StreamId): Place | undefined {
  const last = entry.places.at(-1);
  return last?.stream === stream ? last : undefined;
}

function isOfPresence(mark: LogMark): boolean {
  return mark.kind === 'reconnecting' || mark.kind === 'back';
}

/** Whether every part of a patch says what the record says already; cursors and the like are compared by value. */
function isIn(patch: Partial<RoomRecord>, room: RoomRecord): boolean {
  for (const name of Object.keys(patch)) if (!same(Reflect.get(patch, name), Reflect.get(room, name))) return false;
  return true;
}

function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  return isCursor(left) && isCursor(right) && sameCursor(left, right);
}

function isCursor(value: unknown): value is Cursor {
  return typeof value === 'object' && value !== null && 'stream' in value && 'n' in value;
}
