import type {
  EndedRoom,
  PersonState,
  PublicId,
  Registered,
  Role,
  RoomClaim,
  RoomId,
  RoomState,
  SessionRegister,
  Settled,
} from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { QueueService } from '../queue/queue.service.js';
import { ChatError } from '../realtime/chat-error.js';
import { isOwed, slotIn, type ClosedRecord } from '../room/domain/room-view.js';
import type { EndedRooms } from '../room/ended-rooms.js';
import type { Parting } from '../room/parting.js';
import type { RoomClaims } from '../room/room-claims.js';
import type { RoomEnder } from '../room/room-ender.js';
import type { RoomResume } from '../room/room-resume.js';
import type { RoomRecord, RoomStore } from '../room/room-store.port.js';
import type { RoomService } from '../room/room.service.js';
import type { Departure } from './departures.js';
import type { LivePerson, People } from './people.js';
import type { PersonStore } from './person-store.port.js';
import type { Placed, Placing } from './session.service.js';

/** What finding a person's place needs of the rest. */
export interface PlacementParts {
  readonly persons: PersonStore;
  readonly roomStore: RoomStore;
  readonly people: () => People;
  readonly rooms: () => RoomService;
  readonly resume: () => RoomResume;
  readonly endedRooms: () => EndedRooms;
  readonly ender: () => RoomEnder;
  readonly claims: () => RoomClaims;
  readonly queue: () => QueueService;
  readonly parting: () => Parting;
  /** Whether somebody who was taken up from a dead server is still without one. */
  readonly isStranded: (departure: Departure) => Promise<boolean>;
  readonly clock: Clock;
}

/** A room that ends while its register is answered is looked at once more; twice is a fault. */
const LOOKS = 3;

/** Before a register is tried again whose gen is not above its room's yet: each one raises it. */
const RAISE_AFTER_MS = 100;

/** Where a register finds its person: in a room, in a queue, or nowhere (design section 5). */
export class Placement implements Placing {
  /** Rooms of before the boot that no member has named yet. */
  readonly #unnamed = new Map<string, { readonly record: RoomRecord; readonly until: number }>();

  constructor(private readonly parts: PlacementParts) {}

  async place(person: LivePerson, request: SessionRegister): Promise<Placed> {
    const { ended, endedWith } = request;
    if (ended !== undefined && endedWith !== undefined) {
      await this.parts.parting().renew(person, ended.roomId, endedWith);
    }
    for (let look = 0; look < LOOKS; look++) {
      const placed = await this.#look(person, request);
      if (placed !== undefined) return placed;
    }
    throw new Error('the rooms of this person end faster than they can be read');
  }

  async depart(departure: Departure): Promise<void> {
    const { holder, hasLeft, takenUp = false } = departure;
    if (takenUp && !(await this.parts.isStranded(departure))) {
      await this.parts.queue().places.leavePool(holder.publicId);
      return;
    }
    await this.parts.rooms().depart(holder, hasLeft ? 'closed' : 'partner-lost');
    await this.parts.queue().places.gone(holder.publicId);
    this.parts.rooms().forgetUnattended(holder.publicId);
  }

  roomOf(publicId: PublicId): RoomId | undefined {
    return this.parts.rooms().heldOf(publicId);
  }

  presenceChanged(publicId: PublicId, isPresent: boolean): void {
    this.parts.rooms().presenceChanged(publicId);
    this.parts.queue().presenceChanged(publicId, isPresent);
  }

  placeChanged(publicId: PublicId): void {
    this.parts.rooms().placeChanged(publicId);
  }

  answered(publicId: PublicId): void {
    this.parts.queue().presenceChanged(publicId, true);
  }

  /** Takes a person whose claimed room is void out of any room, and into this queue (at its end) or none. */
  async replace(publicId: PublicId, role: Role | undefined): Promise<Settled> {
    const person = this.parts.people().get(publicId);
    if (person === undefined) return { is: 'idle' };
    await this.#refresh(person);
    const { room } = person.record;
    if (room !== undefined) {
      await this.parts.persons.settle(publicId, { roomId: room, isOwed: true });
      await this.#refresh(person);
    }
    if (role === undefined || this.parts.queue().places.isHeld(person.record)) return this.#settledOf(person);
    return { is: 'queued', ...(await this.parts.queue().join(person, { role })) };
  }

  /** Where a person in no room is now, as the database says. */
  async current(person: LivePerson): Promise<Settled> {
    await this.#refresh(person);
    return this.#settledOf(person);
  }

