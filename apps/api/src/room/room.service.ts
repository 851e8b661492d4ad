import {
  TYPING_EXPIRY_MS,
  otherSlot,
  type EndedRoom,
  type Nothing,
  type PartResult,
  type PartnerNow,
  type Presence,
  type PublicId,
  type ReaderCursor,
  type RoomId,
  type RoomPart,
  type RoomReceived,
  type RoomSend,
  type RoomSync,
  type RoomTouched,
  type RoomTyping,
  type SendResult,
  type Settled,
  type Slot,
  type SyncResult,
} from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import { ChatError } from '../realtime/chat-error.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import type { LivePerson } from '../session/people.js';
import type { Registration } from '../session/person-store.port.js';
import { endFor, memberOf, slotIn } from './domain/room-view.js';
import type { EndedRooms } from './ended-rooms.js';
import type { LiveRoom, LiveRooms } from './live-room.js';
import type { LogWriter } from './log-writer.js';
import { tellDelivered } from './member-hints.js';
import type { ReceivedCursors } from './received-cursors.js';
import type { RoomAttention } from './room-attention.js';
import type { RoomClaims } from './room-claims.js';
import type { EndCause, Ended, Judged, RoomEnder } from './room-ender.js';
import type { RoomResume } from './room-resume.js';
import type { RoomRecord, RoomStore } from './room-store.port.js';

/** What the room service is made of. */
export interface RoomServiceParts {
  readonly rooms: RoomStore;
  readonly live: LiveRooms;
  readonly writer: LogWriter;
  readonly resume: RoomResume;
  readonly endedRooms: EndedRooms;
  readonly ender: RoomEnder;
  readonly cursors: ReceivedCursors;
  readonly claims: RoomClaims;
  readonly attention: RoomAttention;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: Pick<ServerRules, 'departureOnce'>;
  /** How old a conversation is, ms, before a new partner may be asked for. */
  readonly nextAfterMs: number;
  readonly partnerNow: (publicId: PublicId) => PartnerNow;
  /** Whether somebody is this server's to tell: they have registered here, or there is no other server. */
  readonly isOurs: (publicId: PublicId) => boolean;
  /** Where a person in no room is, as the database says. */
  readonly settledOf: (person: LivePerson) => Promise<Settled>;
  /** Whether the database records this registration as its person's newest. */
  readonly isRecorded: (holder: Registration) => Promise<boolean>;
}

/** Where somebody acts. */
interface Acting {
  readonly room: LiveRoom;
  readonly slot: Slot;
}

/** The conversation, for whoever carries its requests: socket, REST or simulation. */
export class RoomService {
  constructor(private readonly parts: RoomServiceParts) {}

  /** `room:send`. */
  async send(person: LivePerson, request: RoomSend): Promise<SendResult> {
    if (person.record.numbering === 'server') throw ChatError.invalid('the server numbers for this registration');
    const { room, slot } = this.#actingNow(person, request.roomId) ?? (await this.#acting(person, request.roomId));
    // Told with the push of these entries: no packet of its own.
    if (request.received !== undefined) this.parts.cursors.take(room, slot, request.received);
    // Who says something has stopped typing; a like may be given in the middle of a sentence.
    if (request.entries.some(({ kind }) => kind === 'text')) room.typingUntil[slot] = 0;
    this.parts.attention.said(room, slot);
    const { gen, reg } = person.record;
    return this.parts.writer.send(room, slot, { gen, reg }, request);
  }

