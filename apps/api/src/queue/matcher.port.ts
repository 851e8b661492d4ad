import type { PublicId, Role } from '@hearken/protocol';
import type { QueueEntry, Registration } from '../session/person-store.port.js';
import type { Interaction } from './pairing-store.port.js';

/** Somebody who waits, as the matcher knows them. */
export interface Waiting {
  readonly holder: Registration;
  readonly device: string;
  readonly entry: QueueEntry;
  /** Heard within PRESENT_MS. Who is not keeps their place and is passed over. */
  readonly present: boolean;
  /** The server that put them, of who was taken where several share a matcher. */
  readonly host?: string;
}

/** Two people to be paired; the earlier one of the waiting first. */
export interface Match {
  readonly left: Waiting;
  readonly right: Waiting;
  readonly mayHaveMet: boolean;
}

/** Who waits where, and who meets whom: first come, first served, have-met and presence respected. No I/O in process. */
export interface Matcher {
  /** Adds or moves a person. `met` is whom their device has met or must not meet, as the database says. */
  put(person: Waiting, met: readonly Interaction[]): Promise<void>;
  /**
   * Gives somebody who was taken their place again, in the name of the server that put them. Does nothing where they were
   * put again or removed since: what is given back is older.
   */
  giveBack(taken: Waiting, met: readonly Interaction[]): Promise<void>;
  setPresent(publicId: PublicId, present: boolean): Promise<void>;
  remove(publicId: PublicId): Promise<void>;
  /** Two devices have just met. */
  met(left: string, right: string, at: number): Promise<void>;
  /** Two devices must never meet (again). */
  blocked(left: string, right: string, at: number): Promise<void>;
  /** All pairs that can be made now. Those people are out of the pool until `put` again. */
  take(now: number): Promise<readonly Match[]>;
  /** Exact: how many wait before them, plus one; undefined when they do not wait. O(log n). */
  position(publicId: PublicId): Promise<number | undefined>;
  counts(): Promise<Readonly<Record<Role, number>>>;
  /** Whether it can be asked now. While it can't, nobody is paired, and everybody keeps their place in the database. */
  isUp(): boolean;
  /** How often something it was told may not have reached it: then everybody is put anew. */
  readonly untold: number;
  /**
   * Who of these people, all put by this server, does not wait there any more. Where several servers share the matcher, who
   * was taken just now is not missing: they are being paired.
   */
  missing(publicIds: readonly PublicId[]): Promise<readonly PublicId[]>;
}