  /** Where a person in no room is, as their record says. */
  async #settledOf(person: LivePerson): Promise<Settled> {
    if (person.record.queue === undefined) return this.parts.queue().places.idle(person.record);
    return { is: 'queued', ...(await this.parts.queue().places.place(person.record)) };
  }

  /** At boot: rooms that must be named by a member until then; an older copy may hold rooms nobody is in. */
  expectNamed(records: Iterable<RoomRecord>, until: number): void {
    for (const record of records) this.#unnamed.set(record.id, { record, until });
  }

  /** Ends the rooms of before the boot that no member named. */
  async tick(now: number): Promise<void> {
    for (const [id, { record, until }] of this.#unnamed) {
      if (until > now) continue;
      await this.parts.ender().end(record, { at: now, reason: 'unconfirmed' });
      this.#unnamed.delete(id);
    }
  }

  /** One look at the database; undefined when the room ended meanwhile. */
  async #look(person: LivePerson, request: SessionRegister): Promise<Placed | undefined> {
    if (this.parts.people().get(person.record.publicId) === person) this.parts.rooms().noteFallBack(person.record);
    const before = this.parts.rooms().heldOf(person.record.publicId);
    const active = await this.#activeRoom(person, request);
    this.parts.rooms().holdOnly(person.record.publicId, before, active?.id);
    const named = request.room;
    if (active !== undefined && (named === undefined || named.roomId === active.id)) {
      const state = await this.#open(active, person, named);
      if (state !== undefined) this.parts.resume().askOther(active, person.record.publicId);
      return state && { state, ...(await this.#endedRooms(person, request.ended)) };
    }
    const known = named === undefined ? undefined : await this.parts.roomStore.find(named.roomId);
    // Made a room again between the two reads: it is their active one by now.
    if (known !== undefined && known.end === undefined && slotIn(known, person.record.publicId) !== undefined) {
      return undefined;
    }
    // A room above the one the database has the person in comes from a lost tail; one below is long over.
    if (named !== undefined && known === undefined && (active === undefined || active.id < named.roomId)) {
      // What the room before it owes them is told with this answer, whatever becomes of the claim.
      if (active === undefined) await this.#settleLeftover(person);
      return this.#claim(person, request, named);
    }
    // With a room that has ended the role asks for nothing: who comes back too late reads first, and joins by one tap.
    const wish = named === undefined ? request : {};
    const state =
      active === undefined ? await this.#waitOrIdle(person, wish) : await this.#open(active, person, undefined);
    return state && { state, ...(await this.#endedRooms(person, known?.end === undefined ? request.ended : named)) };
  }

  /** The active room; one that this browser was told has ended is ended again (its end was lost with a tail). */
  async #activeRoom(person: LivePerson, { ended }: SessionRegister): Promise<RoomRecord | undefined> {
    const { publicId } = person.record;
    const active = await this.parts.roomStore.findActive(publicId);
    if (active === undefined || ended?.roomId !== active.id) return active;
    const cause = { at: this.parts.clock.now(), reason: 'unconfirmed' } as const;
    await this.parts.ender().end(active, cause, undefined, new Set([publicId]));
    return undefined;
  }

  async #open(
    room: RoomRecord,
    person: LivePerson,
    claim: RoomClaim | undefined,
  ): Promise<({ readonly is: 'paired' } & RoomState) | undefined> {
    const state = await this.#resumed(room, person, claim);
    if (state === undefined) return undefined;
    this.#unnamed.delete(room.id);
    this.parts.claims().drop(person.record.publicId);
    // A crash between the making of a room and this note of it.
    if (person.record.room !== room.id && (await this.parts.persons.enter(person.record, room.id))) {
      await this.parts.queue().places.leavePool(person.record.publicId);
      await this.#refresh(person);
    }
    return { is: 'paired', ...state };
  }

  /** A room whose gen is above that of the newest registration got it from one that a tail has lost: nobody acts there. */
  async #resumed(room: RoomRecord, person: LivePerson, claim: RoomClaim | undefined): Promise<RoomState | undefined> {
    try {
      return await this.parts.resume().open(room, person.record, claim);
    } catch (error) {
      const isReplaced = error instanceof ChatError && error.code === 'replaced';
      const newest = isReplaced ? await this.parts.persons.find(person.record.publicId) : undefined;
      if (newest?.reg !== person.record.reg) throw error;
      throw ChatError.after(
        'try-later',
        RAISE_AFTER_MS,
        'the database has lost registrations of yours; register again',
      );
    }
  }

  async #claim(person: LivePerson, request: SessionRegister, claim: RoomClaim): Promise<Placed | undefined> {
    const claimed = await this.parts.claims().claim(person, claim, request.role);
    await this.#leaveQueue(person);
    // Paired by another server until a moment ago: a later room makes the claim void.
    const active = await this.parts.roomStore.findActive(person.record.publicId);
    if (active !== undefined && active.id > claim.roomId) return undefined;
    const state: PersonState | undefined =
      'roomId' in claimed ? { is: 'paired', ...claimed } : await this.#open(claimed, person, claim);
    return state && { state, ...(await this.#endedRooms(person, request.ended)) };
  }

  async #waitOrIdle(person: LivePerson, { role, widen }: Pick<SessionRegister, 'role' | 'widen'>): Promise<Settled> {
    const queue = this.parts.queue();
    this.parts.claims().drop(person.record.publicId);
    await this.#settleLeftover(person);
    if (person.record.queue !== undefined) {
      await queue.places.restore(person.record);
      return this.#settledOf(person);
    }
    if (role === undefined || queue.places.isHeld(person.record)) return this.#settledOf(person);
    return { is: 'queued', ...(await queue.join(person, { role, widen: widen ?? false })) };
  }

  /** A room that ended without its consequences (a crash between the two): they follow now. */
  async #settleLeftover(person: LivePerson): Promise<void> {
    const { publicId, room } = person.record;
    if (room === undefined) return;
    const record = await this.parts.roomStore.find(room);
    const member = record?.members.find(({ id }) => id === publicId);
    if (record?.end === undefined || member === undefined)
      await this.parts.persons.settle(publicId, { roomId: room, isOwed: true });
    else await this.parts.ender().settle(await this.parts.ender().close(record), member);
    await this.#refresh(person);
  }

  /** Reads a person's record again, unless they have registered anew meanwhile. */
  async #refresh(person: LivePerson): Promise<void> {
    const record = await this.parts.persons.find(person.record.publicId);
    if (record?.reg === person.record.reg) person.record = record;
  }

  /**
   * The ended room that the register names; but first those whose words this person never confirmed: a browser that was
   * not told of its room, or lost its store, cannot name it (I1).
   */
  async #endedRooms(person: LivePerson, claim: RoomClaim | undefined): Promise<Pick<Registered, 'lastRoom' | 'owed'>> {
    const { publicId } = person.record;
    const ended = this.parts.endedRooms();
    const owed = await this.#owedRooms(person, claim);
    const newest = owed.pop();
    const lastRoom =
      newest === undefined ? await this.#namedRoom(person, claim) : await ended.read(newest, person.record, undefined);
    return {
      ...(lastRoom !== undefined && { lastRoom }),
      ...(owed.length > 0 && { owed: await Promise.all(owed.map((record) => ended.announce(record, publicId))) }),
    };
  }

  async #namedRoom(person: LivePerson, claim: RoomClaim | undefined): Promise<EndedRoom | undefined> {
    if (claim === undefined) return undefined;
    const record = await this.parts.roomStore.find(claim.roomId);
    if (record === undefined) return this.parts.claims().lost(person, claim);
    if (record.end === undefined || slotIn(record, person.record.publicId) === undefined) return undefined;
    const closed = await this.parts.ender().close(record);
    return this.parts.endedRooms().read(closed, person.record, claim);
  }

  /** What is owed to a person beside the room they name, oldest first; what is owed no more is forgotten. */
  async #owedRooms(person: LivePerson, claim: RoomClaim | undefined): Promise<ClosedRecord[]> {
    const { publicId, owed = [] } = person.record;
    const left: ClosedRecord[] = [];
    const forgiven: RoomId[] = [];
    for (const roomId of owed) {
      if (roomId === claim?.roomId) continue;
      const record = await this.parts.roomStore.find(roomId);
      // Its end is lost with a tail: it is told when it ends again.
      if (record !== undefined && record.end === undefined) continue;
      const slot = record && slotIn(record, publicId);
      const closed = record && (await this.parts.ender().close(record));
      if (closed !== undefined && slot !== undefined && isOwed(closed, slot)) left.push(closed);
      else forgiven.push(roomId);
    }
    if (forgiven.length > 0) await this.parts.persons.forgive(publicId, forgiven);
    return left;
  }

  /** A claimed room comes before a place that an older copy of the database still has. */
  async #leaveQueue(person: LivePerson): Promise<void> {
    if (person.record.queue === undefined) return;
    await this.parts.queue().cancel(person);
    await this.#refresh(person);
  }
}