  /** `room:sync`: register's room part. */
  async sync(person: LivePerson, claim: RoomSync): Promise<SyncResult> {
    const record = await this.parts.rooms.find(claim.roomId);
    if (record === undefined) {
      this.parts.live.drop(claim.roomId);
      const claimed = await this.parts.claims.renew(person, claim);
      // Register decides about rooms the database has lost.
      if (claimed === undefined) throw ChatError.of('wrong-state', 'this room is not known; register again');
      return { is: 'open', room: claimed };
    }
    const { reg } = record.actors[this.#slotOf(record, person)];
    if (record.end === undefined) {
      // Lost with a tail, it must not raise the room's gen above the one that their next register will have.
      if (reg !== person.record.reg && !(await this.parts.isRecorded(person.record))) {
        // Not `wrong-state`, which says of a room known to have ended that it is gone.
        throw ChatError.of('not-registered', 'this registration is not known any more; register again');
      }
      const room = await this.parts.resume.open(record, person.record, claim);
      // Made a room again on the partner's server: what was claimed here is settled.
      this.parts.claims.drop(person.record.publicId);
      if (room !== undefined) return { is: 'open', room };
    }
    // Ended while it was opened, or known as ended before.
    const ended = record.end === undefined ? await this.parts.rooms.find(claim.roomId) : record;
    return { is: 'ended', room: await this.#ended(ended, person, claim) };
  }

  /** `room:received`: what the member's browser has stored of the partner. */
  async received(person: LivePerson, { roomId, received }: RoomReceived): Promise<Nothing> {
    if (this.parts.live.get(roomId) === undefined && (await this.#receivedAfterEnd(person.record, roomId, received)))
      return {};
    const { room, slot } = await this.#acting(person, roomId);
    if (this.parts.cursors.take(room, slot, received))
      tellDelivered(this.parts.hints, room.record, slot, room.received[slot]);
    return {};
  }

  /** `room:typing`: volatile. */
  async typing(person: LivePerson, { roomId, typing }: RoomTyping): Promise<Nothing> {
    const { room, slot } = await this.#acting(person, roomId);
    this.parts.attention.touched(room, slot);
    room.typingUntil[slot] = typing ? this.parts.clock.now() + TYPING_EXPIRY_MS : 0;
    this.#tellPartner(room, slot);
    return {};
  }

  /** `room:touched`: somebody is at the page. */
  async touched(person: LivePerson, { roomId }: RoomTouched): Promise<Nothing> {
    const { room, slot } = await this.#acting(person, roomId);
    this.parts.attention.touched(room, slot);
    return {};
  }

  /** `room:next`: both go on to somebody new. */
  async next(person: LivePerson, part: RoomPart): Promise<PartResult> {
    const { room } = await this.#acting(person, part.roomId);
    const age = this.parts.clock.now() - room.record.createdAt;
    if (age < this.parts.nextAfterMs) {
      throw ChatError.after('too-soon', this.parts.nextAfterMs - age, 'the conversation has only begun');
    }
    return this.part(person, room.record, part, 'next');
  }

  /** `room:leave`: always at once. */
  async leave(person: LivePerson, part: RoomPart): Promise<PartResult> {
    const claimed = await this.parts.claims.leave(person, part.roomId);
    if (claimed !== undefined) return claimed;
    const { room } = await this.#acting(person, part.roomId);
    return this.part(person, room.record, part, 'leave');
  }

  /**
   * The room as one of its members finds it: open, and this registration acts in it; or ended, with heads.
   *
   * @throws {ChatError} not-member, wrong-state, try-later
   */
  async find(person: LivePerson, roomId: RoomId): Promise<{ readonly record: RoomRecord; readonly slot: Slot }> {
    if (this.parts.live.get(roomId) !== undefined) {
      const { room, slot } = await this.#acting(person, roomId);
      return { record: room.record, slot };
    }
    const record = await this.parts.rooms.find(roomId);
    const slot = record && slotIn(record, person.record.publicId);
    if (record?.end === undefined || slot === undefined) throw await this.#refusal(person, roomId);
    return { record: await this.parts.ender.close(record), slot };
  }

  /** Ends a room because a member wants it to. Of one that has ended the end stays as it was; a block counts all the same. */
  async part(
    person: LivePerson,
    record: RoomRecord,
    { because, note }: Omit<RoomPart, 'roomId'>,
    reason: 'next' | 'leave' | 'block' | 'report' | 'deleted',
  ): Promise<PartResult> {
    const [me, at] = [person.record.publicId, this.parts.clock.now()];
    const cause: EndCause = {
      at,
      reason,
      by: me,
      ...(because === undefined ? {} : { because }),
      ...(note === undefined ? {} : { note }),
      ...(reason === 'next' && this.#isPartnerQuiet(record, me) ? { ofQuiet: true } : {}),
      ...(reason === 'deleted' ? { deleted: { at, by: me } } : {}),
    };
    const ended = await this.end(record, cause);
    if (ended === undefined) throw ChatError.of('wrong-state', 'this room is not known; register again');
    const slot = this.#slotOf(ended.record, person);
    const state = ended.settled.get(me) ?? (await this.parts.settledOf(person));
    return { end: endFor(ended.record, slot), state };
  }

  #isPartnerQuiet({ id }: RoomRecord, me: PublicId): boolean {
    const room = this.parts.live.get(id);
    const slot = room?.slotOf(me);
    return slot !== undefined && room?.quiet.has(otherSlot(slot)) === true;
  }

  /** A pair was committed: both are told, by their own servers. */
  opened(record: RoomRecord, hosts: ReadonlyMap<PublicId, string>): void {
    const ours = record.members.filter(({ id }) => this.parts.isOurs(id));
    for (const { slot } of ours) this.openedFor(record, slot);
    for (const { id: to } of record.members) {
      const host = hosts.get(to);
      if (!this.parts.isOurs(to)) {
        this.parts.hints.publish({ kind: 'paired', to, room: record, ...(host !== undefined && { host }) });
      }
    }
  }

  /** A member who is on this server was paired: they are told, once, whoever says so. */
  openedFor(record: RoomRecord, member: Slot): void {
    const room = this.parts.live.get(record.id) ?? this.parts.live.take(record);
    if (room.openedTo.has(member)) return;
    room.openedTo.add(member);
    for (const { slot } of record.members) {
      room.claimed.add(slot);
      if (!room.authors.has(slot)) room.restart(slot, record.streams[slot][0]?.id ?? '', { accepted: 0, t: 0 }, 0);
    }
    const payload = this.parts.resume.opened(record, member);
    const to = memberOf(record, member).id;
    this.parts.hints.publish({ kind: 'push', to, event: 'room:paired', payload });
  }

  /** Neither member is on this server any more: what it held of their room is theirs to know. */
  forgetUnattended(publicId: PublicId): void {
    const held = this.parts.live.ofMember(publicId);
    if (held === undefined || held.ending !== undefined) return;
    if (!held.record.members.some(({ id }) => this.parts.isOurs(id))) this.parts.live.drop(held.id);
  }

  /** A member was silent beyond the leeway, or closed the page and did not come back. Does nothing when the registration judged no longer acts. */
  async depart(person: Registration, reason: 'partner-lost' | 'closed'): Promise<void> {
    const record = await this.parts.rooms.findActive(person.publicId);
    const slot = record === undefined ? undefined : slotIn(record, person.publicId);
    if (record === undefined || slot === undefined) return;
    const judged = { slot, actor: record.actors[slot] };
    const cause = { at: this.parts.clock.now(), reason, by: person.publicId };
    if (!this.parts.rules.departureOnce) {
      await this.end(record, cause);
      return;
    }
    // Who registered elsewhere meanwhile acts there.
    if (judged.actor.gen > person.gen) return;
    await this.end(record, cause, judged);
  }

  /** Ends a room for any reason; everybody concerned is told. */
  end(record: RoomRecord, cause: EndCause, judged?: Judged): Promise<Ended | undefined> {
    return this.parts.ender.end(record, cause, judged);
  }

  /**
   * The newest registration of a person is not above the one that acts in a live room: the database has lost a tail, and
   * what is held here of that room is void. Nothing under the lost registration is acknowledged any more.
   */
  noteFallBack({ publicId, gen, reg }: Registration): void {
    const held = this.parts.live.ofMember(publicId);
    const slot = held?.slotOf(publicId);
    if (held === undefined || slot === undefined) return;
    if (held.actors[slot].reg === reg || held.actors[slot].gen < gen) return;
    held.actors[slot] = { gen, reg };
    this.parts.live.drop(held.id);
  }

  /**
   * The database says which room a person is in. Another one that was held here `before` it was asked has ended elsewhere,
   * or was lost; one that was opened since is newer than the answer.
   */
  holdOnly(publicId: PublicId, before: RoomId | undefined, roomId: RoomId | undefined): void {
    const held = this.parts.live.ofMember(publicId);
    if (held !== undefined && held.id === before && held.id !== roomId) this.endedElsewhere(held.id);
  }

  /** The room of a member that this server holds. */
  heldOf(publicId: PublicId): RoomId | undefined {
    return this.parts.live.ofMember(publicId)?.id;
  }

  /** Whether a member has said, since this server holds the room, that they hold it for open. */
  hasClaimed(publicId: PublicId, roomId: RoomId): boolean {
    const room = this.parts.live.get(roomId);
    const slot = room?.slotOf(publicId);
    return slot !== undefined && room?.claimed.has(slot) === true;
  }

  /** Tells the partner of a member how that member is now. */
  presenceChanged(publicId: PublicId): void {
    const room = this.parts.live.ofMember(publicId);
    const slot = room?.slotOf(publicId);
    if (room === undefined || slot === undefined) return;
    // A browser that came back says so if its person is still typing; told again here, a notice would live longer.
    room.typingUntil[slot] = 0;
    this.#tellPartner(room, slot);
  }

  /** Tells the partner of a member where that member is now, or that nothing is known of it any more. */
  placeChanged(publicId: PublicId): void {
    const room = this.parts.live.ofMember(publicId);
    const slot = room?.slotOf(publicId);
    if (room !== undefined && slot !== undefined) this.#tellPartner(room, slot);
  }

  /**
   * Another server has ended a room (or the database has lost it): it is held here no more. What its members here were
   * known to hold of it is noted, so that nobody is told again of words they have.
   */
  endedElsewhere(roomId: RoomId): void {
    const room = this.parts.live.get(roomId);
    if (room === undefined || room.ending !== undefined) return;
    this.parts.live.drop(roomId);
    for (const slot of room.unsaved) void this.#noteEnded(room, slot);
  }

  async #noteEnded({ id, record, actors, received }: LiveRoom, slot: Slot): Promise<void> {
    try {
      await this.#receivedAfterEnd({ publicId: memberOf(record, slot).id, ...actors[slot] }, id, received[slot]);
    } catch (cause) {
      this.parts.log.warn('received-not-noted', { cause: errorOf(cause) });
    }
  }

  /** The last words were read after the end: their author may see it. Whether the room has ended. */
  async #receivedAfterEnd(holder: Registration, roomId: RoomId, received: ReaderCursor): Promise<boolean> {
    const record = await this.parts.rooms.find(roomId);
    if (record?.end === undefined || slotIn(record, holder.publicId) === undefined) return false;
    await this.parts.endedRooms.note(await this.parts.ender.close(record), holder, received);
    return true;
  }

  /** Tells the partner of somebody whose server has died that they are away. */
  async tellAway({ publicId }: Registration, presence: Presence): Promise<void> {
    const record = await this.parts.rooms.findActive(publicId);
    const slot = record && slotIn(record, publicId);
    if (record === undefined || slot === undefined) return;
    const to = memberOf(record, otherSlot(slot)).id;
    const payload = { roomId: record.id, presence, typing: false };
    this.parts.hints.publish({ kind: 'push', to, event: 'room:partner', payload });
  }

  #tellPartner(room: LiveRoom, slot: Slot): void {
    const { id } = memberOf(room.record, slot);
    const typing = room.typingUntil[slot] > this.parts.clock.now();
    this.parts.hints.publish({
      kind: 'push',
      to: memberOf(room.record, otherSlot(slot)).id,
      event: 'room:partner',
      payload: { roomId: room.id, ...this.parts.partnerNow(id), typing },
    });
  }

  /** The live room in which this registration acts. */
  async #acting(person: LivePerson, roomId: RoomId): Promise<Acting> {
    const acting = this.#actingNow(person, roomId);
    if (acting === undefined) throw await this.#refusal(person, roomId);
    return acting;
  }

