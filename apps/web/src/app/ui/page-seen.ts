import { DOCUMENT, DestroyRef, inject, signal, type Signal } from '@angular/core';

/** Whether somebody can see the page: its tab is not in the background. Must be called where injection is possible. */
export function injectIsSeen(): Signal<boolean> {
  const page = inject(DOCUMENT);
  const isSeen = signal(!page.hidden);
  const look = (): void => isSeen.set(!page.hidden);
  page.addEventListener('visibilitychange', look);
  inject(DestroyRef).onDestroy(() => page.removeEventListener('visibilitychange', look));
  return isSeen.asReadonly();
}
