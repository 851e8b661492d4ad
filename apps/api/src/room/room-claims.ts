import {
  LEEWAY_AFTER_OUTAGE_MS,
  readerCursor,
  slotOf,
  type EndReason,
  type EndedRoom,
  type PartResult,
  type PublicId,
  type Role,
  type RoomClaim,
  type RoomEnd,
  type RoomId,
  type RoomState,
  type Settled,
  type StreamId,
} from '@hearken/protocol';
import { decodeTime } from 'ulid';
import type { Clock } from '../platform/clock.js';
import type { Ids } from '../platform/ids.js';
import { errorOf, type Log } from '../platform/log.js';
import { meetingKeys } from '../queue/pairing-store.port.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { LivePerson } from '../session/people.js';
import type { PersonStore } from '../session/person-store.port.js';
import { ClaimBook, type Claimed } from './domain/claim-book.js';
import { isPlausible } from './domain/streams.js';
import type { LiveRooms } from './live-room.js';
import { askToSync } from './member-hints.js';
import type { RoomEnder } from './room-ender.js';
import type { Actor, RoomRecord, RoomStore, StreamRecord } from './room-store.port.js';

/** What making lost rooms anew needs of the rest. */
export interface RoomClaimsParts {
  readonly rooms: RoomStore;
  readonly persons: PersonStore;
  readonly live: LiveRooms;
  readonly ender: Pick<RoomEnder, 'end'>;
  readonly hints: Pick<HintBus, 'publish'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Takes a person whose claim is void out of any room, and into this queue (at its end) or none. */
  readonly place: (publicId: PublicId, role: Role | undefined) => Promise<Settled>;
  /** Two devices must never meet again. */
  readonly blocked: (left: string, right: string, at: number) => Promise<void>;
  /** Takes a person who is in a room again out of the pool of the waiting. */
  readonly leavePool: (publicId: PublicId) => Promise<void>;
}

/** Who is met in which role, as a guess until the partner says it. */
const COUNTERPART: Readonly<Record<Role, Role>> = { vent: 'listen', listen: 'vent', talk: 'talk' };

/** How often the partner's server is told of a claim that waits, ms: a hint can be lost. */
const TELL_EVERY_MS = 1_000;

/** One side of a room that is made anew. */
interface Side {
  readonly id: PublicId;
  readonly role: Role;
  readonly claim: RoomClaim;
  readonly device: string;
  readonly actor: Actor;
}

/** Rooms that the database lost and their members still hold (design section 5, docs/log.md rule 18). */
export class RoomClaims {
  readonly #book = new ClaimBook();
  /** Rooms that are being made anew right now. */
  readonly #restoring = new Map<RoomId, Promise<RoomRecord | undefined>>();
  #toldAt = 0;

  constructor(private readonly parts: RoomClaimsParts) {}

