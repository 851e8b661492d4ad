import {
  SYNC_EVERY_MS,
  type EndedRoom,
  type Presence,
  type RoomDelivered,
  type RoomEnd,
  type RoomEnded,
  type RoomEntries,
  type RoomId,
  type RoomPartner,
  type RoomState,
  type WireError,
} from '@hearken/protocol';
import type { Session } from '../connection/connection';
import { applyItems } from '../conversation/apply-items';
import { takeDelivered } from '../conversation/delivery';
import { abandonRoom, endRoom } from '../conversation/end-room';
import type { LogDraft } from '../conversation/log-draft';
import { numberWaiting } from '../conversation/outbox';
import type { RoomRecord } from '../conversation/room-log';
import { openingOfEnded, takeEnded, takeOpen, type Taken } from '../conversation/take-answer';
import type { Core, Step } from './core';
import { SendDesk } from './send-desk';
import { SyncDesk } from './sync-desk';

/** Before a sync is asked for again that brought nothing that follows, ms. */
const AFTER_HOLE_MS = 1_000;

/** How a keeper is set up. */
export interface RoomKeeperOptions {
  /** Ended rooms kept, newest first. */
  readonly endedKept: number;
  /** A room has ended: what was wanted of it is void. */
  readonly closed: (roomId: RoomId) => void;
  /** The partner of an ended room said that it helped. */
  readonly thanked: (roomId: RoomId) => void;
}

/** Takes whatever the server says of rooms into their logs, each message in one transaction, and does what follows. */
export class RoomKeeper {
  readonly send: SendDesk;
  readonly sync: SyncDesk;
  /** A new stream was asked for, and the answer did not bring a good one. */
  #isStreamAsked = false;

  constructor(
    private readonly core: Core,
    private readonly options: RoomKeeperOptions,
  ) {
    this.sync = new SyncDesk(core, this);
    this.send = new SendDesk(core, this.sync, (session, error) => this.endedByError(session, error));
  }

  /** The state of an open room: answer of `room:sync`, or `room:paired`. */
  async takeOpen(session: Session, state: RoomState): Promise<void> {
    const held = this.core.model.rooms.get(state.roomId);
    // An answer that was overtaken by the room's end says nothing any more.
    if (held?.room.end !== undefined) return;
    const step = this.core.step();
    const taken = this.draftOpen(step, state);
    if (held === undefined) this.prune(step);
    await step.commit();
    // The end of an earlier room that was not told yet: nobody is in two. Were a later one asked for as well, the two would
    // call for each other without a pause for as long as the server says that both are open.
    for (const [roomId, { room }] of this.core.model.rooms) {
      if (roomId === state.roomId) break;
      if (room.end === undefined) this.sync.want(session, roomId);
    }
    this.afterOpen(session, state, taken);
  }

  /** Takes the state of an open room into a transaction. */
  draftOpen(step: Step, state: RoomState): Taken {
    const draft = step.open(state);
    this.#markPresence(draft, state.partner.presence);
    return takeOpen(draft, state, this.core.model.serverNow());
  }

