import type { Answer, Payload, PushName, Pushes, RequestName } from '../../events.js';
import { otherSlot, type PublicId, type RoomId, type Slot } from '../../ids.js';
import { LEEWAY_FROM_CLOSE_MS, type Limits } from '../../limits.js';
import { ROLES, type Counts, type QueuePlace, type Role, type RoleCounts, type Settled } from '../../queue.js';
import type { Place, PlaceWish } from '../../place.js';
import type { PartResult, PartnerNow, Presence, RoomClaim, RoomPart } from '../../room.js';
import type { Registered, SessionRegister } from '../../session.js';
import { AscendingUlids } from '../ulid.js';
import { newcomer, type FakePerson } from './fake-person.js';
import { FakeRoom, type FakeEnd } from './fake-room.js';
import { FakeRefusal } from './refusal.js';

type Push = <E extends PushName>(to: PublicId, event: E, payload: Pushes[E]) => void;
type Handlers = { readonly [E in RequestName]: (person: FakePerson, payload: Payload<E>) => Answer<E> };

/**
 * The honest half of the fake server: people, queues and rooms in memory, without timers. Who is away stays away until
 * a test says `depart`; nothing is lost, and nothing is limited but what a room's own rules limit.
 */
export class FakeHall {
  readonly people = new Map<PublicId, FakePerson>();
  /** Who is new to the browser of each store. */
  readonly #newcomers = new Map<string, FakePerson>();
  readonly rooms = new Map<RoomId, FakeRoom>();
  readonly #ulids = new AscendingUlids();
  readonly #handlers: Handlers = {
    'session:register': () => {
      throw new Error('register needs no person');
    },
    'session:preferences': (person, { takeBreak, place }) => {
      person.takeBreak = takeBreak;
      if (place === undefined) return {};
      person.place = shown(place);
      if (person.room !== undefined) this.#tellOf(person.room, this.#slot(person.room, person), false);
      return {};
    },
    'session:closing': () => ({}),
    'queue:join': (person, { role, widen }) => this.#join(person, role, widen ?? false),
    'queue:cancel': (person) => this.#cancel(person),
    'queue:position': (person) => this.#place(person),
    'room:send': (person, { roomId, stream, entries, received }) => {
      if (person.numbering === 'server') {
        throw new FakeRefusal({ code: 'invalid', message: 'the server numbers for this registration' });
      }
      const { room, slot } = this.#open(person, roomId);
      if (received !== undefined) this.#receive(room, slot, received);
      const items = room.append(slot, stream, entries);
      const partner = otherSlot(slot);
      if (items.length > 0) {
        this.push(room.memberAt(partner).publicId, 'room:entries', { roomId, items, delivered: room.received[slot] });
      }
      return { stream, accepted: room.accepted(slot).n };
    },
    'room:sync': (person, claim) => {
      const { room, slot } = this.#member(person, claim.roomId);
      if (room.end !== undefined) return { is: 'ended', room: room.ended(slot, claim) };
      return { is: 'open', room: room.state(slot, claim, this.#partner(room, otherSlot(slot))) };
    },
    'room:received': (person, { roomId, received }) => {
      const { room, slot } = this.#open(person, roomId);
      this.#receive(room, slot, received);
      return {};
    },
    'room:typing': (person, { roomId, typing }) => {
      const { room, slot } = this.#open(person, roomId);
      this.#tellOf(room, slot, typing);
      return {};
    },
    'room:touched': (person, { roomId }) => {
      this.#open(person, roomId);
      return {};
    },
    'room:next': (person, part) => this.#part(person, part, 'next'),
    'room:leave': (person, part) => this.#part(person, part, 'leave'),
    'room:block': (person, part) => this.#partForGood(person, part, 'block'),
    'room:report': (person, { roomId }) => this.#partForGood(person, { roomId }, 'report'),
    'room:delete': (person, { roomId }) => this.#delete(person, roomId),
    'room:thank': (person, { roomId }) => {
      const { room, slot } = this.#member(person, roomId);
      if (room.end !== undefined) this.push(room.memberAt(otherSlot(slot)).publicId, 'room:thanked', { roomId });
      return {};
    },
  };

  constructor(
    private readonly push: Push,
    readonly limits: Limits,
  ) {}

  /** `session:register`. */
  register(request: SessionRegister): Registered {
    const known = this.people.get(request.publicId ?? '');
    const isKnown = known !== undefined && known.privateId === request.privateId;
    const person = isKnown ? known : this.#newcomer(request);
    this.people.set(person.publicId, person);
    if ((person.attempts.get(request.store) ?? 0) >= request.attempt) {
      throw new FakeRefusal({ code: 'late', message: 'a later register was answered' });
    }
    person.attempts.set(request.store, request.attempt);
    person.gen += 1;
    person.isHere = true;
    person.takeBreak = request.takeBreak ?? false;
    person.numbering = request.numbering ?? 'browser';
    if (request.place !== undefined) person.place = shown(request.place);
    const { room } = person;
    if (room !== undefined) this.#tellOf(room, this.#slot(room, person), false);
    const lastRoom = [request.room, request.ended].flatMap((claim) => this.#endedRoom(person, claim))[0];
    return {
      privateId: person.privateId,
      publicId: person.publicId,
      gen: person.gen,
      isNew: !isKnown,
      serverVersion: 'fake',
      volatile: true,
      now: Date.now(),
      limits: this.limits,
      showsPlaces: true,
      state: this.#state(person, request),
      ...(lastRoom === undefined ? {} : { lastRoom }),
      announcements: [],
    };
  }

  /** Somebody new; who asks again from the same store is the same person. */
  #newcomer({ privateId, publicId, store }: SessionRegister): FakePerson {
    if (privateId !== undefined || publicId !== undefined) return newcomer();
    const person = this.#newcomers.get(store) ?? newcomer();
    this.#newcomers.set(store, person);
    return person;
  }

  /** Any other request of somebody who has registered. */
  handle<E extends RequestName>(publicId: PublicId, event: E, payload: Payload<E>): Answer<E> {
    const person = this.people.get(publicId);
    if (person === undefined) throw new FakeRefusal({ code: 'not-registered', message: 'register first' });
    return this.#handlers[event](person, payload);
  }

  /** A socket is gone; its person stays where they are. */
  left(publicId: PublicId): void {
    const person = this.people.get(publicId);
    if (person === undefined) return;
    person.isHere = false;
    if (person.room !== undefined) this.#tellOf(person.room, this.#slot(person.room, person), false);
  }

  /** The leeway of somebody is over. */
  depart(publicId: PublicId): void {
    const person = this.people.get(publicId);
    if (person?.room === undefined) return;
    this.end(person.room, { reason: 'partner-lost', by: publicId, at: Date.now() });
  }

  /** Ends a room and tells its members, except who asked for it. */
  end(room: FakeRoom, end: FakeEnd): void {
    if (room.end !== undefined) return;
    room.end = end;
    for (const slot of ['a', 'b'] as const) {
      const person = this.people.get(room.memberAt(slot).publicId);
      if (person?.room !== room) continue;
      person.room = undefined;
      const isLeft = end.by !== person.publicId;
      if (isLeft && !person.takeBreak) this.#enqueue(person, room.memberAt(slot).role, false, true);
      if (isLeft) this.push(person.publicId, 'room:ended', { end: room.endFor(slot), state: this.#settled(person) });
    }
    this.#pair();
  }

  counts(): Counts {
    const people = [...this.people.values()];
    const of = (role: Role): RoleCounts => ({
      waiting: people.filter(({ queue }) => queue?.role === role).length,
      online: people.filter((one) => one.isHere && one.role === role && (one.queue ?? one.room) !== undefined).length,
    });
    const [vent, listen, talk] = ROLES.map(of);
    if (vent === undefined || listen === undefined || talk === undefined) throw new Error('there are three roles');
    return { vent, listen, talk };
  }

  #state(person: FakePerson, { room: claim, role, widen }: SessionRegister): Registered['state'] {
    const { room } = person;
    if (room !== undefined) {
      const slot = this.#slot(room, person);
      const named = claim?.roomId === room.id ? claim : undefined;
      if (named !== undefined) this.#receive(room, slot, named.received);
      const claimed = person.numbering === 'server' ? room.servedClaim(slot, named) : named;
      return { is: 'paired', ...room.state(slot, claimed, this.#partner(room, otherSlot(slot))) };
    }
    if (person.queue === undefined && role !== undefined) {
      return { is: 'queued', ...this.#join(person, role, widen ?? false) };
    }
    // Who comes back to their place may be met again, after the answer.
    setImmediate(() => this.#pair());
    return this.#settled(person);
  }

  #endedRoom(person: FakePerson, claim: RoomClaim | undefined): NonNullable<Registered['lastRoom']>[] {
    const room = claim === undefined ? undefined : this.rooms.get(claim.roomId);
    const slot = room?.slotOf(person.publicId);
    return room?.end === undefined || slot === undefined ? [] : [room.ended(slot, claim)];
  }

  #join(person: FakePerson, role: Role, widen: boolean): QueuePlace {
    if (person.room !== undefined) throw new FakeRefusal({ code: 'wrong-state', message: 'in a conversation' });
    const isSameQueue = person.queue?.role === role;
    if (isSameQueue && person.queue !== undefined) person.queue = { ...person.queue, widen };
    else this.#enqueue(person, role, widen, false);
    const place = this.#place(person);
    setImmediate(() => this.#pair());
    return place;
  }

  #enqueue(person: FakePerson, role: Role, widen: boolean, front: boolean): void {
    person.role = role;
    person.queue = { role, widen, enteredAt: Date.now(), front };
    // The order of the map is the order of waiting.
    this.people.delete(person.publicId);
    this.people.set(person.publicId, person);
  }

  #cancel(person: FakePerson): Settled {
    if (person.room !== undefined) throw new FakeRefusal({ code: 'wrong-state', message: 'in a conversation' });
    person.queue = undefined;
    return { is: 'idle' };
  }

  #place(person: FakePerson): QueuePlace {
    const { queue } = person;
    if (queue === undefined) throw new FakeRefusal({ code: 'wrong-state', message: 'not waiting' });
    const { role, widen, enteredAt } = queue;
    const position = this.#waiting(role).indexOf(person) + 1;
    return { role, widen, enteredAt, position, waitedMs: Date.now() - enteredAt, counts: this.counts() };
  }

  #settled(person: FakePerson): Settled {
    return person.queue === undefined ? { is: 'idle' } : { is: 'queued', ...this.#place(person) };
  }

  /** Who was left first, then in the order of coming. */
  #waiting(role: Role): readonly FakePerson[] {
    const all = [...this.people.values()].filter(({ queue }) => queue?.role === role);
    return [...all.filter(({ queue }) => queue?.front === true), ...all.filter(({ queue }) => queue?.front !== true)];
  }

  #pair(): void {
    const present = (role: Role): readonly FakePerson[] => this.#waiting(role).filter(({ isHere }) => isHere);
    const [venter, listener] = [present('vent')[0], present('listen')[0]];
    if (venter !== undefined && listener !== undefined) this.#meet(venter, listener);
    const [first, second] = present('talk');
    if (first !== undefined && second !== undefined) this.#meet(first, second);
  }

