/** Server time at the start of every run, ms since the epoch: any date does. */
export const EPOCH_MS = Date.UTC(2026, 10, 21, 12);
