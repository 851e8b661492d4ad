import { CLOSE_POLICIES } from '@hearken/protocol';
import type { Session } from '../connection/connection';
import type { Push } from '../connection/transport';
import type { Core } from './core';
import type { RoomKeeper } from './room-keeper';
import type { Thanks } from './thanks';
import type { Typing } from './typing';

/** Takes what the server pushes, each push as a task of its own, in the order in which it came. */
export class PushDesk {
  /** Pushes that came before the register's answer. */
  #early: { readonly session: Session; readonly push: Push }[] = [];

  constructor(
    private readonly core: Core,
    private readonly keeper: RoomKeeper,
    private readonly typing: Typing,
    private readonly thanks: Thanks,
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
        if (CLOSE_POLICIES[push.payload.reason] === 'stop') connection.dispatch({ type: 'replaced', by: 'elsewhere' });
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
        await this.keeper.takePartner(push.payload);
        this.typing.watchPartner();
        return;
      case 'room:entries':
        return this.keeper.takeEntries(session, push.payload);
      case 'room:delivered':
        return this.keeper.takeDelivered(session, push.payload);
      case 'room:changed':
        this.keeper.sync.want(session, push.payload.roomId);
        return;
      case 'room:asked':
        model.askedIn = push.payload.roomId;
        return;
      case 'room:thanked':
        this.thanks.received(push.payload.roomId);
        return;
      case 'room:ended':
        return this.keeper.takeEnd(session, push.payload);
      case 'sys:announcement':
        model.announce([push.payload]);
        return;
      case 'sys:withdrawn':
        model.takeBack([push.payload.id]);
        return;
      case 'sys:settings':
        model.site = push.payload;
    }
  }

  /** The session is registered: what came before the answer is taken now. */
  async takeEarly(session: Session): Promise<void> {
    const early = this.#early.filter((one) => one.session === session);
    this.#early = [];
    for (const { push } of early) await this.take(session, push);
  }
}
