import { PRESENT_MS, type PublicId } from '@hearken/protocol';
import type { Connection } from './connection.js';
import type { PersonRecord } from './person-store.port.js';

/** A person registered on this server. `record` is replaced, never changed, when the database has answered. */
export interface LivePerson {
  record: PersonRecord;
  /** Undefined after the socket closed, until the leeway is over or they are back. */
  connection: Connection | undefined;
  /** Server time of the last authorised REST call, ms; undefined while there was none under this registration. */
  calledAt?: number | undefined;
}

/** Whether somebody is here: on an open socket, or because they called within PRESENT_MS. */
export function isHere({ connection, calledAt }: LivePerson, now: number): boolean {
  return connection !== undefined || (calledAt !== undefined && now - calledAt <= PRESENT_MS);
}

/** The people whose newest registration this server believes to hold. */
export interface People {
  get(publicId: PublicId): LivePerson | undefined;
  all(): Iterable<LivePerson>;
  /** Heard within PRESENT_MS: on an open socket, or by a call. */
  isPresent(publicId: PublicId): boolean;
  /** No register of theirs is under way: until it is answered, nothing else may reach their socket. */
  isAnswered(publicId: PublicId): boolean;
}
