import {
  PROTOCOL_VERSION,
  TEXT_KEPT_MS,
  type Registered,
  type RoomId,
  type SessionRegister,
  type WireError,
  errorPolicy,
} from '@hearken/protocol';
import { attemptTimeout } from '../connection/connection-machine';
import type { Session } from '../connection/connection';
import { isAwayTooLong } from '../conversation/end-room';
import { claimOf } from '../conversation/outbox';
import type { RoomLog } from '../conversation/room-log';
import type { Taken } from '../conversation/take-answer';
import type { DeviceStore } from './browser-stores';
import type { Announcer } from './announcer';
import { browserClockUlid } from './browser-clock-ulid';
import type { Core, Step } from './core';
import type { PlaceTeller } from './place-teller';
import type { RoomKeeper } from './room-keeper';

/** An attempt may not take longer than this; the machine's own timer is the shorter one, ms. */
const REGISTER_TIMEOUT_MS = attemptTimeout(2);

/** What the registrar is set up with. */
export interface RegistrarOptions {
  readonly appVersion: string;
  readonly device: DeviceStore;
  readonly place: PlaceTeller;
  /** The session is registered, and everything of the answer is stored. */
  readonly registered: (session: Session) => Promise<void>;
}

/** What an answer has become in the logs. */
interface TakenRooms {
  readonly ended: Taken | undefined;
  /** Undefined where the person is in no room, or in one that is known here to have ended. */
  readonly opened: Taken | undefined;
  /** Rooms to be asked for by their own cursors. */
  readonly toAsk: readonly RoomId[];
}

/** Registers on a fresh session, and takes the answer (docs/log.md, rules 3, 4 and 10). */
export class Registrar {
  #isFirst = true;
  /** The attempt made last. */
  #attempt = 0;

  constructor(
    private readonly core: Core,
    private readonly keeper: RoomKeeper,
    private readonly announcer: Announcer,
    private readonly options: RegistrarOptions,
  ) {}

  /** A task: becomes the store's owner, then asks. */
  async register(session: Session): Promise<void> {
    this.keeper.send.hold();
    const { store, attempt } = await this.core.vault.claim();
    if (!session.isCurrent) return;
    const payload = this.#payload(store, attempt);
    this.#attempt = attempt;
    session.link.request('session:register', payload, REGISTER_TIMEOUT_MS, (outcome) => {
      this.core.on(session, async () => {
        // Overtaken by a later one of this page: the server may even say that it was replaced, by ourselves.
        if (attempt !== this.#attempt) return;
        if (!outcome.answered) {
          this.core.connection.report(session, { type: 'attempt-timeout' });
        } else if (outcome.ack.ok) {
          await this.#take(session, payload, outcome.ack.data);
        } else {
          this.#refused(session, outcome.ack.error);
        }
      });
    });
  }

  #payload(store: string, attempt: number): SessionRegister {
    const { tab } = this.core.model;
    const open = this.core.model.openRoom();
    const ended = this.#lastEnded();
    // In a room the role goes along for a database that forgot it; elsewhere it asks for the queue.
    const role = open !== undefined || tab.isSeeking === true ? tab.role : undefined;
    return {
      protocol: PROTOCOL_VERSION,
      app: this.options.appVersion,
      store,
      attempt,
      device: this.#deviceKey(),
      ...(tab.privateId === undefined ? {} : { privateId: tab.privateId }),
      ...(tab.publicId === undefined ? {} : { publicId: tab.publicId }),
      ...(role === undefined ? {} : { role }),
      ...(role === undefined || tab.widen !== true ? {} : { widen: true }),
      ...(tab.isTakingBreak === true ? { takeBreak: true } : {}),
      ...this.options.place.forRegister(),
      ...(open === undefined ? {} : { room: this.#roomClaim(open) }),
      ...(ended === undefined ? {} : { ended: claimOf(ended, false) }),
      ...(ended?.room.parted === undefined ? {} : { endedWith: ended.room.parted }),
      ...this.#seen(),
    };
  }

  /** Up to where the operators' words are known here. */
  #seen(): Pick<SessionRegister, 'announcementsSeen'> {
    const { announcementsFrom: from, announcementsShown: shown } = this.core.model.tab;
    return from === undefined && shown === undefined
      ? {}
      : { announcementsSeen: Math.max(from ?? 0, shown?.at(-1) ?? 0) };
  }

  #roomClaim(open: RoomLog): ReturnType<typeof claimOf> {
    const isMutant = this.core.rules.streamFromBrowserClock && this.#isFirst;
    this.#isFirst = false;
    return isMutant ? { ...claimOf(open, true), stream: browserClockUlid(this.core) } : claimOf(open, false);
  }

