import { InjectionToken, computed, effect, inject, signal, type Signal } from '@angular/core';
import type { Clock } from '../connection/ports';

/** The clock that the client's `until` and `since` are read on. */
export const PAGE_CLOCK = new InjectionToken<Clock>('clock of the page', {
  providedIn: 'root',
  factory: () => ({
    now: () => Date.now(),
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (handle) => {
      clearTimeout(handle as ReturnType<typeof setTimeout>);
    },
  }),
});

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The page's clock, moving with each new minute. Must be called where injection is possible. */
export function eachMinute(): Signal<number> {
  const clock = inject(PAGE_CLOCK);
  const now = signal(clock.now());
  effect((onCleanup) => {
    const timer = clock.setTimeout(
      () => {
        now.set(clock.now());
      },
      MINUTE_MS - (now() % MINUTE_MS),
    );
    onCleanup(() => {
      clock.clearTimeout(timer);
    });
  });
  return now.asReadonly();
}

/**
 * Whole seconds left until a moment on the page's clock, 0 when it is past or absent. It moves once a second, and only
 * while there is something left. Must be called where injection is possible.
 */
export function secondsLeft(until: Signal<number | undefined>): Signal<number> {
  const clock = inject(PAGE_CLOCK);
  const turn = signal(0);
  const leftMs = (): number => (until() ?? 0) - clock.now();
  effect((onCleanup) => {
    turn();
    const left = leftMs();
    if (left <= 0) return;
    // Wakes just after the next whole second, so that no second is shown twice or skipped.
    const timer = clock.setTimeout(
      () => {
        turn.update((count) => count + 1);
      },
      ((left - 1) % SECOND_MS) + 1,
    );
    onCleanup(() => {
      clock.clearTimeout(timer);
    });
  });
  return computed(() => {
    turn();
    return Math.max(0, Math.ceil(leftMs() / SECOND_MS));
  });
}
