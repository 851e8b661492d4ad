import { isUtcOffset, type PlaceWish, type WireError } from '@hearken/protocol';
import type { Session } from '../connection/connection';
import type { PlaceSwitch } from './browser-stores';
import type { Core } from './core';

/**
 * Tells the server whether partners may know where this person is. Only a server that shows places is told anything, and
 * the clock only by who shows theirs; that a place is hidden is said until the server has heard it.
 */
export class PlaceTeller {
  /** What the last register said. */
  #registered: PlaceWish['is'] | undefined;
  /** Counts what was asked: of several the last one is repeated. */
  #asked = 0;

  constructor(
    private readonly core: Core,
    private readonly place: PlaceSwitch,
  ) {}

  /** The switch, where it switches anything. */
  get is(): PlaceWish['is'] | undefined {
    return this.core.model.showsPlaces ? this.place.read() : undefined;
  }

  /** For a register: absent until the server has said that it shows places. */
  forRegister(): { readonly place?: PlaceWish } {
    this.#registered = this.is;
    return this.#registered === undefined ? {} : { place: this.#wish() };
  }

  set(is: PlaceWish['is']): void {
    this.place.write(is);
    this.#say();
  }

  /** A session is registered: what its register could not say, or says no more, is said now. */
  renew(): void {
    if (this.is !== this.#registered) this.#say();
  }

  #say(): void {
    const session = this.core.connection.live;
    if (session === undefined || this.is === undefined) return;
    this.#asked += 1;
    const asked = this.#asked;
    const { isTakingBreak } = this.core.model.tab;
    const request = { takeBreak: isTakingBreak === true, place: this.#wish() };
    this.core.ask(session, 'session:preferences', request, {
      answered: () => undefined,
      refused: (error, policy) => {
        if (policy === 'retry' || policy === 'wait') this.#sayAgain(session, asked, error);
      },
      unanswered: () => {
        this.#sayAgain(session, asked);
      },
    });
  }

  #sayAgain(session: Session, asked: number, error?: WireError): void {
    this.core.later(session, this.core.backOff(error), () => {
      if (asked === this.#asked) this.#say();
    });
  }

  #wish(): PlaceWish {
    if (this.place.read() === 'hidden') return { is: 'hidden' };
    const utcOffsetMinutes = this.place.utcOffsetMinutes();
    return isUtcOffset(utcOffsetMinutes) ? { is: 'shown', utcOffsetMinutes } : { is: 'shown' };
  }
}
