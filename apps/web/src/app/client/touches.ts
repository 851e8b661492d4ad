import { TOUCH_EVERY_MS } from '@hearken/protocol';
import type { Core } from './core';

/** Says that somebody is at this page, and what the server asks when nobody seems to be. */
export class Touches {
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly core: Core) {}

  /** The person did something: told now and then, and at once when they were asked whether they are still here. */
  touched(): void {
    const { connection, model, clock } = this.core;
    const roomId = model.openRoom()?.room.roomId;
    const session = connection.live;
    if (roomId === undefined || session === undefined) return;
    const since = clock.now() - this.#toldAt;
    const isAsked = model.askedIn === roomId;
    if (!isAsked && since >= 0 && since < TOUCH_EVERY_MS) return;
    this.#toldAt = clock.now();
    model.askedIn = undefined;
    this.core.ask(session, 'room:touched', { roomId }, IGNORED);
    if (isAsked) model.changed();
  }
}

const IGNORED = { answered: () => undefined, refused: () => undefined };
