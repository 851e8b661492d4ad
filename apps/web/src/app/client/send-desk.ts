import {
  SEND_MAX_ENTRIES,
  type NewEntry,
  type RoomId,
  type SendResult,
  type WireError,
  type ErrorPolicy,
} from '@hearken/protocol';
import type { Session } from '../connection/connection';
import { takeAccepted } from '../conversation/delivery';
import { heldOf } from '../conversation/log-draft';
import { nextFrame, outboxFrom, refuse } from '../conversation/outbox';
import type { Core } from './core';
import type { SyncDesk } from './sync-desk';

/** Frames under way at once: enough to fill a slow line, and what is typed meanwhile goes in one frame. */
const FRAMES_UNDER_WAY = 2;
/** Of a frame, for everything but the entries, bytes. */
const FRAME_OVERHEAD = 1_024;
/** What is received is reported this long after it is stored, unless a send carries it before, ms. */
const RECEIVED_AFTER_MS = 50;

/** Sends the outbox of the open room, and reports what was received (docs/log.md, rule 7). */
export class SendDesk {
  #at: { readonly session: Session; readonly roomId: RoomId } | undefined;
  /** Highest n sent on this session. */
  #sentUpTo = 0;
  #underWay = 0;
  /** Raised when sending starts over: answers to what was sent before no longer move it. */
  #round = 0;
  /** Rooms of which something received is not reported yet, with the session to report on. */
  readonly #unreported = new Map<RoomId, Session>();
  #isReportDue = false;
  /** One entry at a time, because one of several was refused. */
  #isCareful = false;
  /** Entries refused once: moved to a new stream, they get a second chance. */
  readonly #doubtful = new Set<string>();

  constructor(
    private readonly core: Core,
    private readonly sync: SyncDesk,
    private readonly endRoom: (session: Session, error: WireError) => Promise<void>,
  ) {}

  /** Whether numbers may be given: the server has said where this room's log stands, on this session. */
  canNumber(roomId: RoomId): boolean {
    return this.#at?.roomId === roomId && this.#at.session.isCurrent;
  }

  /** The server has said where the room stands: sends from there on. */
  begin(session: Session, roomId: RoomId): void {
    this.#at = { session, roomId };
    this.#restart();
  }

  /** Sends and numbers nothing until `begin`. */
  hold(): void {
    this.#at = undefined;
    this.#round += 1;
    this.#underWay = 0;
  }

  /** Sends what was not sent yet. */
  pump(): void {
    const at = this.#at;
    const log = at === undefined ? undefined : this.core.model.rooms.get(at.roomId);
    if (at === undefined || log === undefined || log.room.end !== undefined || !at.session.isCurrent) return;
    const maxBytes = this.core.model.limits.frameMaxBytes - FRAME_OVERHEAD;
    const maxEntries = this.#isCareful ? 1 : SEND_MAX_ENTRIES;
    while (this.#underWay < (this.#isCareful ? 1 : FRAMES_UNDER_WAY)) {
      const after = Math.max(this.#sentUpTo, log.room.accepted);
      const entries = nextFrame(log, after, { maxEntries, maxBytes });
      const last = entries.at(-1);
      if (last === undefined) return;
      this.#sentUpTo = last.n;
      this.#underWay += 1;
      this.#send(at.session, at.roomId, entries);
    }
  }

  /** Something of the partner's was stored: it is reported soon. */
  received(session: Session, roomId: RoomId): void {
    this.#unreported.set(roomId, session);
    if (this.#isReportDue) return;
    this.#isReportDue = true;
    this.core.clock.setTimeout(() => {
      this.#isReportDue = false;
      for (const [room, on] of this.#unreported) this.#report(on, room);
      this.#unreported.clear();
    }, RECEIVED_AFTER_MS);
  }

  #report(session: Session, roomId: RoomId): void {
    const log = this.core.model.rooms.get(roomId);
    if (log === undefined || !session.isCurrent) return;
    this.core.ask(session, 'room:received', { roomId, received: heldOf(log.room) }, IGNORED);
  }

  #restart(): void {
    this.#round += 1;
    this.#underWay = 0;
    this.#sentUpTo = 0;
    this.pump();
  }

  #send(session: Session, roomId: RoomId, entries: readonly NewEntry[]): void {
    const log = this.core.model.rooms.get(roomId);
    if (log === undefined) return;
    const { stream } = log.room;
    const round = this.#round;
    this.#unreported.delete(roomId);
    const ifSame = (act: () => void | Promise<void>): void | Promise<void> =>
      round === this.#round ? act() : undefined;
    this.core.ask(
      session,
      'room:send',
      { roomId, stream, entries, received: heldOf(log.room) },
      {
        answered: async (result) => {
          await this.#accepted(session, roomId, result);
          await ifSame(() => {
            this.#underWay -= 1;
            this.pump();
          });
        },
        refused: (error, policy) => ifSame(() => this.#refused({ session, roomId }, entries, error, policy)),
        unanswered: () =>
          ifSame(() => {
            this.#restart();
          }),
      },
    );
  }

  async #accepted(session: Session, roomId: RoomId, { stream, accepted }: SendResult): Promise<void> {
    const step = this.core.step();
    const draft = step.draft(roomId);
    if (draft === undefined || draft.room.stream !== stream || draft.room.end !== undefined) return;
    if (accepted > draft.room.lastN) {
      this.#askForStream(session, roomId);
      return;
    }
    takeAccepted(draft, Math.max(draft.room.accepted, accepted));
    await step.commit();
    if (accepted === draft.room.lastN) this.#isCareful = false;
  }

