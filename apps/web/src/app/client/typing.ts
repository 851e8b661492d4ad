import { TYPING_EVERY_MS, TYPING_EXPIRY_MS } from '@hearken/protocol';
import type { TimerHandle } from '../connection/ports';
import type { Core } from './core';

/** Typing notices, both ways: volatile, throttled, forgotten after 5 s. */
export class Typing {
  #told: { readonly isTyping: boolean; readonly at: number } = { isTyping: false, at: Number.NEGATIVE_INFINITY };
  #expiry: TimerHandle;

  constructor(private readonly core: Core) {}

  /** The person is writing, or stopped. */
  set(isTyping: boolean): void {
    const session = this.core.connection.live;
    const open = this.core.model.openRoom();
    if (session === undefined || open === undefined) return;
    const now = this.core.clock.now();
    const isFresh = now - this.#told.at < TYPING_EVERY_MS && now >= this.#told.at;
    if (isTyping ? this.#told.isTyping && isFresh : !this.#told.isTyping) return;
    this.#told = { isTyping, at: now };
    this.core.ask(session, 'room:typing', { roomId: open.room.roomId, typing: isTyping }, IGNORED);
  }

  /** What the person wrote was said: the partner takes a text as the end of typing. */
  said(): void {
    this.#told = { isTyping: false, at: Number.NEGATIVE_INFINITY };
  }

  /** The partner's notice is forgotten after a while. */
  watchPartner(): void {
    if (this.#expiry !== undefined) this.core.clock.clearTimeout(this.#expiry);
    this.#expiry = undefined;
    if (this.core.model.partner?.isTyping !== true) return;
    this.#expiry = this.core.clock.setTimeout(() => {
      const { partner } = this.core.model;
      if (partner?.isTyping !== true) return;
      this.core.model.partner = { ...partner, isTyping: false };
      this.core.model.changed();
    }, TYPING_EXPIRY_MS);
  }
}

const IGNORED = { answered: () => undefined, refused: () => undefined };
