import type { DayCount } from '@hearken/protocol';

/** A day is forgotten this long after it began: a year, and the day itself. */
export const DAY_COUNT_KEPT_MS = 366 * 24 * 60 * 60 * 1_000;

/** Conversations counted by day (collection `dayCounts`): figures, and nothing that they were counted from. */
export interface DayCountStore {
  /** Adds to what the day has, in one step. */
  add(count: DayCount): Promise<void>;
  /** Days from this one on that have anything, oldest first. @param day YYYY-MM-DD, in UTC */
  since(day: string): Promise<readonly DayCount[]>;
}

/** The day of a moment, in UTC. @param at server time, ms */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
