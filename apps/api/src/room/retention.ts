import { TEXT_KEPT_MS } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { MessageStore } from './message-store.port.js';
import type { RoomStore } from './room-store.port.js';

/** A room is marked as done this long after its end at the earliest: by then no server still writes to it. */
const SETTLED_AFTER_MS = 5 * 60_000;
/** Rooms looked at in one go. */
const PAGE = 200;

/**
 * Sees to it that conversation text is gone TEXT_KEPT_MS after the end, whatever crashed in between. Its methods are
 * called by timers (every minute; every hour) on any number of servers: all they do can be repeated.
 */
export class Retention {
  constructor(
    private readonly rooms: RoomStore,
    private readonly messages: MessageStore,
    private readonly clock: Clock,
  ) {}

  /** Tells the entries of ended rooms when to go, and lets those rooms go after them. How many rooms there were. */
  async expireEnded(): Promise<number> {
    const rooms = await this.rooms.unexpired(this.clock.now() - SETTLED_AFTER_MS, PAGE);
    for (const { id, expiresAt } of rooms) {
      await this.messages.expire(id, expiresAt);
      await this.rooms.markExpiring(id);
    }
    return rooms.length;
  }

  /**
   * Deletes texts without a room: written by a server that slept until the room was gone, or left over by a lost tail.
   * Looks at rooms opened more than TEXT_KEPT_MS ago only, as a younger one may be about to be claimed (design section 5).
   * How many rooms' texts there were.
   */
  async expireOrphans(): Promise<number> {
    const before = ulidAt(this.clock.now() - TEXT_KEPT_MS);
    let count = 0;
    for (let after = ''; ;) {
      const ids = await this.messages.roomIds(after, before, PAGE);
      const known = new Set((await this.rooms.findMany(ids)).map(({ id }) => id));
      for (const id of ids.filter((each) => !known.has(each))) {
        await this.messages.expire(id, this.clock.now());
        count += 1;
      }
      const last = ids.at(-1);
      if (last === undefined || ids.length < PAGE) return count;
      after = last;
    }
  }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_TIME_DIGITS = 10;

/** The time part of a ULID of this moment: below every room opened later. */
function ulidAt(ms: number): string {
  let digits = '';
  for (let rest = Math.max(0, ms); digits.length < ULID_TIME_DIGITS; rest = Math.floor(rest / 32)) {
    digits = (CROCKFORD[rest % 32] ?? '') + digits;
  }
  return digits;
}
