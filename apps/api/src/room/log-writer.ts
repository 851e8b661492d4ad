import {
  entryId,
  otherSlot,
  type Entry,
  type NewEntry,
  type PublicId,
  type SendResult,
  type Slot,
  type StreamId,
} from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import { GroupCommit } from '../platform/group-commit.js';
import { errorOf, type Log } from '../platform/log.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { AuthorLog } from './domain/author-log.js';
import { endFor, isClosed, memberOf, toWire, type ClosedRecord } from './domain/room-view.js';
import { newestStream } from './domain/streams.js';
import type { LiveRoom } from './live-room.js';
import type { AppendResult, MessageStore, StoredEntry } from './message-store.port.js';
import type { Actor, RoomRecord, RoomStore } from './room-store.port.js';

/** One `room:send` on its way into the log. */
interface SendJob {
  readonly room: LiveRoom;
  readonly slot: Slot;
  readonly author: AuthorLog;
  readonly actor: Actor;
  readonly entries: readonly StoredEntry[];
  readonly resolve: (result: SendResult) => void;
  readonly reject: (error: ChatError) => void;
}

/** What an author sends. */
export interface Sending {
  readonly stream: StreamId;
  readonly entries: readonly NewEntry[];
}

/** What the log writer needs. */
export interface LogWriterParts {
  readonly messages: MessageStore;
  readonly rooms: RoomStore;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ServerRules;
  /** Whether this server is certainly the only writer: then what it holds in memory answers the look after the write. */
  readonly isExclusive: () => boolean;
  /** Fixes the heads of a room whose end was found without them. */
  readonly close: (record: RoomRecord) => Promise<ClosedRecord>;
  /** Told after each flush: entries written and milliseconds taken, for the metrics. */
  readonly onFlush?: (entries: number, ms: number) => void;
}

/** How long the browser waits before it sends again what the database did not take, ms. */
const TRY_LATER_MS = 1_000;

/** Writes entries: checked, in groups, looked at after the write, then acknowledged and pushed (I1, I2, I4). */
export class LogWriter {
  readonly #commit: GroupCommit<SendJob>;

  constructor(private readonly parts: LogWriterParts) {
    this.#commit = new GroupCommit((jobs) => this.#flush(jobs), parts.clock);
  }

  /**
   * Takes one or more entries of an author. Resolves when they are durable.
   *
   * @throws {ChatError} stale-stream, invalid, out-of-order, conflict, ended, register-again codes, try-later
   */
  send(room: LiveRoom, slot: Slot, actor: Actor, { stream, entries }: Sending): Promise<SendResult> {
    const author = room.authors.get(slot);
    if (author?.stream !== stream) throw ChatError.of('stale-stream', 'this is not your newest stream in this room');
    const fault = author.check(entries, room.clock);
    switch (fault) {
      case 'numbers':
        throw ChatError.invalid('entries must be numbered without gaps');
      case 'time':
        throw ChatError.invalid('t must be above your last one and near the highest of the room');
      case 'own-like':
        throw ChatError.invalid("a like must be of your partner's text");
      case 'out-of-order':
        throw ChatError.accepted('out-of-order', author.accepted);
      case undefined:
        break;
    }
    const at = this.parts.clock.now();
    const stored = entries.map((entry) => ({
      ...entry,
      id: entryId(room.id, slot, stream, entry.n),
      roomId: room.id,
      slot,
      stream,
      at,
    }));
    author.begin(entries);
    return new Promise((resolve, reject) => {
      this.#commit.add({ room, slot, author, actor, entries: stored, resolve, reject });
    });
  }

  /** Resolves when everything taken so far is decided. */
  idle(): Promise<void> {
    return this.#commit.idle();
  }

  /** Resolves when everything taken so far is decided, whatever is taken meanwhile. */
  flushed(): Promise<void> {
    return this.#commit.flushed();
  }

