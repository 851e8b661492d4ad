import { computed, effect, inject, signal, type Signal } from '@angular/core';
import { PAGE_CLOCK } from './page-clock';

/** What a browser's timer holds, ms: a later end is looked at again then. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Something with an end, server time, ms; without one it stays. */
interface Expiring {
  readonly expiresAt?: number;
}

/**
 * Those that are not over, without each at the very moment it is. `aheadMs` is the server's time minus the page's. Must
 * be called where injection is possible.
 */
export function stillValid<T extends Expiring>(
  all: Signal<readonly T[]>,
  aheadMs: Signal<number>,
): Signal<readonly T[]> {
  const clock = inject(PAGE_CLOCK);
  const turn = signal(0);
  const valid = computed(() => {
    turn();
    const now = clock.now() + aheadMs();
    return all().filter(({ expiresAt }) => (expiresAt ?? Infinity) > now);
  });
  effect((onCleanup) => {
    const soonest = Math.min(...valid().map(({ expiresAt }) => expiresAt ?? Infinity));
    if (soonest === Infinity) return;
    const leftMs = Math.min(soonest - aheadMs() - clock.now(), TIMER_MAX_MS);
    const timer = clock.setTimeout(() => {
      turn.update((count) => count + 1);
    }, leftMs);
    onCleanup(() => {
      clock.clearTimeout(timer);
    });
  });
  return valid;
}
