/** Wrong passwords that cost nothing but the time of hashing. */
export const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 60 * 60 * 1_000;

/** For how long no password is looked at after so many wrong ones in a row: a minute, doubled each time, an hour at most. */
export function lockMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(20, failures - FREE_FAILURES));
}