  async #flush(jobs: readonly SendJob[]): Promise<void> {
    const entries = jobs.flatMap((job) => job.entries);
    const startedAt = this.parts.clock.now();
    if (!this.parts.rules.durableBeforeAck)
      this.#decideAll(
        jobs,
        entries.map(() => 'written'),
        memoryOf(jobs),
      );
    const results = await this.parts.messages.append(entries);
    this.parts.onFlush?.(entries.length, this.parts.clock.now() - startedAt);
    if (!this.parts.rules.durableBeforeAck) return;
    try {
      this.#decideAll(jobs, results, await this.#look(jobs));
    } catch (cause) {
      this.parts.log.warn('look-after-write-failed', { entries: entries.length, cause: errorOf(cause) });
      this.#decideAll(
        jobs,
        entries.map(() => 'failed'),
        new Map(),
      );
    }
  }

  /** The rooms as they stand after the write. An end that is found is complete, with heads. */
  async #look(jobs: readonly SendJob[]): Promise<ReadonlyMap<string, RoomRecord>> {
    const seen = this.parts.isExclusive() ? memoryOf(jobs) : await this.#readRooms(jobs);
    for (const job of new Set(jobs.map(({ room }) => room))) {
      // Nothing to wait for in nearly every room: forty of them would be forty turns.
      const ended = job.ending === undefined ? undefined : await job.ending;
      const record = ended ?? seen.get(job.id);
      if (record?.end !== undefined) seen.set(job.id, isClosed(record) ? record : await this.parts.close(record));
    }
    return seen;
  }

  async #readRooms(jobs: readonly SendJob[]): Promise<Map<string, RoomRecord>> {
    const records = await this.parts.rooms.findMany([...new Set(jobs.map(({ room }) => room.id))]);
    return new Map(records.map((record) => [record.id, record]));
  }

  #decideAll(jobs: readonly SendJob[], results: readonly AppendResult[], seen: ReadonlyMap<string, RoomRecord>): void {
    let next = 0;
    for (const job of jobs) {
      const own = results.slice(next, next + job.entries.length);
      next += job.entries.length;
      this.#decide(job, own, seen.get(job.room.id));
      for (const _ of job.entries) job.author.settle();
    }
  }

  #decide(job: SendJob, results: readonly AppendResult[], record: RoomRecord | undefined): void {
    const refusal = this.#refusalOfAll(job, record);
    if (refusal !== undefined) {
      job.reject(refusal);
      return;
    }
    const head = this.#headOf(job, record);
    const fresh: StoredEntry[] = [];
    let failure: ChatError | undefined;
    job.entries.forEach((entry, index) => {
      const result = results[index] ?? 'failed';
      if (result === 'conflict') failure ??= ChatError.accepted('conflict', job.author.accepted);
      else if (result === 'failed') failure ??= tryLater();
      else if (entry.n > head) failure ??= endedError(record, job.slot);
      else fresh.push(...job.author.durable(entry));
    });
    this.#push(job, fresh);
    if (failure === undefined) job.resolve({ stream: job.author.stream, accepted: job.author.accepted });
    else {
      // Told of the end: should a tail take it, they have to be asked what they hold.
      if (failure.code === 'ended') job.room.claimed.delete(job.slot);
      job.reject(failure);
    }
  }

  /** Why nothing of the job counts, whatever was written. */
  #refusalOfAll(job: SendJob, record: RoomRecord | undefined): ChatError | undefined {
    const { rules } = this.parts;
    // A room that the database does not know has lost its tail: the next sync or register finds out.
    if (record === undefined) return tryLater();
    const acting = record.actors[job.slot];
    const isSame = rules.randomRegistration ? acting.reg === job.actor.reg : acting.gen === job.actor.gen;
    if (rules.fence && !isSame) return ChatError.of('wrong-state', 'a newer registration acts now');
    if (rules.fence && newestStream(record, job.slot).id !== job.author.stream) {
      return ChatError.of('stale-stream', 'this is not your newest stream in this room');
    }
    return undefined;
  }

  /** Highest n that counts: all while the room is open. */
  #headOf(job: SendJob, record: RoomRecord | undefined): number {
    if (record === undefined || !isClosed(record) || !this.parts.rules.endAfterWrite) return Number.POSITIVE_INFINITY;
    const head = record.end.heads[job.slot].find(({ stream }) => stream === job.author.stream)?.n ?? 0;
    return this.parts.rules.headIncluded ? head : head - 1;
  }

  #push(job: SendJob, fresh: readonly StoredEntry[]): void {
    if (fresh.length === 0) return;
    const { record } = job.room;
    const author: PublicId = memberOf(record, job.slot).id;
    const items: readonly Entry[] = fresh.map((entry) => toWire(entry, author));
    const to = memberOf(record, otherSlot(job.slot)).id;
    const payload = { roomId: record.id, items, delivered: job.room.received[job.slot] };
    this.parts.hints.publish({ kind: 'push', to, event: 'room:entries', payload });
  }
}

/** The rooms of a batch as this server holds them; who acts is marked there before the database is told. */
function memoryOf(jobs: readonly SendJob[]): Map<string, RoomRecord> {
  const held = new Map<string, RoomRecord>();
  for (const { room } of jobs) if (!held.has(room.id)) held.set(room.id, { ...room.record, actors: room.actors });
  return held;
}

function tryLater(): ChatError {
  return ChatError.after('try-later', TRY_LATER_MS, 'the database did not answer in time; send again');
}

function endedError(record: RoomRecord | undefined, slot: Slot): ChatError {
  if (record === undefined || !isClosed(record)) return tryLater();
  return ChatError.ended(endFor(record, slot));
}
