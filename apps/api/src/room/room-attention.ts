import { IDLE_AFTER_MS, SLOTS, type Presence, type PublicId, type Slot } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import type { HintBus } from '../realtime/hint-bus.port.js';
import { memberOf } from './domain/room-view.js';
import type { LiveRoom, LiveRooms } from './live-room.js';
import type { MessageStore } from './message-store.port.js';
import type { RoomEnder } from './room-ender.js';
import type { RoomRecord } from './room-store.port.js';

/** What watching over conversations needs of the rest. */
export interface RoomAttentionParts {
  readonly live: LiveRooms;
  readonly messages: Pick<MessageStore, 'tail' | 'read'>;
  readonly ender: Pick<RoomEnder, 'end'>;
  readonly hints: HintBus;
  readonly clock: Clock;
  readonly log: Log;
  /** Who touches nothing for this long is asked, ms. */
  readonly quietAfterMs: number;
  /** How a member's connection is. */
  readonly connectionOf: (publicId: PublicId) => Presence;
  /** A member's presence is another one now: the partner is to be told. */
  readonly presenceChanged: (publicId: PublicId) => void;
}

/** How often rooms are looked at, ms: far finer than anybody would notice. */
const LOOK_EVERY_MS = 1_000;

/**
 * Whether somebody is at the other page. A browser that is left open answers every ping, so being heard says nothing:
 * who touches nothing is asked, and the partner may go on at once. A conversation that nobody goes on with ends.
 */
export class RoomAttention {
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: RoomAttentionParts) {}

  /** A member has done something at their page. */
  touched(room: LiveRoom, slot: Slot): void {
    room.touchedAt[slot] = this.parts.clock.now();
    if (room.quiet.delete(slot)) this.parts.presenceChanged(memberOf(room.record, slot).id);
  }

  /** A member has said something. */
  said(room: LiveRoom, slot: Slot): void {
    this.touched(room, slot);
    room.saidAt = this.parts.clock.now();
  }

  /** How a person is, as their partner is told. */
  presenceOf(publicId: PublicId): Presence {
    const presence = this.parts.connectionOf(publicId);
    const room = this.parts.live.ofMember(publicId);
    const slot = room?.slotOf(publicId);
    const isQuiet = slot !== undefined && room?.quiet.has(slot) === true;
    return presence.is === 'here' && isQuiet ? { is: 'here', isQuiet } : presence;
  }

  /** Asks who is quiet, and ends what is over. To be called every second or oftener. */
  async tick(now: number): Promise<void> {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    for (const room of [...this.parts.live.all()]) {
      if (room.ending !== undefined) continue;
      for (const slot of SLOTS) this.#askQuiet(room, slot, now);
      room.saidAt ??= now;
      if (now - room.saidAt >= IDLE_AFTER_MS) await this.#endIdle(room, now);
    }
  }

  #askQuiet(room: LiveRoom, slot: Slot, now: number): void {
    const touchedAt = (room.touchedAt[slot] ??= now);
    if (room.quiet.has(slot) || now - touchedAt < this.parts.quietAfterMs) return;
    const { id } = memberOf(room.record, slot);
    // Who is not heard at all has their leeway; that is another matter.
    if (this.parts.connectionOf(id).is !== 'here') return;
    room.quiet.add(slot);
    this.parts.hints.publish({ kind: 'push', to: id, event: 'room:asked', payload: { roomId: room.id } });
    this.parts.presenceChanged(id);
  }

  async #endIdle(room: LiveRoom, now: number): Promise<void> {
    try {
      // What the partner said on another server is in the log only.
      const lastWordAt = await this.#lastWordAt(room.record);
      // Not before the log was read: somebody may have said something meanwhile.
      room.saidAt = Math.max(room.saidAt ?? 0, lastWordAt);
      if (now - room.saidAt >= IDLE_AFTER_MS) await this.parts.ender.end(room.record, { at: now, reason: 'idle' });
    } catch (cause) {
      this.parts.log.warn('idle-room-not-ended', { cause: errorOf(cause) });
    }
  }

  async #lastWordAt(record: RoomRecord): Promise<number> {
    const times = SLOTS.map(async (slot) => {
      const newest = record.streams[slot].at(-1);
      if (newest === undefined) return 0;
      const stream = { roomId: record.id, slot, stream: newest.id };
      const { accepted } = await this.parts.messages.tail(stream, newest.heldBelow);
      const [last] = await this.parts.messages.read(stream, accepted - 1, accepted, 1);
      return last?.at ?? 0;
    });
    return Math.max(...(await Promise.all(times)));
  }
}
