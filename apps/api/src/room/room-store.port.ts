import type {
  Cursor,
  EndReason,
  PartReason,
  PublicId,
  ReaderCursor,
  Role,
  RoomId,
  Slot,
  StreamId,
} from '@hearken/protocol';

/** A stream as its room lists it. */
export interface StreamRecord {
  readonly id: StreamId;
  /** Entries below this n may be missing: the author's outbox no longer had them when the database lost them. From 1. */
  readonly heldBelow: number;
  /**
   * Last n that counts, of a stream that is not its author's newest any more: fixed once, before anybody reads on behind
   * it. What a write that was late puts above it is in nobody's log.
   */
  readonly end?: number;
}

/** The registration that acts in a room for one slot. `gen` only rises. */
export interface Actor {
  readonly gen: number;
  readonly reg: string;
}

export interface MemberRecord {
  readonly id: PublicId;
  readonly slot: Slot;
  readonly role: Role;
  /** Keyed hash of the device, or the public id: what have-met goes by. */
  readonly device: string;
}

/** Both slots' values. */
export type BySlot<T> = Readonly<Record<Slot, T>>;

/** That a member had the texts of a room deleted. */
export interface Deletion {
  /** Server time, ms. */
  readonly at: number;
  readonly by: PublicId;
}

/** How a room ended, as stored; `heads` are fixed once, after it. */
export interface EndRecord {
  readonly at: number;
  readonly reason: EndReason;
  /** Who ended it; absent: the system. */
  readonly by?: PublicId;
  readonly because?: PartReason;
  readonly note?: string;
  /** Who ended it asked for someone new because the partner had touched nothing for long. */
  readonly ofQuiet?: true;
  /** A member had its texts deleted: with the end, or after it. */
  readonly deleted?: Deletion;
  /** Last durable n of each stream, in stream order. */
  readonly heads?: BySlot<readonly Cursor[]>;
}

/** A room as the database knows it (collection `rooms`). */
export interface RoomRecord {
  readonly id: RoomId;
  /** In slot order: a, b. */
  readonly members: readonly [MemberRecord, MemberRecord];
  readonly actors: BySlot<Actor>;
  /** Per author, oldest first; never empty. Ids ascend. */
  readonly streams: BySlot<readonly StreamRecord[]>;
  /** What each member's browser holds of the partner. */
  readonly received: BySlot<ReaderCursor>;
  readonly createdAt: number;
  readonly metBefore: boolean;
  readonly end?: EndRecord;
  /** Members of an ended room who said that it helped. */
  readonly thanks?: readonly Slot[];
}

/** What a member's register or sync changes in their room, in one step. */
export interface Resume {
  readonly slot: Slot;
  /** Recorded if its gen is not below the recorded one (and, at the same gen, only when reg is the same). */
  readonly actor: Actor;
  /** Stored as it is, also below the recorded one (a browser that lost its store). */
  readonly received?: ReaderCursor;
  /** Stream of this member to list, if it is above all listed ones. */
  readonly list?: StreamId;
  /** Stream of the partner to list, if it is above all listed ones (the member names it in `received`). */
  readonly listPartner?: StreamId;
}

/** An ended room whose entries have not all been told yet when to go. */
export interface UnexpiredRoom {
  readonly id: RoomId;
  /** Server time at which its texts go, ms: TEXT_EXPIRES_MS after the end, or when a member had them deleted. */
  readonly expiresAt: number;
}

/**
 * Rooms (collection `rooms`). Every method is one atomic step, acknowledged by a majority and journalled before it
 * answers; reads see only what a majority has. A refused condition is an answer, errors mean "not known".
 */
export interface RoomStore {
  find(roomId: RoomId): Promise<RoomRecord | undefined>;
  /** For the look after the write. Unknown ids are left out. */
  findMany(roomIds: readonly RoomId[]): Promise<readonly RoomRecord[]>;
  /** The one active room of a person (I5). */
  findActive(publicId: PublicId): Promise<RoomRecord | undefined>;
  /** All active rooms, for boot. */
  active(): Promise<readonly RoomRecord[]>;
  /** Inserts an active room. `taken` when it exists or a member is in another active room (the unique index says so). */
  insert(room: RoomRecord): Promise<'inserted' | 'taken'>;
  /** The record after, `fenced` when a newer registration acts, undefined when the room is unknown. Works on ended rooms. */
  resume(roomId: RoomId, resume: Resume): Promise<RoomRecord | 'fenced' | undefined>;
  /** Notes `heldBelow` (only upwards) of the stream named by `held` if the actor still acts; the record after. */
  hold(roomId: RoomId, slot: Slot, actor: Actor, held: StreamRecord): Promise<RoomRecord | undefined>;
  /** Fixes the end of a stream that has none yet; the record after, undefined when the room is unknown. Works on ended rooms. */
  seal(roomId: RoomId, slot: Slot, end: Cursor): Promise<RoomRecord | undefined>;
  /** Raises the received cursor (a lower one changes nothing) if the actor still acts; whether it did. */
  setReceived(roomId: RoomId, slot: Slot, actor: Actor, received: ReaderCursor): Promise<boolean>;
  /**
   * Ends an active room: sets `end` without heads, frees both members, and lets the room expire TEXT_EXPIRES_MS later
   * (from then on no read finds it; it is deleted once its entries go by themselves). With `judged`, only while that
   * registration acts for that slot (a departure must not end what was resumed elsewhere). The record after; when it had
   * ended already, that record unchanged; `fenced` when `judged` no longer acts; undefined when unknown.
   */
  end(
    roomId: RoomId,
    end: EndRecord,
    judged?: { readonly slot: Slot; readonly actor: Actor },
  ): Promise<RoomRecord | 'fenced' | undefined>;
  /** Stores heads of an ended room if there are none; the record after. */
  setHeads(roomId: RoomId, heads: BySlot<readonly Cursor[]>): Promise<RoomRecord | undefined>;
  /**
   * Notes that a member had the texts of an ended room deleted, where none had; the note that went with its end goes,
   * too. The record after; undefined when the room is unknown or open.
   */
  markDeleted(roomId: RoomId, deletion: Deletion): Promise<RoomRecord | undefined>;
  /**
   * For the retention job: ended rooms (at or before `endedBefore`, ms) not marked by `markExpiring`, the oldest first,
   * expired ones too.
   */
  unexpired(endedBefore: number, limit: number): Promise<readonly UnexpiredRoom[]>;
  /** Notes that a member of an ended room says that it helped: as the first or the second one; undefined when nothing is new. */
  thank(roomId: RoomId, slot: Slot): Promise<'first' | 'second' | undefined>;
  /** Notes that the entries of an ended room go by themselves: now the room may be deleted as well. */
  markExpiring(roomId: RoomId): Promise<void>;
}
