import type { Place } from '@hearken/protocol';
import { departureDeadline } from './domain/leeway.js';
import type { LivePerson } from './people.js';

/** A seated person, with what the leeway needs. */
export interface Seat extends LivePerson {
  /** As their partner is told it. In memory only, for as long as they are seated. */
  place: Place | undefined;
  heardAt: number;
  closedAt: number | undefined;
  /** The page said that it goes away; it may be a reload. */
  isClosing: boolean;
  /** Whether the partner was told that they are here; for those who call instead of holding a socket. */
  isToldHere: boolean;
  /** Server time until which a caller who joined is not gone, ms: their socket is on its way. */
  heldUntil: number;
  /** The moment it was taken, on the session service's own count of moments. */
  readonly takenAt: number;
}

/** What a deadline is reckoned from besides the seat itself; times in ms of the server's clock. */
export interface DeadlineContext {
  /** No deadline is before it: the server was away. */
  readonly floor: number;
  readonly now: number;
  /** See ServerRules. */
  readonly leewayFromHeard: boolean;
}

/** When the person of a seat counts as gone, if nothing is heard of them (I6). */
export function seatDeadline(seat: Seat, { floor, now, leewayFromHeard }: DeadlineContext): number {
  const { calledAt = 0, closedAt } = seat;
  const heardAt = seat.connection?.lastHeard() ?? seat.heardAt;
  // Heard by a call after the socket was gone: the close says nothing any more.
  const isCalling = calledAt > heardAt && calledAt >= (closedAt ?? 0);
  const silence = isCalling
    ? { heardAt: calledAt, closedAt: undefined }
    : { heardAt: leewayFromHeard ? heardAt : (closedAt ?? now), closedAt };
  return Math.max(departureDeadline(silence, floor), seat.heldUntil);
}
