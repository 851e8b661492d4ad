import {
  SLOTS,
  TEXT_EXPIRES_MS,
  type Cursor,
  type EndReason,
  type PublicId,
  type Settled,
  type Slot,
} from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import { pairKeys } from '../queue/domain/pair-keys.js';
import { nextPlace, type EndPart } from '../session/domain/person-state.js';
import type { Settlement } from '../session/person-store.port.js';
import { countsAsConversation, endFor, isClosed, isOwed, type ClosedRecord } from './domain/room-view.js';
import type { LiveRooms } from './live-room.js';
import { askSlotToSync } from './member-hints.js';
import type { MessageStore } from './message-store.port.js';
import type { ReceivedCursors } from './received-cursors.js';
import type { Actor, BySlot, EndRecord, MemberRecord, RoomRecord, RoomStore } from './room-store.port.js';
import { StreamSeals } from './stream-seals.js';
import type { ConversationTally } from './tally.port.js';

/** Ends by which a member is simply not there any more. */
const GONE_WITHOUT_ASKING: ReadonlySet<EndReason> = new Set(['partner-lost', 'closed']);

/** Parts of who is told by the answer to what they asked. */
const IS_ANSWERED: ReadonlySet<EndPart> = new Set(['asked', 'waited']);

/** How a room comes to its end. */
export type EndCause = Omit<EndRecord, 'heads'>;

/** The end as it was fixed, and where this call put the members (nobody, when another call had ended it). */
export interface Ended {
  readonly record: ClosedRecord;
  readonly settled: ReadonlyMap<PublicId, Settled>;
}

/** Two people who met by these ends are kept apart; a room lost to silence does not count. */
const COUNTS_AS_MET: ReadonlySet<EndReason> = new Set(['next', 'leave', 'closed', 'deleted']);

/** Two people who parted like this are never paired again. */
const COUNTS_AS_BLOCK: ReadonlySet<EndReason> = new Set(['block', 'report']);

/** The registration that a departure was decided about. */
export interface Judged {
  readonly slot: Slot;
  readonly actor: Actor;
}

/**
 * Takes a person out of an ended room, into a queue place or none; once for each room. The state they are in after it,
 * whoever put them there.
 */
export type Settle = (publicId: PublicId, settlement: Settlement) => Promise<Settled>;

/** What ending a room needs of the rest. */
export interface RoomEnderParts {
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly live: LiveRooms;
  readonly cursors: Pick<ReceivedCursors, 'saveOf'>;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ServerRules;
  readonly tally?: ConversationTally | undefined;
  /** How old a conversation is, ms, before a new partner may be asked for. */
  readonly nextAfterMs: number;
  /** Whether a person would rather take a break than be queued when left. */
  readonly takesBreak: (publicId: PublicId) => Promise<boolean>;
  readonly settle: Settle;
  /** Whether a device meets nobody for now. */
  readonly isHeld: (device: string) => boolean;
  /** Two devices have met. */
  readonly met: (left: string, right: string, at: number) => Promise<void>;
  /** Two devices must never meet again. */
  readonly blocked: (left: string, right: string, at: number) => Promise<void>;
}

/** How soon a step of an end is tried again whose outcome the database did not tell, ms. */
const TRY_AGAIN_MS = 250;

/**
 * Ends rooms: once, with heads, both members settled (docs/log.md, rule 17). From the moment the end was asked of the
 * database every step is repeated until its outcome is known: an end that may stand must not be forgotten, or entries
 * would go on being acknowledged above its heads, and nobody would be told.
 */
export class RoomEnder {
  constructor(private readonly parts: RoomEnderParts) {}

  /**
   * Ends an active room. Undefined when the database does not know it, or when `judged` no longer acts.
   *
   * @param except members who are placed by the caller: neither settled nor told here
   */
  async end(
    known: RoomRecord,
    cause: EndCause,
    judged?: Judged,
    except: ReadonlySet<PublicId> = new Set(),
  ): Promise<Ended | undefined> {
    const { live } = this.parts;
    // One after the other: an end that fails here must not take the mark of one that is still under way.
    for (let other = live.endingOf(known.id); other !== undefined; other = live.endingOf(known.id)) {
      if ((await other) !== undefined) break;
    }
    const ending = this.#fix(known, cause, judged);
    const mark = ending.catch(() => undefined);
    // Marked before the database is asked: no entry is acknowledged meanwhile without looking at the heads.
    live.markEnding(known.id, mark);
    const record = await ending.catch((fault: unknown) => {
      live.settleEnding(known.id, mark, false);
      throw fault;
    });
    live.settleEnding(known.id, mark, record !== undefined);
    if (record === undefined) return undefined;
    if (!isSameEnd(record.end, cause)) return { record, settled: new Map() };
    if (countsAsConversation(cause.reason)) this.parts.tally?.ended(cause.at);
    const settled = await this.#settleMembers(record, except);
    void this.#expire(record);
    return { record, settled };
  }

  /**
   * Fixes the heads of an ended room that has none yet: whoever sees such an end completes it.
   *
   * @throws {ChatError} try-later when the database has lost the end meanwhile
   */
  async close(record: RoomRecord): Promise<ClosedRecord> {
    const closed = await this.#closeWith(record);
    // The database has lost the end just now; whoever asks again finds the room as it is then.
    if (closed === undefined) throw ChatError.after('try-later', TRY_AGAIN_MS, 'the end of this room was lost');
    // A tail may have taken the heads that were told, and left an entry that came after them.
    if (!isClosed(record)) for (const slot of SLOTS) askSlotToSync(this.parts.hints, closed, slot);
    return closed;
  }