  #meet(left: FakePerson, right: FakePerson): void {
    const [{ role: leftRole = 'talk' }, { role: rightRole = 'talk' }] = [left, right];
    const seeds = [
      { publicId: left.publicId, role: leftRole },
      { publicId: right.publicId, role: rightRole },
    ] as const;
    const room = new FakeRoom(this.#ulids.next(), ...seeds, () => this.#ulids.next());
    this.rooms.set(room.id, room);
    for (const person of [left, right]) {
      person.queue = undefined;
      person.room = room;
    }
    for (const { publicId } of [left, right]) {
      const slot = room.slotOf(publicId) ?? 'a';
      this.push(publicId, 'room:paired', room.opened(slot, this.#partner(room, otherSlot(slot))));
    }
    this.#pair();
  }

  #part(person: FakePerson, { roomId, ...words }: RoomPart, reason: 'next' | 'leave'): PartResult {
    const { room, slot } = this.#open(person, roomId);
    const age = Date.now() - room.createdAt;
    if (reason === 'next' && age < this.limits.nextAfterMs) {
      throw new FakeRefusal({ code: 'too-soon', message: 'wait', retryAfterMs: this.limits.nextAfterMs - age });
    }
    this.end(room, { reason, by: person.publicId, at: Date.now(), ...words });
    if (reason === 'next') this.#enqueue(person, room.memberAt(slot).role, false, false);
    return { end: room.endFor(slot), state: this.#settled(person) };
  }

  /** Also of an ended room, whose end stays as it was. That the two never meet again is not for a fake to keep. */
  #partForGood(person: FakePerson, { roomId, ...words }: RoomPart, reason: 'block' | 'report'): PartResult {
    const { room, slot } = this.#member(person, roomId);
    this.end(room, { reason, by: person.publicId, at: Date.now(), ...words });
    return { end: room.endFor(slot), state: this.#settled(person) };
  }

  #delete(person: FakePerson, roomId: RoomId): PartResult {
    const { room, slot } = this.#member(person, roomId);
    const by = person.publicId;
    const before = room.end;
    if (before === undefined) this.end(room, { reason: 'deleted', by, at: Date.now(), deletedBy: by });
    else if (before.deletedBy === undefined) {
      const { note: _gone, ...end } = before;
      room.end = { ...end, deletedBy: by };
      this.push(room.memberAt(otherSlot(slot)).publicId, 'room:changed', { roomId });
    }
    return { end: room.endFor(slot), state: this.#settled(person) };
  }

  #receive(room: FakeRoom, slot: Slot, received: RoomClaim['received']): void {
    room.received[slot] = received;
    const partner = room.memberAt(otherSlot(slot)).publicId;
    this.push(partner, 'room:delivered', { roomId: room.id, delivered: received });
  }

  /** Tells the partner of the member at `slot` how that member is. */
  #tellOf(room: FakeRoom, slot: Slot, typing: boolean): void {
    const to = room.memberAt(otherSlot(slot)).publicId;
    this.push(to, 'room:partner', { roomId: room.id, ...this.#partner(room, slot), typing });
  }

  /** The member at `slot`, as the other is told of them. */
  #partner(room: FakeRoom, slot: Slot): PartnerNow {
    const place = this.people.get(room.memberAt(slot).publicId)?.place;
    return { presence: this.#presence(room, slot), ...(place === undefined ? {} : { place }) };
  }

  #presence(room: FakeRoom, slot: Slot): Presence {
    const isHere = this.people.get(room.memberAt(slot).publicId)?.isHere === true;
    return isHere ? { is: 'here' } : { is: 'reconnecting', leftMs: LEEWAY_FROM_CLOSE_MS };
  }

  #slot(room: FakeRoom, person: FakePerson): Slot {
    return room.slotOf(person.publicId) ?? 'a';
  }

  #member(person: FakePerson, roomId: RoomId): { readonly room: FakeRoom; readonly slot: Slot } {
    const room = this.rooms.get(roomId);
    const slot = room?.slotOf(person.publicId);
    if (room === undefined || slot === undefined) throw new FakeRefusal({ code: 'not-member', message: 'not yours' });
    return { room, slot };
  }

  #open(person: FakePerson, roomId: RoomId): { readonly room: FakeRoom; readonly slot: Slot } {
    const { room, slot } = this.#member(person, roomId);
    if (room.end !== undefined) throw new FakeRefusal({ code: 'ended', message: 'over', end: room.endFor(slot) });
    return { room, slot };
  }
}

/** A fake looks up no address: where somebody is, is what they say of their clock. */
function shown({ is, utcOffsetMinutes }: PlaceWish): Place | undefined {
  return is === 'hidden' || utcOffsetMinutes === undefined ? undefined : { utcOffsetMinutes };
}
