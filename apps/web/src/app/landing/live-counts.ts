import { InjectionToken, computed, effect, inject, signal, type Signal } from '@angular/core';
import type { Role, RoleStats } from '@hearken/protocol';
import { OpenSession } from '../open-session';
import { PAGE_CLOCK } from '../ui/page-clock';
import { injectIsSeen } from '../ui/page-seen';

/** People of one role, as far as the start page tells them. */
export type RoleFigures = Pick<RoleStats, 'online' | 'waiting'>;
type Figures = Readonly<Record<Role, RoleFigures>>;

/** Who is here, as far as it is known. */
export type LiveCounts =
  { readonly is: 'unknown' } | { readonly is: 'known'; readonly counts: Figures } | { readonly is: 'failed' };

/** How often the figures are asked for while somebody looks, ms. The server counts at most once a second for everybody. */
export const STATS_EVERY_MS = 5_000;
/** The longest pause between two attempts while they fail, ms. */
export const STATS_PAUSE_MAX_MS = 60_000;
const STATS_TIMEOUT_MS = 4_000;

/** Asks the server for its figures. Rejects where it does not give them. */
export const STATS = new InjectionToken<() => Promise<Figures>>('figures of the server', {
  providedIn: 'root',
  factory: () => async () => {
    const answer = await fetch('/stats', { signal: AbortSignal.timeout(STATS_TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`/stats was answered with ${String(answer.status)}`);
    return readFigures(await answer.json());
  },
});

/** Takes an answer only if it holds figures for every role. */
export function readFigures(answer: unknown): Figures {
  const { roles } = (answer ?? {}) as { readonly roles?: Partial<Record<Role, Partial<RoleFigures>>> };
  const read = (role: Role): RoleFigures => {
    const { online, waiting } = roles?.[role] ?? {};
    if (typeof online !== 'number' || typeof waiting !== 'number') throw new Error('the answer holds no figures');
    return { online, waiting };
  };
  return { vent: read('vent'), listen: read('listen'), talk: read('talk') };
}

/**
 * Who is here, live. Where this tab has a session, its ticks say it. A mere visitor opens none: the figures are asked
 * for every few seconds while the page is seen, and more and more rarely while they can't be had. Must be called where
 * injection is possible.
 */
export function injectLiveCounts(): Signal<LiveCounts> {
  const ask = inject(STATS);
  const clock = inject(PAGE_CLOCK);
  const ticks = inject(OpenSession).counts;
  const asked = signal<LiveCounts>({ is: 'unknown' });
  const isSeen = injectIsSeen();
  const isNeeded = computed(() => isSeen() && ticks() === undefined);

  effect((onCleanup) => {
    if (!isNeeded()) return;
    let isOver = false;
    let timer: unknown;
    let pauseMs = STATS_EVERY_MS;
    const again = (now: LiveCounts, nextPauseMs: number): void => {
      if (isOver) return;
      asked.set(now);
      pauseMs = nextPauseMs;
      timer = clock.setTimeout(askNow, pauseMs);
    };
    const askNow = (): void => {
      ask().then(
        (counts) => again({ is: 'known', counts }, STATS_EVERY_MS),
        () => again({ is: 'failed' }, Math.min(STATS_PAUSE_MAX_MS, pauseMs * 2)),
      );
    };
    askNow();
    onCleanup(() => {
      isOver = true;
      clock.clearTimeout(timer);
    });
  });

  return computed(() => {
    const counts = ticks();
    return counts === undefined ? asked() : { is: 'known', counts };
  });
}
