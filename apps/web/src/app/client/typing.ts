import { TYPING_EVERY_MS, TYPING_EXPIRY_MS, type RoomId } from '@hearken/protocol';
import type { Session } from '../connection/connection';
import type { TimerHandle } from '../connection/ports';
import type { Core } from './core';

/** What the partner was told last: that this person writes, in this room, on this session. */
interface Told {
  readonly session: Session;
  readonly roomId: RoomId;
}

/**
 * Typing notices, both ways: volatile, at most one each `TYPING_EVERY_MS`, forgotten after `TYPING_EXPIRY_MS` whatever
 * is lost. Nobody calls `set(true)` for a person who keeps it private.
 */
export class Typing {
  /** The last key, unless the person has stopped since. */
  #typed: { readonly roomId: RoomId; readonly at: number } | undefined;
  /** Undefined when the partner believes, as far as known, that nobody writes. */
  #told: Told | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #next: TimerHandle;
  #expiry: TimerHandle;

  constructor(private readonly core: Core) {}

  /** The person is writing (at each key), or stopped. */
  set(isTyping: boolean): void {
    const roomId = this.core.model.openRoom()?.room.roomId;
    if (!isTyping || roomId === undefined) {
      this.#stop();
      return;
    }
    this.#typed = { roomId, at: this.core.clock.now() };
    this.#tell();
  }

  /** What the person wrote was said: the partner takes a text as the end of typing. */
  said(): void {
    this.#typed = undefined;
    this.#told = undefined;
  }

  /** Registered again: the server has forgotten who was typing. */
  again(): void {
    this.#tell();
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

  /** Says so if it is still true and not said lately; if it was, a little later, if it is still true then. */
  #tell(): void {
    const session = this.core.connection.live;
    const roomId = this.core.model.openRoom()?.room.roomId;
    if (session === undefined || roomId === undefined || !this.#isTypingIn(roomId)) return;
    const wait = this.#waitFor(session, roomId);
    if (wait > 0) {
      this.#next ??= this.core.clock.setTimeout(() => {
        this.#next = undefined;
        this.#tell();
      }, wait);
      return;
    }
    this.#told = { session, roomId };
    this.#toldAt = this.core.clock.now();
    this.core.ask(session, 'room:typing', { roomId, typing: true }, IGNORED);
  }

  /** Only a key pressed lately means that somebody is writing: else a notice would live on after the last one. */
  #isTypingIn(roomId: RoomId): boolean {
    if (this.#typed?.roomId !== roomId) return false;
    const since = this.core.clock.now() - this.#typed.at;
    return since >= 0 && since < TYPING_EVERY_MS;
  }

  /** A new session or room knows nothing of what was said before. */
  #waitFor(session: Session, roomId: RoomId): number {
    const isKnown = this.#told === undefined || (this.#told.session === session && this.#told.roomId === roomId);
    const since = this.core.clock.now() - this.#toldAt;
    return isKnown && since >= 0 && since < TYPING_EVERY_MS ? TYPING_EVERY_MS - since : 0;
  }

  #stop(): void {
    const told = this.#told;
    this.said();
    const isOpen = told !== undefined && this.core.model.openRoom()?.room.roomId === told.roomId;
    if (!isOpen || this.core.connection.live !== told.session) return;
    this.core.ask(told.session, 'room:typing', { roomId: told.roomId, typing: false }, IGNORED);
  }
}

const IGNORED = { answered: () => undefined, refused: () => undefined };
