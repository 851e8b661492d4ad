import { CLOSE_POLICIES, type RoomEnd, type RoomId } from '@hearken/protocol';
import type { Session } from '../connection/connection';
import type { Push } from '../connection/transport';
import type { Announcer } from './announcer';
import type { Core } from './core';
import type { RoomKeeper } from './room-keeper';
import type { Thanks } from './thanks';
import type { Typing } from './typing';

/** Who takes what is neither a room's nor the session's. */
export interface PushDeskParts {
  readonly typing: Typing;
  readonly thanks: Thanks;
  readonly announcer: Announcer;
}

/** Takes what the server pushes, each push as a task of its own, in the order in which it came. */
export class PushDesk {
  /** Pushes that came before the register's answer. */
  #early: { readonly session: Session; readonly push: Push }[] = [];

  constructor(
    private readonly core: Core,
    private readonly keeper: RoomKeeper,
    private readonly parts: PushDeskParts,
  ) {}

  async take(session: Session, push: Push): Promise<void> {
    const { model, connection } = this.core;
    if (connection.state.is !== 'live') {
      // It may say more than the register's answer that is on its way: it is taken after it.
      this.#early.push({ session, push });
      return;
    }
    switch (push.name) {
      case 'session:closed':
        if (push.payload.ban !== undefined) connection.dispatch({ type: 'banned', ban: push.payload.ban });
        else if (CLOSE_POLICIES[push.payload.reason] === 'stop') {
          connection.dispatch({ type: 'replaced', by: 'elsewhere' });
        }
        return;
      case 'server:draining':
        connection.dispatch({ type: 'come-back', afterMs: push.payload.retryAfterMs, cause: 'lost' });
        return;
      case 'queue:tick':
        model.counts = push.payload;
        return;
      case 'room:paired':
        return this.keeper.takeOpen(session, push.payload);
      case 'room:partner':
        if (this.#isUnheardOf(session, push.payload.roomId)) return;
        await this.keeper.takePartner(push.payload);
        this.parts.typing.watchPartner();
        return;
      case 'room:entries':
        if (this.#isUnheardOf(session, push.payload.roomId)) return;
        return this.keeper.takeEntries(session, push.payload);
      case 'room:delivered':
        return this.keeper.takeDelivered(session, push.payload);
      case 'room:changed':
        if (this.#isUnheardOf(session, push.payload.roomId)) return;
        this.keeper.sync.want(session, push.payload.roomId);
        return;
      case 'room:asked':
        model.askedIn = push.payload.roomId;
        return;
      case 'room:thanked':
        this.parts.thanks.received(push.payload.roomId);
        return;
      case 'room:ended':
        if (hasWords(push.payload.end) && this.#isUnheardOf(session, push.payload.end.roomId)) return;
        return this.keeper.takeEnd(session, push.payload);
      case 'sys:announcement':
        return this.parts.announcer.take([push.payload]);
      case 'sys:withdrawn':
        return this.parts.announcer.takeBack([push.payload.id]);
      case 'sys:settings':
        model.site = push.payload;
    }
  }

  /** The push that opened a room is lost, and perhaps words in it: the answer of a register brings them (I1). */
  #isUnheardOf(session: Session, roomId: RoomId): boolean {
    const isUnheardOf = !this.core.model.rooms.has(roomId);
    if (isUnheardOf) this.core.connection.report(session, { type: 'register-again' });
    return isUnheardOf;
  }

  /** The session is registered: what came before the answer is taken now. */
  async takeEarly(session: Session): Promise<void> {
    const early = this.#early.filter((one) => one.session === session);
    this.#early = [];
    for (const { push } of early) await this.take(session, push);
  }
}

/** Whether the partner has said something in a room that ended. */
function hasWords({ partner }: RoomEnd): boolean {
  return partner.some(({ n }) => n > 0);
}
