import type { Numbering, PublicId, Role, RoomId } from '@hearken/protocol';

/** A person is forgotten this long after the last change or `touch`. Longer than any text of theirs is kept. */
export const PERSON_KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/** A registration: what the filter of every later change of this person's state holds (I4). */
export interface Registration {
  readonly publicId: PublicId;
  /** Counter of registrations, from 1. */
  readonly gen: number;
  /** Its random part: tells two registrations apart also where the counter was lost with a tail. */
  readonly reg: string;
}

/** A place in a queue, as stored. */
export interface QueueEntry {
  readonly role: Role;
  /** Chosen by the person: also meet people who wait to talk, once the wait is WIDEN_AFTER_MS long. */
  readonly widen: boolean;
  /** Server time of entering, ms. Order within a queue is `front` first, then by this. */
  readonly enteredAt: number;
  /** Was left by a partner: waits before all who are not. */
  readonly front: boolean;
  /** Server time from which it counts; `enteredAt` unless the 15 s of a leaver are not over. */
  readonly opensAt: number;
}

/** A person as the database knows them. */
export interface PersonRecord extends Registration {
  /** Keyed hash of the device key, or the public id where there is none: what have-met and blocks go by. */
  readonly device: string;
  /** Random id of the browser's store, and its highest attempt. */
  readonly store: string;
  readonly attempt: number;
  /** The server that holds the registration. */
  readonly server: string;
  /** Keyed hash of the network of the last register; for a ban that asks for it. */
  readonly network?: string;
  readonly takeBreak: boolean;
  /** Who numbers their entries: said by each registration. */
  readonly numbering: Numbering;
  /** The role chosen last. */
  readonly role?: Role;
  /** Never together with `room`. */
  readonly queue?: QueueEntry;
  /**
   * The room they were paired into and not settled after. It may have ended: then whoever sees that settles them, so that
   * a crash between the end of a room and its consequences loses nobody's place.
   */
  readonly room?: RoomId;
  /** The room they were settled after last. */
  readonly lastRoom?: RoomId;
  /** Ended rooms whose last words they had not confirmed yet, oldest first: a register tells of them (I1). */
  readonly owed?: readonly RoomId[];
  /** Server time until which a join has to wait: they left a conversation younger than NEXT_AFTER_MS. */
  readonly joinFrom?: number;
  /** Server time of the last change here, ms. */
  readonly lastSeenAt: number;
}

/** What a register writes. */
export interface NewRegistration {
  readonly publicId: PublicId;
  readonly reg: string;
  readonly device: string;
  readonly store: string;
  readonly attempt: number;
  readonly server: string;
  readonly network?: string;
  readonly takeBreak: boolean;
  readonly numbering: Numbering;
  readonly now: number;
}

/** Ended rooms that are remembered as owed to one person; beyond them the oldest is forgotten. */
export const OWED_MAX = 32;

/** Where the end of a room puts a member. */
export interface Settlement {
  readonly roomId: RoomId;
  /** Their queue place; none without. */
  readonly place?: QueueEntry | undefined;
  /** Server time until which a join has to wait. */
  readonly joinFrom?: number | undefined;
  /** They have not confirmed yet that they hold all that was said to them in it. */
  readonly isOwed: boolean;
}

/**
 * Persons (collection `users`). Every method is one atomic step of the database, acknowledged by a majority and
 * journalled before it answers. A refused condition is an answer, never an error; errors mean "not known".
 */
export interface PersonStore {
  /**
   * Raises `gen` and records the registration, creating the person where unknown. `late` when the same store has
   * registered with this attempt or a later one already.
   */
  register(registration: NewRegistration): Promise<PersonRecord | 'late'>;
  find(publicId: PublicId): Promise<PersonRecord | undefined>;
  /**
   * Sets the queue place (also moving to another queue), and the role, if the registration still holds and they are in
   * no room; the record after, or undefined.
   */
  enqueue(holder: Registration, entry: QueueEntry): Promise<PersonRecord | undefined>;
  /** Removes the queue place if the registration still holds; whether it held. */
  dequeue(holder: Registration): Promise<boolean>;
  /** Sets the switch if the registration still holds; whether it held. */
  setTakeBreak(holder: Registration, takeBreak: boolean): Promise<boolean>;
  /**
   * Puts them into a room inserted outside `PairingStore.commit` (one that both members claimed after a lost database),
   * and out of the queue, if the registration still holds; whether it held.
   */
  enter(holder: Registration, roomId: RoomId): Promise<boolean>;
  /**
   * After a room ended: takes them out of it and puts them where the settlement says. Once for each room, whoever does it
   * and under whatever registration: later calls find them elsewhere. The record after, or undefined when they are not in
   * that room (any more).
   */
  settle(publicId: PublicId, settlement: Settlement): Promise<PersonRecord | undefined>;
  /** These ended rooms are owed to them no more: they hold everything, or there is nothing left to be had. */
  forgive(publicId: PublicId, roomIds: readonly RoomId[]): Promise<void>;
  /** These people are still here: keeps them from being forgotten. To be called at least daily. */
  touch(publicIds: readonly PublicId[]): Promise<void>;
  /** Everybody with a queue place, or those of them who are registered with one of `servers`, in queue order. */
  queued(servers?: readonly string[]): Promise<readonly PersonRecord[]>;
  /** Everybody with a queue place or a room whose registration is held by none of these servers. */
  stranded(living: readonly string[]): Promise<readonly PersonRecord[]>;
}

/** Order of `queued`: who was left by a partner first, then who entered first. */
export function compareQueued(left: PersonRecord, right: PersonRecord): number {
  if (left.queue === undefined || right.queue === undefined) return 0;
  if (left.queue.front !== right.queue.front) return left.queue.front ? -1 : 1;
  if (left.queue.enteredAt !== right.queue.enteredAt) return left.queue.enteredAt - right.queue.enteredAt;
  return left.publicId < right.publicId ? -1 : 1;
}

/** Whether two places are the same place. */
export function isSameEntry(left: QueueEntry, right: QueueEntry): boolean {
  return (
    left.role === right.role &&
    left.widen === right.widen &&
    left.enteredAt === right.enteredAt &&
    left.front === right.front &&
    left.opensAt === right.opensAt
  );
}
