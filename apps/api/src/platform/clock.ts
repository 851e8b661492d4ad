/** A pending timer, for `clearTimeout`. */
export type TimerHandle = unknown;

/** Time as the services see it. The simulation has one of its own, and may freeze it. */
export interface Clock {
  /** Server time, ms since the epoch. */
  now(): number;
  /** Runs `action` once, `ms` from now at the earliest. */
  setTimeout(action: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (action, ms) => setTimeout(action, ms).unref(),
  clearTimeout: (handle) => {
    if (handle !== undefined) clearTimeout(handle as NodeJS.Timeout);
  },
};
