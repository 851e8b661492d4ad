import { AHEAD_MAX, type NewEntry, type StreamId } from '@hearken/protocol';
import type { StoredEntry, Tail } from '../message-store.port.js';

/** What a send may not do, found before anything is written. */
export type SendFault = 'numbers' | 'time' | 'out-of-order' | 'own-like';

/**
 * One author's newest stream, as the server that holds the author knows it: what is durable without a hole, what is on
 * its way, and what became durable above a hole. Pure bookkeeping; the database decides.
 */
export class AuthorLog {
  #accepted: number;
  #acceptedT: number;
  /** Entries under way or durable above a hole: n -> t. */
  readonly #underWayT = new Map<number, number>();
  readonly #aboveHole = new Map<number, StoredEntry>();
  #highest: number;
  #underWay = 0;

  /** @param floorT highest Lamport time of this author's earlier streams */
  constructor(
    readonly stream: StreamId,
    tail: Tail,
    floorT: number,
  ) {
    this.#accepted = tail.accepted;
    this.#highest = tail.accepted;
    this.#acceptedT = Math.max(tail.t, floorT);
  }

  /** Highest n that is durable without a hole. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Highest Lamport time of this author's durable entries. */
  get acceptedT(): number {
    return this.#acceptedT;
  }

  /** Highest Lamport time of this author that is durable or under way. */
  get highestT(): number {
    let highest = this.#acceptedT;
    for (const t of this.#underWayT.values()) highest = Math.max(highest, t);
    return highest;
  }

  /** Whether these entries can be written now; `clock` is the room's highest Lamport time. */
  check(entries: readonly NewEntry[], clock: number): SendFault | undefined {
    if (likesItself(entries)) return 'own-like';
    let before: NewEntry | undefined;
    for (const entry of entries) {
      if (before !== undefined && entry.n !== before.n + 1) return 'numbers';
      if (entry.n > Math.max(this.#highest, before?.n ?? 0) + 1) return 'out-of-order';
      if (entry.n > this.#accepted) {
        const floor = before?.t ?? this.#timeBefore(entry.n);
        if (entry.t <= floor || entry.t > clock + AHEAD_MAX) return 'time';
      }
      before = entry;
    }
    return undefined;
  }

  /** Notes that these entries are on their way to the database. */
  begin(entries: readonly NewEntry[]): void {
    for (const { n, t } of entries) {
      this.#underWay += 1;
      if (n > this.#accepted) this.#underWayT.set(n, t);
      this.#highest = Math.max(this.#highest, n);
    }
  }

  /** Notes that a write has come back, whatever it said. */
  settle(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    // What failed is sent again from accepted + 1; numbers above a hole stay known.
    this.#highest = this.#accepted;
    for (const n of this.#aboveHole.keys()) this.#highest = Math.max(this.#highest, n);
  }

  /** Notes a durable entry; the entries that are durable without a hole now and were not before, in order. */
  durable(entry: StoredEntry): readonly StoredEntry[] {
    // Acknowledged again, it is pushed again: the push of the first time may have been lost with its server.
    if (entry.n <= this.#accepted) return [entry];
    this.#aboveHole.set(entry.n, entry);
    const closed: StoredEntry[] = [];
    for (let next = this.#aboveHole.get(this.#accepted + 1); next !== undefined;) {
      this.#aboveHole.delete(next.n);
      this.#underWayT.delete(next.n);
      this.#accepted = next.n;
      this.#acceptedT = Math.max(this.#acceptedT, next.t);
      closed.push(next);
      next = this.#aboveHole.get(this.#accepted + 1);
    }
    return closed;
  }

  /** Takes the database's word for the tail (register, sync); it may be lower than what was told (a lost tail). */
  restart(tail: Tail, floorT: number): void {
    this.#accepted = tail.accepted;
    this.#acceptedT = Math.max(tail.t, floorT);
    for (const n of [...this.#aboveHole.keys()]) if (n <= tail.accepted) this.#aboveHole.delete(n);
    if (this.#underWay === 0) {
      this.#aboveHole.clear();
      this.#underWayT.clear();
      this.#highest = tail.accepted;
    } else {
      this.#highest = Math.max(this.#highest, tail.accepted);
    }
  }

  #timeBefore(n: number): number {
    return n - 1 <= this.#accepted ? this.#acceptedT : (this.#underWayT.get(n - 1) ?? this.#acceptedT);
  }
}

/**
 * Whether a frame likes something that it says itself. Which nonces an author used before is not looked up: readers pass
 * over a like of an own text, or of one that nobody holds.
 */
function likesItself(entries: readonly NewEntry[]): boolean {
  return entries.some((like) => like.kind !== 'text' && entries.some(({ nonce }) => nonce === like.target));
}
