import { otherSlot, type PartnerNow, type PublicId, type RoomId } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import type { QueueService } from '../queue/queue.service.js';
import type { Hint, HintBus, PersonHint } from '../realtime/hint-bus.port.js';
import { memberOf, slotIn } from '../room/domain/room-view.js';
import type { LiveRooms } from '../room/live-room.js';
import type { RoomRecord, RoomStore } from '../room/room-store.port.js';
import type { RoomService } from '../room/room.service.js';
import type { SessionService } from '../session/session.service.js';

/** What living beside other servers needs of the rest. */
export interface NeighboursParts {
  readonly sessions: () => SessionService;
  readonly queue: () => QueueService;
  readonly service: () => RoomService;
  readonly rooms: RoomStore;
  readonly live: LiveRooms;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly log: Log;
}

/** People asked to read the log anew in one go, after hints may have been lost. */
const LOOKS_AT_ONCE = 500;

/** What this server and others on the same database tell each other of their people. Speed only: the database knows. */
export class Neighbours {
  /** What is under way for somebody of this server: what is told of them later waits for it. */
  readonly #turns = new Map<PublicId, Promise<void>>();
  #looks: Iterator<{ readonly record: { readonly publicId: PublicId } }> | undefined;

  constructor(private readonly parts: NeighboursParts) {}

  /** How somebody of another server is, as far as this one was told; here, until it is told otherwise. */
  partnerNow(publicId: PublicId): PartnerNow {
    const room = this.parts.live.ofMember(publicId);
    const slot = room?.slotOf(publicId);
    const told = slot === undefined ? undefined : room?.told[slot];
    if (told === undefined) return { presence: { is: 'here' } };
    const { presence } = told.now;
    if (presence.is !== 'reconnecting') return told.now;
    const leftMs = presence.leftMs - (this.parts.clock.now() - told.at);
    // Neither back nor gone by then: it was said to nobody here, and the answer to the next question will tell.
    return { ...told.now, presence: leftMs > 0 ? { is: 'reconnecting', leftMs } : { is: 'here' } };
  }

  /** Somebody of this server goes on in a room, or was paired into it: how are they, and how is their partner? */
  meet(publicId: PublicId): void {
    const room = this.parts.live.ofMember(publicId);
    const slot = room?.slotOf(publicId);
    if (room === undefined || slot === undefined) return;
    const { id } = memberOf(room.record, otherSlot(slot));
    if (this.#isHere(id)) return;
    this.parts.service().placeChanged(publicId);
    this.parts.hints.publish({ kind: 'asked-after', to: id, by: publicId });
  }

  /** A hint from any server. `deliver` does with it what a server on its own does. */
  hear(hint: Hint, deliver: (hint: Hint) => void): void {
    switch (hint.kind) {
      case 'missed':
        void this.#lookAround();
        break;
      case 'paired':
        this.#inTurn(hint.to, () => this.#paired(hint.to, hint.room));
        break;
      case 'moved':
        this.#inTurn(hint.to, () => this.#moved(hint.to));
        break;
      case 'asked-after':
        if (this.#isHere(hint.to)) this.parts.service().placeChanged(hint.to);
        break;
      case 'push':
        this.#afterTurns(hint.to, () => {
          this.#pushed(hint, deliver);
        });
        break;
      case 'person':
      case 'room':
      case 'claimed':
      case 'gone-on':
        deliver(hint);
        break;
    }
  }

  /** Somebody of this server is in a room that another server made, as the database says. */
  lookAfter(publicId: PublicId): void {
    this.#inTurn(publicId, () => this.#moved(publicId));
  }

  #pushed(hint: PersonHint, deliver: (hint: Hint) => void): void {
    if (hint.event === 'room:partner') this.#note(hint.to, hint.payload.roomId, hint.payload);
    if (hint.event === 'room:ended') this.#dropEnded(hint.payload.end.roomId);
    deliver(hint);
  }

  #note(to: PublicId, roomId: RoomId, { presence, place }: PartnerNow): void {
    const room = this.parts.live.get(roomId);
    const slot = room?.slotOf(to);
    if (room === undefined || slot === undefined || !this.#isHere(to)) return;
    const partner = otherSlot(slot);
    if (this.#isHere(memberOf(room.record, partner).id)) return;
    room.told[partner] = { now: place === undefined ? { presence } : { presence, place }, at: this.parts.clock.now() };
    if (presence.is === 'here' && presence.isQuiet === true) room.quiet.add(partner);
    else room.quiet.delete(partner);
  }

  /** Ended by another server. */
  #dropEnded(roomId: RoomId): void {
    this.parts.service().endedElsewhere(roomId);
  }

  async #paired(to: PublicId, room: RoomRecord): Promise<void> {
    const slot = slotIn(room, to);
    if (slot === undefined) return;
    await this.parts.queue().places.pairedElsewhere(to, room, () => {
      this.parts.sessions().letGo(to);
      this.parts.service().openedFor(room, slot);
      this.meet(to);
    });
  }

  /** The database says where they are now. */
  async #moved(to: PublicId): Promise<void> {
    if (!this.#isHere(to)) return;
    const record = await this.parts.queue().places.refresh(to);
    if (record?.room === undefined || this.parts.live.get(record.room) !== undefined) return;
    const room = await this.parts.rooms.find(record.room);
    if (room !== undefined && room.end === undefined) await this.#paired(to, room);
  }

  /** Hints may have been lost: whoever waits is compared with the database, whoever talks reads the log. */
  async #lookAround(): Promise<void> {
    for (let look = 0; look < LOOKS_AT_ONCE; look += 1) {
      this.#looks ??= this.parts.sessions().seats.all()[Symbol.iterator]();
      const next = this.#looks.next();
      if (next.done === true) {
        this.#looks = undefined;
        break;
      }
      this.#askToRead(next.value.record.publicId);
    }
    await this.parts.queue().heal();
  }

  #askToRead(publicId: PublicId): void {
    const room = this.parts.live.ofMember(publicId);
    const slot = room?.slotOf(publicId);
    if (room === undefined || slot === undefined || this.#isHere(memberOf(room.record, otherSlot(slot)).id)) return;
    this.parts.sessions().seats.push(publicId, 'room:changed', { roomId: room.id });
  }

  /** At once where nothing is under way. */
  #afterTurns(publicId: PublicId, work: () => void): void {
    if (!this.#turns.has(publicId)) {
      work();
      return;
    }
    this.#inTurn(publicId, () => {
      work();
      return Promise.resolve();
    });
  }

  #inTurn(publicId: PublicId, work: () => Promise<void>): void {
    const before = this.#turns.get(publicId) ?? Promise.resolve();
    const turn = before.then(work).catch((cause: unknown) => {
      // The healer of the queue, or the next sync, finds it in the database.
      this.parts.log.warn('neighbour-not-heard', { cause: errorOf(cause) });
    });
    this.#turns.set(publicId, turn);
    void turn.then(() => {
      if (this.#turns.get(publicId) === turn) this.#turns.delete(publicId);
    });
  }

  #isHere(publicId: PublicId): boolean {
    return this.parts.sessions().seats.isHere(publicId);
  }
}
