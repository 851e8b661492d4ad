import {
  POSITION_POLL_MS,
  type ErrorPolicy,
  type PartReason,
  type PartResult,
  type Role,
  type RoomId,
  type WireError,
} from '@hearken/protocol';
import type { Session } from '../connection/connection';
import type { TimerHandle } from '../connection/ports';
import type { PendingAct } from './client-state';
import type { Core } from './core';
import type { RoomKeeper } from './room-keeper';

/** What the person asked for and the server has not done yet. */
type Wish =
  | { readonly act: 'join'; readonly role: Role; readonly widen: boolean }
  | { readonly act: 'cancel' }
  | { readonly act: 'next' | 'leave'; readonly roomId: RoomId; readonly because?: PartReason; readonly note?: string };

/** Carries out what the person wants of queues and partners: now, or on the next connection (one wish at a time). */
export class Wishes {
  #wish: Wish | undefined;
  #isAsked: Session | undefined;
  #poll: TimerHandle;

  constructor(
    private readonly core: Core,
    private readonly keeper: RoomKeeper,
  ) {}

  /** Wants something; what was wanted before is forgotten. */
  want(wish: Wish): void {
    this.#wish = wish;
    this.#isAsked = undefined;
    this.#showPending();
    this.act();
  }

  /** Wants nothing any more. */
  drop(): void {
    this.#wish = undefined;
    this.#isAsked = undefined;
    this.core.model.pending = undefined;
  }

  /** Wants nothing of this room any more: it has ended. */
  dropOf(roomId: RoomId): void {
    if (this.#wish !== undefined && 'roomId' in this.#wish && this.#wish.roomId === roomId) this.drop();
  }

  /** A session is registered: what is wanted is asked for on it. */
  renew(): void {
    this.#isAsked = undefined;
    this.act();
  }

  /** Does what is wanted, if it makes sense where the person is, and if there is a connection. */
  act(): void {
    const wish = this.#wish;
    const session = this.core.connection.live;
    if (wish === undefined || session === undefined || this.#isAsked === session) return;
    if (!this.#makesSense(wish)) {
      this.drop();
      return;
    }
    this.#isAsked = session;
    switch (wish.act) {
      case 'join':
        this.#join(session, wish);
        return;
      case 'cancel':
        this.#cancel(session, wish);
        return;
      case 'next':
      case 'leave':
        this.#part(session, wish);
    }
  }

  /** Polls the place in the queue, every 3 to 5 s for as long as the person waits on this session. */
  watchPlace(session: Session): void {
    if (this.#poll !== undefined) this.core.clock.clearTimeout(this.#poll);
    const { min, max } = POSITION_POLL_MS;
    this.#poll = this.core.later(session, min + this.core.random.next() * (max - min), () => {
      this.#poll = undefined;
      if (this.core.model.person.is === 'queued') this.#askPlace(session);
      this.watchPlace(session);
    });
  }

  #askPlace(session: Session): void {
    this.core.ask(
      session,
      'queue:position',
      {},
      {
        answered: (place) => {
          if (this.core.model.person.is === 'queued') this.core.model.settle({ is: 'queued', ...place });
        },
        refused: () => undefined,
      },
    );
  }

  #makesSense(wish: Wish): boolean {
    const { person } = this.core.model;
    switch (wish.act) {
      case 'join':
        return person.is !== 'paired' && !(person.is === 'queued' && isPlaceOf(person, wish));
      case 'cancel':
        return person.is === 'queued' || person.is === 'joining';
      case 'next':
      case 'leave':
        return this.core.model.openRoom()?.room.roomId === wish.roomId;
    }
  }

  #join(session: Session, wish: Extract<Wish, { act: 'join' }>): void {
    this.core.ask(
      session,
      'queue:join',
      { role: wish.role, ...(wish.widen ? { widen: true } : {}) },
      {
        answered: (place) => {
          this.#done(wish);
          // Whoever was paired before this answer was written is told so before it.
          if (this.core.model.person.is !== 'paired') this.core.model.settle({ is: 'queued', ...place });
        },
        refused: (error, policy) => {
          if (error.code === 'held') {
            this.#done(wish);
            if (this.core.model.person.is !== 'paired') this.core.model.settle({ is: 'idle', isHeld: true });
          } else this.#refused(session, wish, error, policy);
        },
        unanswered: () => {
          this.#again(session, wish);
        },
      },
    );
  }

  #cancel(session: Session, wish: Wish): void {
    this.core.ask(
      session,
      'queue:cancel',
      {},
      {
        answered: (state) => {
          this.#done(wish);
          if (this.core.model.person.is !== 'paired') this.core.model.settle(state);
        },
        refused: (error, policy) => {
          this.#refused(session, wish, error, policy);
        },
        unanswered: () => {
          this.#again(session, wish);
        },
      },
    );
  }

  #part(session: Session, wish: Extract<Wish, { act: 'next' | 'leave' }>): void {
    const { act, ...part } = wish;
    this.core.ask(session, act === 'next' ? 'room:next' : 'room:leave', part, {
      answered: async ({ end, state }: PartResult) => {
        this.#done(wish);
        await this.keeper.finish(session, end);
        if (!this.core.model.isElsewhere(end.roomId)) this.core.model.settle(state);
      },
      refused: async (error, policy) => {
        if (policy === 'settle') {
          this.#done(wish);
          await this.keeper.endedByError(session, error);
        } else {
          this.#refused(session, wish, error, policy);
        }
      },
      unanswered: () => {
        this.#again(session, wish);
      },
    });
  }

  #refused(session: Session, wish: Wish, error: WireError, policy: ErrorPolicy): void {
    switch (policy) {
      case 'retry':
      case 'wait':
        this.#again(session, wish, this.core.backOff(error), policy === 'wait');
        return;
      case 'refuse':
      case 'settle':
      case 'sync':
        this.#done(wish);
        if (error.code === 'queue-closed') this.#turnedAway();
        else this.core.model.notify({ kind: 'refused', what: wish.act, message: error.message });
        return;
      case 'register':
      case 'stop':
        return;
    }
  }

  /** No joins are taken just now; the page says why. Nothing is asked for until the person asks again. */
  #turnedAway(): void {
    if (this.core.model.person.is === 'joining') this.core.model.person = { is: 'idle' };
    this.core.model.keep({ isSeeking: undefined });
  }

  /** Asks again after a while, if it is still wanted. */
  #again(session: Session, wish: Wish, afterMs = 0, isTooSoon = false): void {
    if (this.#wish !== wish) return;
    this.#showPending(isTooSoon ? this.core.clock.now() + afterMs : undefined);
    this.core.later(session, afterMs, () => {
      if (this.#wish !== wish) return;
      this.#isAsked = undefined;
      this.act();
    });
  }

  #done(wish: Wish): void {
    if (this.#wish === wish) this.drop();
  }

  #showPending(until?: number): void {
    const pending: PendingAct | undefined = this.#wish && {
      act: this.#wish.act,
      ...(until === undefined ? {} : { until }),
    };
    this.core.model.pending = pending;
  }
}

function isPlaceOf(
  person: { readonly role: Role; readonly widen: boolean },
  wish: { readonly role: Role; readonly widen: boolean },
): boolean {
  return person.role === wish.role && person.widen === wish.widen;
}
