import {
  SYNC_EVERY_MS,
  type EndedRoom,
  type RoomId,
  type RoomState,
  type WireError,
  type ErrorPolicy,
} from '@hearken/protocol';
import type { Session } from '../connection/connection';
import { claimOf } from '../conversation/outbox';
import type { Core } from './core';
import { browserClockUlid } from './browser-clock-ulid';

/** What is done with the answers. */
export interface SyncTakers {
  takeOpen(session: Session, state: RoomState): Promise<void>;
  takeEnded(session: Session, state: EndedRoom): Promise<void>;
  /** A room was known here to have ended when it was asked for, and the server holds it for open. */
  takeReopened(session: Session): void;
  /** Slowly, while the session lasts: what other pages of this browser did. */
  lookAround(): Promise<void>;
  /** The server does not know the room, or does not give it to this person. */
  takeUnknown(session: Session, roomId: RoomId, error: WireError): Promise<void>;
}

/** Asks `room:sync`: at most one is under way, and a second wish waits for the first (docs/log.md, rule 8). */
export class SyncDesk {
  /** Rooms to be asked for next; the value says whether a new stream is wanted. */
  readonly #wanted = new Map<RoomId, boolean>();
  /** Rooms whose numbers may stand for other texts: a new stream is asked for, and no answer has told yet. */
  readonly #doubted = new Set<RoomId>();
  #underWay: { readonly session: Session; readonly roomId: RoomId } | undefined;
  /** Raised by each registration: what was asked under an earlier one is answered by the register itself. */
  #round = 0;

  constructor(
    private readonly core: Core,
    private readonly takers: SyncTakers,
  ) {}

  /** Syncs a room as soon as can be. @param fresh a new stream is wanted */
  want(session: Session, roomId: RoomId, fresh = false): void {
    if (fresh) this.#doubted.add(roomId);
    this.#wanted.set(roomId, fresh || this.#wanted.get(roomId) === true);
    this.#next(session);
  }

  /** Syncs a room after a while. */
  wantLater(session: Session, roomId: RoomId, ms: number, fresh = false): void {
    if (fresh) this.#doubted.add(roomId);
    this.core.later(session, ms, () => {
      this.want(session, roomId, fresh);
    });
  }

  /** Whether nobody can say yet which texts the numbers of a room stand for. */
  isDoubted(roomId: RoomId): boolean {
    return this.#doubted.has(roomId);
  }

  /** An answer has told which texts the numbers of a room stand for. */
  trust(roomId: RoomId): void {
    this.#doubted.delete(roomId);
  }

  /** The session is registered, perhaps anew: what was under way will not be answered any more. */
  begin(session: Session): void {
    this.#round += 1;
    this.#underWay = undefined;
    this.#doubted.clear();
    this.#watch(session, this.#round);
  }

  /** Every now and then: syncs the open room, so that a lost hint is found, and looks after the store. */
  #watch(session: Session, round: number): void {
    this.core.later(session, SYNC_EVERY_MS, async () => {
      if (round !== this.#round) return;
      this.#watch(session, round);
      await this.takers.lookAround();
      const open = this.core.model.openRoom();
      if (open !== undefined && !this.core.rules.hintsTrusted) this.want(session, open.room.roomId);
    });
  }

  #next(session: Session): void {
    if (this.#underWay?.session === session) return;
    const [next] = this.#wanted;
    if (next === undefined) return;
    const [roomId, fresh] = next;
    this.#wanted.delete(roomId);
    const log = this.core.model.rooms.get(roomId);
    if (log === undefined) {
      this.#next(session);
      return;
    }
    this.#underWay = { session, roomId };
    const wasEnded = log.room.end !== undefined;
    const round = this.#round;
    const ifSame = (act: () => void | Promise<void>): void | Promise<void> =>
      round === this.#round ? act() : undefined;
    const claim = claimOf(log, fresh);
    const stream = fresh && this.core.rules.streamFromBrowserClock ? { stream: browserClockUlid(this.core) } : {};
    this.core.ask(
      session,
      'room:sync',
      { ...claim, ...stream },
      {
        answered: (result) =>
          ifSame(async () => {
            this.#underWay = undefined;
            if (result.is === 'open' && wasEnded) this.takers.takeReopened(session);
            else if (result.is === 'open') await this.takers.takeOpen(session, result.room);
            else await this.takers.takeEnded(session, result.room);
            this.#next(session);
          }),
        // A room that is over and that the server does not know is gone: no register brings it back.
        isItsOwn: ({ code }) => code === 'wrong-state' && this.core.model.openRoom()?.room.roomId !== roomId,
        refused: (error, policy) =>
          ifSame(async () => {
            this.#underWay = undefined;
            await this.#refused(session, roomId, fresh, { error, policy });
            this.#next(session);
          }),
        unanswered: () =>
          ifSame(() => {
            this.#underWay = undefined;
            this.want(session, roomId, fresh);
          }),
      },
    );
  }

  async #refused(
    session: Session,
    roomId: RoomId,
    fresh: boolean,
    { error, policy }: { readonly error: WireError; readonly policy: ErrorPolicy },
  ): Promise<void> {
    switch (policy) {
      case 'retry':
      case 'wait':
        this.wantLater(session, roomId, this.core.backOff(error), fresh);
        return;
      case 'refuse':
      case 'settle':
      case 'sync':
      case 'register':
      case 'stop':
        await this.takers.takeUnknown(session, roomId, error);
    }
  }
}