  /**
   * A member names a room that is not known. The record when the other member has named it too and it is a room again;
   * otherwise the state that this side waits in.
   */
  async claim(person: LivePerson, claim: RoomClaim, role: Role | undefined): Promise<RoomRecord | RoomState> {
    this.#forget(claim);
    const { record } = person;
    const claimed = this.#book.note(record, role ?? record.role ?? 'talk', claim, this.parts.clock.now());
    const other = this.#book.counterpart(claimed);
    if (other === undefined) {
      this.#tellPartner(claimed);
      return this.#waiting(claimed);
    }
    return (await this.#restored(claimed, other)) ?? this.#waiting(claimed);
  }

  /** The other member of a room claims it on another server: where it is claimed here too, it is a room again. */
  async hear(theirs: Claimed): Promise<void> {
    const mine = this.#book.counterpart(theirs);
    if (mine === undefined) return;
    try {
      const record = await this.#restored(mine, theirs);
      if (record !== undefined) askToSync(this.parts.hints, mine.by, record.id);
    } catch (cause) {
      // It is said again.
      this.parts.log.warn('claim-not-settled', { cause: errorOf(cause) });
    }
  }

  /**
   * A member who waits for the other syncs: the claim is brought up to date. Undefined when nothing is claimed, or when
   * the registration is lost as well: they have to register again.
   */
  async renew(person: LivePerson, claim: RoomClaim): Promise<RoomState | undefined> {
    const held = this.#book.of(person.record.publicId, claim.roomId);
    if (held === undefined) return undefined;
    const known = await this.parts.persons.find(held.by);
    if (known?.reg !== person.record.reg) return undefined;
    return this.#waiting(this.#book.note(known, held.role, claim, this.parts.clock.now()));
  }

  holds(person: LivePerson, roomId: RoomId): boolean {
    return this.#book.of(person.record.publicId, roomId) !== undefined;
  }

  /** A member leaves a room that is only claimed, or blocks its partner; undefined when it is not. */
  async leave(
    person: LivePerson,
    roomId: RoomId,
    reason: 'leave' | 'block' | 'deleted' = 'leave',
  ): Promise<PartResult | undefined> {
    const { publicId } = person.record;
    // What is being made a room again is left as a room.
    await this.#restoring.get(roomId)?.catch(() => undefined);
    const held = this.#book.of(publicId, roomId);
    if (held === undefined) return undefined;
    // Made a room again on the partner's server.
    const isRoom = (await this.parts.rooms.find(roomId)) !== undefined;
    if (!isRoom && reason === 'block') await this.#block(person, held);
    this.#book.drop(publicId);
    if (isRoom) return undefined;
    const state = await this.#void(publicId, roomId, undefined);
    return { end: this.#emptyEnd(roomId, reason, 'you'), state };
  }

  /**
   * What a member is told of an ended room that the database has lost, end and all: nothing of it is known to be sent any
   * more, so the labels can say so (I1).
   */
  lost(person: LivePerson, claim: RoomClaim): EndedRoom {
    const { publicId, role = 'talk' } = person.record;
    return {
      end: this.#emptyEnd(claim.roomId, 'unconfirmed', 'system'),
      partner: { publicId: claim.partnerId, role: COUNTERPART[role] },
      slot: slotOf(publicId, claim.partnerId),
      createdAt: Math.min(this.parts.clock.now(), decodeTime(claim.roomId)),
      delivered: { stream: claim.own.stream, n: 0 },
      from: { received: claim.received, own: claim.own },
      items: [],
      more: false,
      continuity: 'gap',
    };
  }

  /** A person is known to be elsewhere: what they claimed is void. */
  drop(publicId: PublicId): void {
    this.#book.drop(publicId);
  }

  /** Tells of the claims that wait, and ends those that nobody confirmed in time. */
  async tick(now: number): Promise<void> {
    if (now - this.#toldAt >= TELL_EVERY_MS) {
      this.#toldAt = now;
      for (const claimed of this.#book.all()) this.#tellPartner(claimed);
    }
    for (const fallen of this.#book.takeFallen(now)) {
      try {
        await this.#fall(fallen);
      } catch (cause) {
        // Their registration is lost as well, or the database is away: whoever registers again claims again.
        this.parts.log.warn('claim-not-settled', { cause: errorOf(cause) });
        askToSync(this.parts.hints, fallen.by, fallen.claim.roomId);
      }
    }
  }

  async #block({ record }: LivePerson, { claim: { partnerId: id } }: Claimed): Promise<void> {
    const device = (await this.parts.persons.find(id))?.device ?? id;
    const keys = meetingKeys({ id: record.publicId, device: record.device }, { id, device });
    await this.parts.blocked(...keys, this.parts.clock.now());
  }

  /** What this server held of a room that the database lost while it ran is void; the partner finds out by a sync. */
  #forget({ roomId, partnerId }: RoomClaim): void {
    if (this.parts.live.get(roomId) === undefined) return;
    this.parts.live.drop(roomId);
    askToSync(this.parts.hints, partnerId, roomId);
  }

  async #fall({ by, reg, role, claim }: Claimed): Promise<void> {
    const known = await this.parts.persons.find(by);
    if (known?.reg !== reg || (await this.parts.rooms.find(claim.roomId)) !== undefined) {
      // They have registered elsewhere, or the database has lost them too: what they are in now is not this one's to end.
      // Or it is a room again, made by the other side on another server.
      askToSync(this.parts.hints, by, claim.roomId);
      return;
    }
    const settled = await this.#void(by, claim.roomId, known.takeBreak ? undefined : role);
    const payload = { end: this.#emptyEnd(claim.roomId, 'unconfirmed', 'system'), state: settled };
    this.parts.hints.publish({ kind: 'push', to: by, event: 'room:ended', payload });
    this.parts.log.info('claim-fell', { room: claim.roomId });
  }

  #tellPartner(claimed: Claimed): void {
    this.parts.hints.publish({ kind: 'claimed', to: claimed.claim.partnerId, claimed });
  }

  async #restored(mine: Claimed, theirs: Claimed): Promise<RoomRecord | undefined> {
    const { roomId } = mine.claim;
    const restoring = this.#restore(mine, theirs);
    this.#restoring.set(roomId, restoring);
    try {
      return await restoring;
    } finally {
      // The other member's claim may have begun to make it anew as well.
      if (this.#restoring.get(roomId) === restoring) this.#restoring.delete(roomId);
    }
  }

