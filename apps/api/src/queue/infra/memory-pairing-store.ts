import { HAVE_MET_MAX, HAVE_MET_MS, type PublicId } from '@hearken/protocol';
import type { Clock } from '../../platform/clock.js';
import type { MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import { memoryRooms, type MemoryRooms } from '../../room/infra/memory-rooms.js';
import { isHeldBy, withoutPlace } from '../../session/infra/memory-person-store.js';
import { memoryPersons, type PersonRow } from '../../session/infra/memory-persons.js';
import { PERSON_KEPT_MS, type Registration } from '../../session/person-store.port.js';
import {
  meetingKeys,
  type Interaction,
  type PairingStore,
  type PairOutcome,
  type ProposedPair,
} from '../pairing-store.port.js';
import { memoryInteractions, type MemoryInteractions } from './memory-interactions.js';

/** Pairs and meetings in memory. A commit is one transaction over persons and rooms. */
export class MemoryPairingStore implements PairingStore {
  readonly #persons: MemoryTable<PersonRow>;
  readonly #rooms: MemoryRooms;
  readonly #interactions: MemoryInteractions;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#persons = memoryPersons(database);
    this.#rooms = memoryRooms(database);
    this.#interactions = memoryInteractions(database);
  }

  commit(pairs: readonly ProposedPair[], now: number): Promise<readonly PairOutcome[]> {
    return Promise.resolve(this.database.transaction(() => pairs.map((pair) => this.#commit(pair, now))));
  }

  block(left: string, right: string, at: number): Promise<void> {
    this.#interactions.note(left, right, at, true);
    return Promise.resolve();
  }

  met(left: string, right: string, at: number): Promise<void> {
    this.database.transaction(() => {
      this.#interactions.note(left, right, at, false);
      for (const device of [left, right]) this.#cap(device);
    });
    return Promise.resolve();
  }

  interactions(device: string, since: number): Promise<readonly Interaction[]> {
    const rows = this.#interactions.of(device).filter(({ blocked, at }) => blocked || at > since);
    return Promise.resolve(
      rows.map(({ devices, at, blocked }) => ({
        device: devices[0] === device ? devices[1] : devices[0],
        at,
        blocked,
      })),
    );
  }

  #commit({ room, holders, mayHaveMet }: ProposedPair, now: number): PairOutcome {
    const gone = room.members.flatMap(({ id, role }) => {
      const holder = holders.find(({ publicId }) => publicId === id);
      return holder !== undefined && this.#isWaiting(holder, role) ? [] : [id];
    });
    if (gone.length > 0 || !this.#mayMeet(room.members, mayHaveMet, now)) return refused(gone);
    const inserted = this.#rooms.insert(room);
    // Only an id that was used before leaves nobody busy: then neither is what the matcher believed.
    if (inserted !== 'inserted') return refused(inserted.length > 0 ? inserted : room.members.map(({ id }) => id));
    for (const { id } of room.members) this.#enter(id, room.id);
    return { is: 'paired' };
  }

  #isWaiting(holder: Registration, role: string): boolean {
    const person = this.#persons.get(holder.publicId)?.person;
    return person !== undefined && isHeldBy(person, holder) && person.queue?.role === role;
  }

  #mayMeet(members: ProposedPair['room']['members'], mayHaveMet: boolean, now: number): boolean {
    if (members[0].id === members[1].id) return false;
    const row = this.#interactions.get(...meetingKeys(...members));
    return row === undefined || (!row.blocked && (mayHaveMet || row.at + HAVE_MET_MS <= now));
  }

  #enter(publicId: PublicId, roomId: string): void {
    const person = this.#persons.get(publicId)?.person;
    if (person === undefined) return;
    const lastSeenAt = this.clock.now();
    const after = { ...withoutPlace(person), room: roomId, lastSeenAt };
    this.#persons.set(publicId, { person: after, expiresAt: lastSeenAt + PERSON_KEPT_MS });
  }

  /** Keeps the device's newest meetings; what is dropped is dropped for both, as it is one row. */
  #cap(device: string): void {
    const met = this.#interactions.of(device).filter(({ blocked }) => !blocked);
    for (const row of met.slice(0, -HAVE_MET_MAX)) this.#interactions.delete(row);
  }
}

function refused(gone: readonly PublicId[]): PairOutcome {
  return { is: 'refused', gone };
}
