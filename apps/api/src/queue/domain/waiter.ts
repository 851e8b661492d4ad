import type { Waiting } from '../matcher.port.js';
import type { MatcherOptions } from './matcher-options.js';

/** Somebody in the pool, and what the pool notes of them. */
export interface Waiter {
  person: Waiting;
  /** Counts the arrivals: the order of those who entered in the same millisecond. */
  readonly arrival: number;
  /** Can be chosen by the partners of their own role: present, and the place counts already. */
  isOpen: boolean;
  /** Can also be chosen by people who wait to talk. */
  isWide: boolean;
  /** Server time, ms, of the next moment at which time alone changes whom they may meet. */
  wakeAt: number | undefined;
}

/** First come, first served: who was left by a partner first, then by time of entering. Total. */
export function byTurn(left: Waiter, right: Waiter): number {
  const one = left.person.entry;
  const other = right.person.entry;
  if (one.front !== other.front) return one.front ? -1 : 1;
  return one.enteredAt - other.enteredAt || left.arrival - right.arrival;
}

/** The order in which waiters are looked at again. Total. */
export function byWakeTime(left: Waiter, right: Waiter): number {
  return (left.wakeAt ?? Infinity) - (right.wakeAt ?? Infinity) || left.arrival - right.arrival;
}

/** Milliseconds waited: a leaver's place counts from the moment it opens. */
export function waitedMs({ person }: Waiter, now: number): number {
  return now - person.entry.opensAt;
}

/** Whether they may be paired at all. */
export function mayBePaired({ person }: Waiter, now: number): boolean {
  return person.present && person.entry.opensAt <= now;
}

/** Whether a venter or listener also meets people who wait to talk. */
export function mayMeetTalkers(waiter: Waiter, now: number, { widenAfterMs }: MatcherOptions): boolean {
  const { entry } = waiter.person;
  return entry.widen && entry.role !== 'talk' && waitedMs(waiter, now) >= widenAfterMs;
}

/** Whether they have waited long enough for the relax rule. */
export function mayRelax(waiter: Waiter, now: number, { relaxAfterMs }: MatcherOptions): boolean {
  return relaxAfterMs !== 'never' && waitedMs(waiter, now) >= relaxAfterMs;
}

/** The moments at which a wait's length changes whom they may meet, server time in ms. */
export function turningPoints({ person }: Waiter, { widenAfterMs, relaxAfterMs }: MatcherOptions): number[] {
  const { opensAt, widen } = person.entry;
  const points = [opensAt];
  if (widen) points.push(opensAt + widenAfterMs);
  if (relaxAfterMs !== 'never') points.push(opensAt + relaxAfterMs);
  return points;
}
