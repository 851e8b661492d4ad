import type { PublicId, RoomId } from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import type { MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import {
  compareQueued,
  OWED_MAX,
  PERSON_KEPT_MS,
  type NewRegistration,
  type PersonRecord,
  type PersonStore,
  type QueueEntry,
  type Registration,
  type Settlement,
} from '../person-store.port.js';
import { memoryPersons, type PersonRow } from './memory-persons.js';

/** Persons in memory. The database is shared by all servers of a simulation, the clock is the server's own. */
export class MemoryPersonStore implements PersonStore {
  readonly #persons: MemoryTable<PersonRow>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#persons = memoryPersons(database);
  }

  register(registration: NewRegistration): Promise<PersonRecord | 'late'> {
    const { now, ...fields } = registration;
    // A record past its expiry that is still there is taken up again: its gen is better than none.
    const before = this.#persons.get(fields.publicId)?.person;
    if (before?.store === fields.store && fields.attempt <= before.attempt) return Promise.resolve('late');
    const gen = (before?.gen ?? 0) + 1;
    return Promise.resolve(this.#put({ ...before, ...fields, gen, lastSeenAt: now }, now));
  }

  find(publicId: PublicId): Promise<PersonRecord | undefined> {
    const row = this.#persons.get(publicId);
    return Promise.resolve(row !== undefined && row.expiresAt > this.clock.now() ? row.person : undefined);
  }

  enqueue(holder: Registration, entry: QueueEntry): Promise<PersonRecord | undefined> {
    const person = this.#held(holder);
    if (person === undefined || person.room !== undefined) return Promise.resolve(undefined);
    return Promise.resolve(this.#put({ ...person, role: entry.role, queue: entry }));
  }

  dequeue(holder: Registration): Promise<boolean> {
    const person = this.#held(holder);
    if (person?.queue !== undefined) this.#put(withoutPlace(person));
    return Promise.resolve(person !== undefined);
  }

  setTakeBreak(holder: Registration, takeBreak: boolean): Promise<boolean> {
    const person = this.#held(holder);
    if (person !== undefined) this.#put({ ...person, takeBreak });
    return Promise.resolve(person !== undefined);
  }

  enter(holder: Registration, roomId: RoomId): Promise<boolean> {
    const person = this.#held(holder);
    if (person !== undefined) this.#put({ ...withoutPlace(person), room: roomId });
    return Promise.resolve(person !== undefined);
  }

  settle(publicId: PublicId, { roomId, place, joinFrom, isOwed }: Settlement): Promise<PersonRecord | undefined> {
    const person = this.#persons.get(publicId)?.person;
    if (person?.room !== roomId) return Promise.resolve(undefined);
    const { room: _room, joinFrom: _joinFrom, ...rest } = withoutPlace(person);
    const after = {
      ...rest,
      lastRoom: roomId,
      ...(place !== undefined && { queue: place }),
      ...(joinFrom !== undefined && { joinFrom }),
      ...(isOwed && { owed: [...(rest.owed ?? []), roomId].slice(-OWED_MAX) }),
    };
    return Promise.resolve(this.#put(after));
  }

  forgive(publicId: PublicId, roomIds: readonly RoomId[]): Promise<void> {
    const row = this.#persons.get(publicId);
    if (row !== undefined) {
      const { owed = [], ...rest } = row.person;
      const left = owed.filter((roomId) => !roomIds.includes(roomId));
      this.#persons.set(publicId, { ...row, person: left.length === 0 ? rest : { ...rest, owed: left } });
    }
    return Promise.resolve();
  }

  touch(publicIds: readonly PublicId[]): Promise<void> {
    for (const publicId of publicIds) {
      const row = this.#persons.get(publicId);
      if (row !== undefined) this.#put(row.person);
    }
    return Promise.resolve();
  }

  queued(servers?: readonly string[]): Promise<readonly PersonRecord[]> {
    const now = this.clock.now();
    const queued: PersonRecord[] = [];
    for (const { person, expiresAt } of this.#persons.values()) {
      const isMeant = servers?.includes(person.server) ?? true;
      if (person.queue !== undefined && isMeant && expiresAt > now) queued.push(person);
    }
    return Promise.resolve(queued.sort(compareQueued));
  }

  stranded(living: readonly string[]): Promise<readonly PersonRecord[]> {
    const now = this.clock.now();
    const servers = new Set(living);
    const stranded: PersonRecord[] = [];
    for (const { person, expiresAt } of this.#persons.values()) {
      const hasPlace = person.queue !== undefined || person.room !== undefined;
      if (hasPlace && expiresAt > now && !servers.has(person.server)) stranded.push(person);
    }
    return Promise.resolve(stranded);
  }

  /** The person, while `holder` is their registration. */
  #held(holder: Registration): PersonRecord | undefined {
    const person = this.#persons.get(holder.publicId)?.person;
    return person !== undefined && isHeldBy(person, holder) ? person : undefined;
  }

  #put(person: PersonRecord, now = this.clock.now()): PersonRecord {
    const after = { ...person, lastSeenAt: now };
    this.#persons.set(person.publicId, { person: after, expiresAt: now + PERSON_KEPT_MS });
    return after;
  }
}

/** Whether `holder` is the person's newest registration: both parts, as gen alone may be lost with a tail. */
export function isHeldBy(person: PersonRecord, holder: Registration): boolean {
  return person.gen === holder.gen && person.reg === holder.reg;
}

/** The person without their queue place. */
export function withoutPlace(person: PersonRecord): PersonRecord {
  const { queue: _queue, ...rest } = person;
  return rest;
}
