import type { PublicId, Role } from '@hearken/protocol';

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
  readonly takeBreak: boolean;
  /** The role chosen last. */
  readonly role?: Role;
  readonly queue?: QueueEntry;
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
  readonly takeBreak: boolean;
  readonly now: number;
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
  /** Sets the queue place (also moving to another queue) if the registration still holds; the record after, or undefined. */
  enqueue(holder: Registration, entry: QueueEntry): Promise<PersonRecord | undefined>;
  /** Removes the queue place if the registration still holds; whether it held. */
  dequeue(holder: Registration): Promise<boolean>;
  /** Sets the switch if the registration still holds; whether it held. */
  setTakeBreak(holder: Registration, takeBreak: boolean): Promise<boolean>;
  /**
   * After a room ended: gives `publicId` this queue place (undefined: none), and `joinFrom`, unless they registered
   * after `unlessGenAbove`'s registration into something else meanwhile. No registration needed: the server decides.
   */
  settle(
    publicId: PublicId,
    place: QueueEntry | undefined,
    joinFrom: number | undefined,
  ): Promise<PersonRecord | undefined>;
  /** Everybody with a queue place, in queue order. For boot and healing. */
  queued(): Promise<readonly PersonRecord[]>;
}