  async #refused(
    { session, roomId }: { readonly session: Session; readonly roomId: RoomId },
    entries: readonly NewEntry[],
    error: WireError,
    policy: ErrorPolicy,
  ): Promise<void> {
    switch (policy) {
      case 'retry':
      case 'wait':
        this.#pause(session, this.core.backOff(error));
        return;
      case 'settle':
        await this.endRoom(session, error);
        return;
      case 'sync':
        await this.#goOnAt(session, roomId, error);
        return;
      case 'refuse':
        await this.#doubt(session, roomId, entries, error);
        return;
      case 'register':
      case 'stop':
        return;
    }
  }

  /** Sends again from the start after a while; answers to what is under way still count as far as they go. */
  #pause(session: Session, ms: number): void {
    this.#round += 1;
    const round = this.#round;
    this.#underWay = FRAMES_UNDER_WAY;
    this.core.later(session, ms, () => {
      if (round === this.#round) this.#restart();
    });
  }

  async #goOnAt(session: Session, roomId: RoomId, error: WireError): Promise<void> {
    const step = this.core.step();
    const draft = step.draft(roomId);
    const log = this.core.model.rooms.get(roomId);
    if (draft === undefined || log === undefined) return;
    if (error.code === 'conflict') {
      this.#askForStream(session, roomId);
    } else if (error.accepted !== undefined && error.accepted + 1 >= outboxFrom(log)) {
      // The server holds less than it told, or a frame was lost on the way: what is above is sent again.
      takeAccepted(draft, error.accepted);
      await step.commit();
      this.#restart();
    } else {
      this.hold();
      this.sync.want(session, roomId);
    }
  }

  #askForStream(session: Session, roomId: RoomId): void {
    this.hold();
    this.sync.want(session, roomId, true);
  }

  /**
   * The server will not take a frame. Its entries are tried one by one in a new stream; one that is refused there alone
   * gets a second chance, and is then given up and said so: the others go on without it.
   */
  async #doubt(session: Session, roomId: RoomId, entries: readonly NewEntry[], error: WireError): Promise<void> {
    const [entry] = entries;
    if (entry !== undefined && this.#isCareful) {
      if (this.#doubtful.has(entry.nonce)) {
        const step = this.core.step();
        const draft = step.draft(roomId);
        if (draft !== undefined) refuse(draft, entry.nonce);
        await step.commit();
        this.core.model.notify({ kind: 'refused', what: 'room:send', message: error.message });
      }
      this.#doubtful.add(entry.nonce);
    }
    this.#isCareful = true;
    this.#askForStream(session, roomId);
  }
}

const IGNORED = { answered: () => undefined, refused: () => undefined };
