import type { Clock, TimerHandle } from './clock.js';

/**
 * Runs `action` again and again, `everyMs` after the end of the run before; returns the way to stop.
 *
 * @param action must not reject
 */
export function repeat(clock: Clock, everyMs: number | (() => number), action: () => Promise<void>): () => void {
  let timer: TimerHandle;
  let isStopped = false;
  const schedule = (): void => {
    if (isStopped) return;
    timer = clock.setTimeout(
      () => {
        void action().finally(schedule);
      },
      typeof everyMs === 'number' ? everyMs : everyMs(),
    );
  };
  schedule();
  return () => {
    isStopped = true;
    clock.clearTimeout(timer);
  };
}
