import { STREAM_AHEAD_MS, otherSlot, type Cursor, type RoomClaim, type Slot, type StreamId } from '@hearken/protocol';
import { decodeTime } from 'ulid';
import type { Ids } from '../../platform/ids.js';
import type { RoomRecord, StreamRecord } from '../room-store.port.js';

/** The newest stream of an author: the only one that is written. */
export function newestStream(room: RoomRecord, slot: Slot): StreamRecord {
  return lastOf(room.streams[slot]);
}

/** The start of everything an author wrote in a room. */
export function firstCursor(room: RoomRecord, slot: Slot): Cursor {
  const [first] = room.streams[slot];
  if (first === undefined) throw new Error('a room lists a stream for each member');
  return { stream: first.id, n: 0 };
}

/** Which streams a member's claim lists in the room (docs/log.md, rule 12). */
export interface StreamChoice {
  /** The stream the member writes in from now on. */
  readonly stream: StreamId;
  /** To be listed; absent when it is listed already. */
  readonly list?: StreamId;
  /** A stream of the partner's that the room does not list yet. */
  readonly listPartner?: StreamId;
}

/**
 * The named stream where it is the newest listed, or newer (from a lost tail); otherwise a fresh one above everything
 * that anybody names.
 */
export function chooseStream(
  room: RoomRecord,
  slot: Slot,
  claim: RoomClaim | undefined,
  { ids, now }: { readonly ids: Ids; readonly now: number },
): StreamChoice {
  const newest = newestStream(room, slot).id;
  const partnersNewest = newestStream(room, otherSlot(slot)).id;
  const received = claim?.received.stream;
  const listPartner =
    received !== undefined && received > partnersNewest && isPlausible(received, now) ? { listPartner: received } : {};
  const named = claim?.stream;
  if (named === newest) return { stream: named, ...listPartner };
  if (named !== undefined && named > newest && isPlausible(named, now)) {
    return { stream: named, list: named, ...listPartner };
  }
  let highest = newest;
  for (const id of [named, claim?.own.stream]) {
    if (id !== undefined && id > highest && isPlausible(id, now)) highest = id;
  }
  const fresh = ids.ulid(now, highest);
  return { stream: fresh, list: fresh, ...listPartner };
}

/** A stream id from far in the future is no lost one: believing it would leave no room for fresh ids above it. */
export function isPlausible(stream: StreamId, now: number): boolean {
  return decodeTime(stream) <= now + STREAM_AHEAD_MS;
}

function lastOf(streams: readonly StreamRecord[]): StreamRecord {
  const last = streams.at(-1);
  if (last === undefined) throw new Error('a room lists a stream for each member');
  return last;
}