  /** The newest ended room: its end may be lost with a tail, and what was sent in it may not be here yet. */
  #lastEnded(): RoomLog | undefined {
    return [...this.core.model.rooms.values()].filter(({ room }) => room.end?.is === 'told').at(-1);
  }

  #deviceKey(): string {
    const { device } = this.options;
    const kept = device.read();
    if (kept !== undefined) return kept;
    const key = this.core.ids.store();
    device.write(key);
    return key;
  }

  #refused(session: Session, error: WireError): void {
    const policy = errorPolicy(error.code);
    if (this.core.obey(session, error, policy)) return;
    switch (policy) {
      case 'retry':
      case 'wait':
        this.core.connection.report(session, {
          type: 'come-back',
          afterMs: error.retryAfterMs ?? 0,
          cause: error.code === 'full' ? 'full' : 'lost',
        });
        return;
      case 'sync':
      case 'settle':
      case 'refuse':
      case 'register':
      case 'stop':
        this.core.model.notify({ kind: 'refused', what: 'session:register', message: error.message });
        this.core.connection.report(session, { type: 'refused' });
    }
  }

  async #take(session: Session, asked: SessionRegister, answer: Registered): Promise<void> {
    const { model } = this.core;
    this.#takeFacts(asked, answer);
    const away = this.#newlyAwayTooLong(answer);
    const step = this.core.step();
    const taken = this.#draft(step, asked, answer);
    this.#forgetOld(step);
    await step.commit();
    if (!session.isCurrent) return;
    if (away !== undefined) model.notify({ kind: 'away-too-long', roomId: away });
    this.core.connection.report(session, { type: 'registered' });
    this.keeper.sync.begin(session);
    this.#follow(session, answer, taken);
    await this.announcer.take(answer.announcements);
    await this.announcer.takeBack(answer.withdrawn ?? []);
    // What is sent from now on is news to this page, also where it was shown nothing yet.
    if (model.tab.announcementsFrom === undefined) model.keep({ announcementsFrom: answer.now });
    await this.options.registered(session);
  }

  /** The room that was lost to this person's absence, where they hear of it by this answer. */
  #newlyAwayTooLong({ lastRoom }: Registered): RoomId | undefined {
    if (lastRoom === undefined || !isAwayTooLong(lastRoom.end)) return undefined;
    return this.#isKnownEnded(lastRoom.end.roomId) ? undefined : lastRoom.end.roomId;
  }

  #isKnownEnded(roomId: RoomId): boolean {
    return this.core.model.rooms.get(roomId)?.room.end !== undefined;
  }

  /** Takes what an answer says of rooms into one transaction. */
  #draft(step: Step, asked: SessionRegister, answer: Registered): TakenRooms {
    const { state, lastRoom, owed = [] } = answer;
    const toAsk = owed.map(({ end }) => end.roomId);
    // A room that is held here is asked for by its own cursors; of any other this answer opens the log.
    for (const room of owed) if (!this.core.model.rooms.has(room.end.roomId)) this.keeper.draftEnded(step, room);
    const ended = lastRoom && this.keeper.draftEnded(step, lastRoom);
    const opened =
      state.is === 'paired' && !this.#isKnownEnded(state.roomId) ? this.keeper.draftOpen(step, state) : undefined;
    for (const roomId of this.#unanswered(answer)) {
      if (isAskedFor(roomId, asked, answer)) toAsk.push(roomId);
      else this.keeper.abandon(step, roomId);
    }
    return { ended, opened, toAsk };
  }

  /** What follows when the rooms of an answer are stored. */
  #follow(session: Session, { state, lastRoom }: Registered, { ended, opened, toAsk }: TakenRooms): void {
    if (lastRoom !== undefined && ended !== undefined) this.keeper.afterEnded(session, lastRoom, ended);
    if (state.is !== 'paired') this.core.model.settle(state);
    else if (opened !== undefined) this.keeper.afterOpen(session, state, opened);
    else this.#leaveZombie(session, state.roomId);
    for (const roomId of toAsk) this.keeper.sync.want(session, roomId);
    this.keeper.syncIncomplete(session, lastRoom?.end.roomId);
  }

  /** Rooms held for open of which an answer says nothing. */
  #unanswered({ state, lastRoom }: Registered): readonly RoomId[] {
    return [...this.core.model.rooms.values()]
      .filter(({ room }) => room.end === undefined)
      .map(({ room }) => room.roomId)
      .filter((roomId) => roomId !== lastRoom?.end.roomId && (state.is !== 'paired' || state.roomId !== roomId));
  }

  #takeFacts(asked: SessionRegister, answer: Registered): void {
    const { model } = this.core;
    model.setServerTime(answer.now);
    model.limits = answer.limits;
    model.isServerVolatile = answer.volatile;
    model.showsPlaces = answer.showsPlaces === true;
    if (model.serverVersion !== undefined && model.serverVersion !== answer.serverVersion) {
      model.notify({ kind: 'newer-version', version: answer.serverVersion });
    }
    model.serverVersion = answer.serverVersion;
    if (answer.isNew && asked.privateId !== undefined) model.notify({ kind: 'reset' });
    model.keep({ privateId: answer.privateId, publicId: answer.publicId });
    if (answer.site !== undefined) model.site = answer.site;
  }

  /** Text is gone a day after the end, here as on the server. */
  #forgetOld(step: Step): void {
    const now = this.core.model.serverNow();
    for (const [roomId, { room }] of this.core.model.rooms) {
      const endedAt = room.end?.is === 'told' ? room.end.end.endedAt : room.end?.at;
      if (endedAt !== undefined && endedAt + TEXT_KEPT_MS < now) step.remove(roomId);
    }
  }

  /** A room that this person was told has ended is open again although the register said so: it is left for good. */
  #leaveZombie(session: Session, roomId: RoomId): void {
    this.core.ask(
      session,
      'room:leave',
      { roomId },
      {
        answered: async ({ end, state }) => {
          // The partner may have written meanwhile, in a room that was open to them.
          await this.keeper.finish(session, end);
          this.core.model.settle(state);
        },
        refused: () => undefined,
      },
    );
  }
}

/**
 * Whether a room held for open, of which an answer says nothing, is asked for by itself. The one that was named is known
 * to be gone, unless another ended room took its place in the answer; and whoever is somebody new is in none.
 */
function isAskedFor(roomId: RoomId, asked: SessionRegister, { isNew, lastRoom }: Registered): boolean {
  return !isNew && (roomId !== asked.room?.roomId || lastRoom !== undefined);
}