  /** What follows when the state of an open room is stored. */
  afterOpen(session: Session, state: RoomState, taken: Taken): void {
    const { roomId } = state;
    this.core.model.setPaired(state);
    if (taken === 'new-stream') {
      this.send.hold();
      // Asked for once already, it is asked for again without haste.
      this.sync.wantLater(session, roomId, this.#isStreamAsked ? AFTER_HOLE_MS : 0, true);
      this.#isStreamAsked = true;
      return;
    }
    this.#isStreamAsked = false;
    this.sync.trust(roomId);
    if (state.isUnconfirmed === true) this.send.hold();
    else this.send.begin(session, roomId);
    if (state.items.length > 0) this.send.received(session, roomId);
    if (taken === 'more') this.sync.want(session, roomId);
    if (taken === 'hole') this.sync.wantLater(session, roomId, AFTER_HOLE_MS);
  }

  /** The state of an ended room: answer of `room:sync`. */
  async takeEnded(session: Session, state: EndedRoom): Promise<void> {
    const step = this.core.step();
    const taken = this.draftEnded(step, state);
    await step.commit();
    this.afterEnded(session, state, taken);
    this.#askWhere(session, state.end.roomId);
  }

  /** The end is lost with a tail: register names it, and the room is ended again. */
  takeReopened(session: Session): void {
    this.core.connection.report(session, { type: 'register-again' });
  }

  /** Takes the state of an ended room into a transaction. */
  draftEnded(step: Step, state: EndedRoom): Taken {
    // A room that ended before this browser heard of it: its last words are still owed (I1).
    const draft = step.draft(state.end.roomId) ?? step.open(openingOfEnded(state));
    return takeEnded(draft, state, this.core.model.serverNow());
  }

  /** What follows when the state of an ended room is stored. */
  afterEnded(session: Session, state: EndedRoom, taken: Taken): void {
    const { roomId } = state.end;
    this.sync.trust(roomId);
    this.#closed(roomId);
    if (state.thanked === true) this.options.thanked(roomId);
    if (state.items.length > 0) this.send.received(session, roomId);
    if (taken === 'more') this.sync.want(session, roomId);
    if (taken === 'hole') this.sync.wantLater(session, roomId, SYNC_EVERY_MS);
  }

  /**
   * The server does not know a room, or not as this person's. Of the open one only register can tell (a wiped database
   * takes the two members' word). One behind which there is another is over; of an ended one nothing more will come. The
   * log says so of both.
   */
  async takeUnknown(session: Session, roomId: RoomId, error: WireError): Promise<void> {
    if (error.end !== undefined) {
      this.sync.trust(roomId);
      await this.endedByError(session, error);
      return;
    }
    const step = this.core.step();
    const draft = step.draft(roomId);
    if (draft === undefined) return;
    if (draft.room.end === undefined) {
      if (this.core.model.openRoom()?.room.roomId === roomId) {
        this.core.connection.report(session, { type: 'register-again' });
        return;
      }
      this.abandon(step, roomId);
      await step.commit();
      return;
    }
    if (draft.room.isComplete) return;
    draft.mark({ kind: 'held', t: draft.lastTimeOf(false), at: this.core.model.serverNow(), isMine: false });
    draft.set({ isComplete: true });
    await step.commit();
  }

  /** Takes in what another page of this browser left waiting, and hears early that one took over. */
  lookAround(): Promise<void> {
    return this.core.vault.check();
  }

  /** Sends what another page of this browser left waiting. */
  async numberFound(): Promise<void> {
    const open = this.core.model.openRoom();
    if (open === undefined || !this.send.canNumber(open.room.roomId)) return;
    const step = this.core.step();
    const draft = step.draft(open.room.roomId);
    if (draft !== undefined) numberWaiting(draft);
    await step.commit();
    this.send.pump();
  }

  /** `room:entries`. */
  async takeEntries(session: Session, { roomId, items, delivered }: RoomEntries): Promise<void> {
    const step = this.core.step();
    const draft = step.draft(roomId);
    if (draft === undefined) return;
    const before = draft.room.received;
    const applied = applyItems(draft, items, this.core.model.serverNow());
    const isOurs = takeDelivered(draft, delivered);
    await step.commit();
    if (!isOurs) this.#askForStream(session, draft.room);
    const { partner } = this.core.model;
    // Who has said something has stopped typing; a like may be given in the middle of a sentence.
    const isSaid = items.some(({ kind }) => kind === 'text');
    if (partner?.roomId === roomId && isSaid) this.core.model.partner = { ...partner, isTyping: false };
    if (draft.room.received !== before) this.send.received(session, roomId);
    if (applied === 'hole') this.sync.want(session, roomId);
  }

  /** `room:delivered`. */
  async takeDelivered(session: Session, { roomId, delivered }: RoomDelivered): Promise<void> {
    const step = this.core.step();
    const draft = step.draft(roomId);
    if (draft === undefined) return;
    const isOurs = takeDelivered(draft, delivered);
    await step.commit();
    if (!isOurs) this.#askForStream(session, draft.room);
  }

  /** `room:partner`. */
  async takePartner({ roomId, typing, ...partner }: RoomPartner): Promise<void> {
    const step = this.core.step();
    const draft = step.draft(roomId);
    if (draft === undefined || draft.room.end !== undefined) return;
    this.#markPresence(draft, partner.presence);
    await step.commit();
    this.core.model.setPartner(roomId, partner, typing);
  }

  /** `room:ended`. */
  async takeEnd(session: Session, { end, state }: RoomEnded): Promise<void> {
    await this.finish(session, end);
    if (!this.core.model.isElsewhere(end.roomId)) this.core.model.settle(state);
  }

  /** The end of a room, from wherever it was told. */
  async finish(session: Session, end: RoomEnd): Promise<void> {
    // Its heads speak of numbers that may be other texts': with what stands there it can be told what was sent.
    if (this.sync.isDoubted(end.roomId)) {
      this.sync.want(session, end.roomId, true);
      return;
    }
    const step = this.core.step();
    const draft = step.draft(end.roomId);
    if (draft === undefined) return;
    endRoom(draft, end, this.core.model.serverNow());
    await step.commit();
    this.#closed(end.roomId);
    if (!draft.room.isComplete) this.sync.want(session, end.roomId);
  }

  /** A request was answered `ended`. */
  async endedByError(session: Session, { end }: WireError): Promise<void> {
    if (end === undefined) return;
    await this.finish(session, end);
    this.#askWhere(session, end.roomId);
  }

  /** Ends an open room in a transaction: the server knows it no more. */
  abandon(step: Step, roomId: RoomId): void {
    const draft = step.draft(roomId);
    if (draft !== undefined) abandonRoom(draft, this.core.model.serverNow());
  }

  /** Asks for what is missing of ended rooms that nothing else asks for. */
  syncIncomplete(session: Session, but: RoomId | undefined): void {
    for (const [roomId, { room }] of this.core.model.rooms) {
      if (roomId !== but && room.end?.is === 'told' && !room.isComplete) this.sync.want(session, roomId);
    }
  }

  /** Forgets the oldest ended rooms beyond what is kept. */
  prune(step: Step): void {
    const ended = [...this.core.model.rooms.values()].filter(({ room }) => room.end !== undefined);
    for (const { room } of ended.slice(0, Math.max(0, ended.length - this.options.endedKept))) {
      if (room.isComplete) step.remove(room.roomId);
    }
  }

  /** The numbers of this stream stand for other texts as well: on in a new one. */
  #askForStream(session: Session, { roomId }: RoomRecord): void {
    this.send.hold();
    this.sync.want(session, roomId, true);
  }

  /** An end came without the push that says where it put this person: into the queue, or with somebody new by now. */
  #askWhere(session: Session, roomId: RoomId): void {
    const { person } = this.core.model;
    if (person.is !== 'paired' || person.roomId !== roomId) return;
    this.core.connection.report(session, { type: 'register-again' });
  }

  #closed(roomId: RoomId): void {
    if (this.core.model.partner?.roomId === roomId) this.core.model.partner = undefined;
    this.options.closed(roomId);
  }

  /** Going and coming stand in the log with their time. */
  #markPresence(draft: LogDraft, presence: Presence): void {
    const marks = draft.room.marks.filter(({ kind }) => kind === 'reconnecting' || kind === 'back');
    const wasAway = marks.at(-1)?.kind === 'reconnecting';
    if (wasAway === (presence.is === 'reconnecting')) return;
    const kind = wasAway ? 'back' : 'reconnecting';
    draft.mark({ kind, t: draft.room.clock, at: this.core.model.serverNow() });
  }
}