  /** Keeps the members of an ended room apart for good. */
  async block({ members }: RoomRecord): Promise<void> {
    await this.parts.blocked(...pairKeys(members), this.parts.clock.now());
  }

  async #closeWith(record: RoomRecord, heads?: BySlot<readonly Cursor[]>): Promise<ClosedRecord | undefined> {
    if (isClosed(record)) return record;
    const sealed = await new StreamSeals(this.parts).sealed(record);
    if (sealed === undefined) return undefined;
    const after = await this.parts.rooms.setHeads(record.id, heads ?? (await this.#heads(sealed)));
    return after !== undefined && isClosed(after) ? after : undefined;
  }

  async #fix(known: RoomRecord, cause: EndCause, judged: Judged | undefined): Promise<ClosedRecord | undefined> {
    // Before the end: a crash between the two must not let them meet again.
    if (COUNTS_AS_MET.has(cause.reason)) await this.parts.met(...pairKeys(known.members), cause.at);
    if (COUNTS_AS_BLOCK.has(cause.reason)) await this.parts.blocked(...pairKeys(known.members), cause.at);
    const early = this.parts.rules.headsAfterEnd ? undefined : await this.#heads(known);
    await this.parts.cursors.saveOf(known.id);
    const record = await this.#untilKnown(() => this.parts.rooms.end(known.id, cause, judged));
    if (record === undefined || record === 'fenced') return undefined;
    // Undefined when the database has lost the end meanwhile.
    return this.#untilKnown(() => this.#closeWith(record, early));
  }

  async #heads(record: RoomRecord): Promise<BySlot<readonly Cursor[]>> {
    const [a, b] = await Promise.all(SLOTS.map((slot) => this.#headsOf(record, slot)));
    return { a: a ?? [], b: b ?? [] };
  }

  #headsOf(record: RoomRecord, slot: Slot): Promise<Cursor[]> {
    return Promise.all(
      record.streams[slot].map(async (stream) => {
        if (stream.end !== undefined) return { stream: stream.id, n: stream.end };
        const tail = await this.parts.messages.tail({ roomId: record.id, slot, stream: stream.id }, stream.heldBelow);
        return { stream: stream.id, n: tail.accepted };
      }),
    );
  }

  /** Who was left first: they wait before the one who asked for somebody new. */
  async #settleMembers(record: ClosedRecord, except: ReadonlySet<PublicId>): Promise<ReadonlyMap<PublicId, Settled>> {
    const settled = new Map<PublicId, Settled>();
    const members = record.members
      .filter(({ id }) => !except.has(id))
      .sort((left) => (left.id === record.end.by ? 1 : -1));
    for (const member of members) {
      const state = await this.#untilKnown(() => this.settle(record, member));
      settled.set(member.id, state);
      if (!IS_ANSWERED.has(partOf(record, member))) {
        this.parts.hints.publish({
          kind: 'push',
          to: member.id,
          event: 'room:ended',
          payload: { end: endFor(record, member.slot), state },
        });
      }
    }
    return settled;
  }

  /** Puts one member of an ended room where its end puts them. Repeatable: it happens once. */
  async settle(record: ClosedRecord, member: MemberRecord): Promise<Settled> {
    const { state } = nextPlace(
      { is: 'paired', roomId: record.id, since: record.createdAt },
      {
        type: 'ended',
        part: partOf(record, member),
        reason: record.end.reason,
        role: member.role,
        widen: false,
        takeBreak: await this.parts.takesBreak(member.id),
        nextAfterMs: this.parts.nextAfterMs,
      },
      this.parts.clock.now(),
    );
    return this.parts.settle(member.id, {
      roomId: record.id,
      place: state.is === 'queued' && !this.parts.isHeld(member.device) ? state.entry : undefined,
      joinFrom: state.is === 'idle' ? state.joinFrom : undefined,
      isOwed: isOwed(record, member.slot),
    });
  }

  async #untilKnown<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step();
      } catch (cause) {
        this.parts.log.warn('end-not-known', { cause: errorOf(cause) });
        await new Promise<void>((resolve) => this.parts.clock.setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }

  /** May come late without harm: retention repeats what fails here. */
  async #expire(record: ClosedRecord): Promise<void> {
    try {
      await this.parts.messages.expire(record.id, record.end.deleted?.at ?? record.end.at + TEXT_EXPIRES_MS);
    } catch (cause) {
      this.parts.log.warn('expiry-failed', { room: record.id, cause: errorOf(cause) });
    }
  }
}

function isSameEnd(recorded: EndRecord, cause: EndCause): boolean {
  return recorded.at === cause.at && recorded.by === cause.by && recorded.reason === cause.reason;
}

function partOf(record: ClosedRecord, member: MemberRecord): EndPart {
  if (record.end.reason === 'unconfirmed') return 'unconfirmed';
  if (record.end.reason === 'idle') return 'quiet';
  if (record.end.ofQuiet === true) return record.end.by === member.id ? 'waited' : 'quiet';
  if (record.end.by !== member.id) return 'left';
  return GONE_WITHOUT_ASKING.has(record.end.reason) ? 'lost' : 'asked';
}