  /** The same where it is live here; undefined where the database has to say why it is not. */
  #actingNow(person: LivePerson, roomId: RoomId): Acting | undefined {
    const room = this.parts.live.get(roomId);
    if (room === undefined) return undefined;
    const slot = this.#slotOf(room.record, person);
    if (room.actors[slot].reg !== person.record.reg) {
      throw ChatError.of('wrong-state', 'this registration does not act here; register again');
    }
    return { room, slot };
  }

  /** Why a room that is not live here cannot be acted in. */
  async #refusal(person: LivePerson, roomId: RoomId): Promise<ChatError> {
    if (this.parts.claims.holds(person, roomId)) {
      return ChatError.after('try-later', 1_000, 'the room waits for your partner after a lost database');
    }
    const record = await this.parts.rooms.find(roomId);
    if (record === undefined || slotIn(record, person.record.publicId) === undefined) {
      return ChatError.of('not-member', 'this room is not yours');
    }
    if (record.end === undefined) return ChatError.of('wrong-state', 'register again to act here');
    const closed = await this.parts.ender.close(record);
    return ChatError.ended(endFor(closed, this.#slotOf(closed, person)));
  }

  async #ended(record: RoomRecord | undefined, person: LivePerson, claim: RoomSync): Promise<EndedRoom> {
    if (record?.end === undefined) throw ChatError.of('wrong-state', 'this room is not known; register again');
    return this.parts.endedRooms.read(await this.parts.ender.close(record), person.record, claim);
  }

  #slotOf(record: RoomRecord, person: LivePerson): Slot {
    const slot = slotIn(record, person.record.publicId);
    if (slot === undefined) throw ChatError.of('not-member', 'this room is not yours');
    return slot;
  }
}