  async #restore(mine: Claimed, theirs: Claimed): Promise<RoomRecord | undefined> {
    const sides = await Promise.all([this.#side(mine), this.#side(theirs)]);
    const [left, right] = sides;
    if (right === undefined) askToSync(this.parts.hints, theirs.by, theirs.claim.roomId);
    if (left === undefined || right === undefined) return undefined;
    const { roomId } = mine.claim;
    for (const side of [left, right]) await this.#endOlder(side.id, roomId, new Set([left.id, right.id]));
    const record = this.#record(left, right);
    if ((await this.parts.rooms.insert(record)) === 'taken') {
      // The other side's register was quicker, or one of them is in another room by now.
      const known = await this.parts.rooms.find(record.id);
      if (known === undefined) return undefined;
    }
    for (const side of [left, right]) {
      this.#book.drop(side.id);
      await this.parts.persons.enter({ publicId: side.id, ...side.actor }, record.id);
      await this.parts.leavePool(side.id);
    }
    this.parts.log.info('room-restored', { room: record.id });
    askToSync(this.parts.hints, theirs.by, record.id);
    return this.parts.rooms.find(record.id);
  }

  #record(left: Side, right: Side): RoomRecord {
    const [a, b] = slotOf(left.id, right.id) === 'a' ? [left, right] : [right, left];
    const { roomId } = a.claim;
    return {
      id: roomId,
      members: [
        { id: a.id, slot: 'a', role: a.role, device: a.device },
        { id: b.id, slot: 'b', role: b.role, device: b.device },
      ],
      actors: { a: a.actor, b: b.actor },
      streams: { a: this.#streams(a.claim, b.claim), b: this.#streams(b.claim, a.claim) },
      received: { a: readerCursor(a.claim), b: readerCursor(b.claim) },
      createdAt: Math.min(this.parts.clock.now(), decodeTime(roomId)),
      metBefore: false,
    };
  }

  /** The streams that anybody still names: the author's own, and the one the reader stands in. */
  #streams(author: RoomClaim, reader: RoomClaim): StreamRecord[] {
    const now = this.parts.clock.now();
    const named = new Set<StreamId>(
      [author.stream, reader.received.stream].filter((id) => id !== undefined && isPlausible(id, now)) as StreamId[],
    );
    if (named.size === 0) named.add(this.parts.ids.ulid(now));
    return [...named].sort().map((id) => ({ id, heldBelow: 1 }));
  }

  /** Undefined when they have registered anew since: only the newest registration's word counts (I4). */
  async #side({ by, reg, role, claim }: Claimed): Promise<Side | undefined> {
    const record = await this.parts.persons.find(by);
    if (record?.reg !== reg) return undefined;
    return { id: by, role, claim, device: record.device, actor: { gen: record.gen, reg: record.reg } };
  }

  /** Takes a person whose claim is void into this queue, or none; who is in a later room by now stays there. */
  async #void(publicId: PublicId, roomId: RoomId, role: Role | undefined): Promise<Settled> {
    const isFree = await this.#endOlder(publicId, roomId);
    return isFree ? this.parts.place(publicId, role) : { is: 'idle' };
  }

  /** Ends the room that an older copy of the database has a person in. False when they are in this one, or a later one. */
  async #endOlder(
    publicId: PublicId,
    roomId: RoomId,
    except: ReadonlySet<PublicId> = new Set([publicId]),
  ): Promise<boolean> {
    const active = await this.parts.rooms.findActive(publicId);
    if (active === undefined) return true;
    if (active.id >= roomId) return false;
    await this.parts.ender.end(active, { at: this.parts.clock.now(), reason: 'unconfirmed' }, undefined, except);
    return true;
  }

  #waiting({ by, role, claim, until }: Claimed): RoomState {
    const now = this.parts.clock.now();
    const createdAt = Math.min(now, decodeTime(claim.roomId));
    const stream = claim.stream ?? this.parts.ids.ulid(now, claim.own.stream);
    return {
      roomId: claim.roomId,
      partner: {
        publicId: claim.partnerId,
        role: COUNTERPART[role],
        presence: { is: 'reconnecting', leftMs: Math.min(LEEWAY_AFTER_OUTAGE_MS, Math.max(0, until - now)) },
      },
      slot: slotOf(by, claim.partnerId),
      stream,
      accepted: claim.stream === undefined ? 0 : claim.outboxFrom - 1,
      delivered: { stream, n: 0 },
      clock: 0,
      from: { received: claim.received, own: claim.own },
      items: [],
      more: false,
      continuity: 'proven',
      createdAt,
      ageMs: now - createdAt,
      metBefore: false,
      isUnconfirmed: true,
    };
  }

  /** The end of a room of which the database holds nothing: no text of it counts as sent. */
  #emptyEnd(roomId: RoomId, reason: EndReason, by: RoomEnd['by']): RoomEnd {
    return { roomId, reason, by, endedAt: this.parts.clock.now(), mine: [], partner: [] };
  }
}
