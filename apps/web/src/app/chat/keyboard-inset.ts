import { DOCUMENT, DestroyRef, inject } from '@angular/core';

/**
 * Keeps `--visible-height` at the height that is left above a phone's keyboard, where the browser lays the keyboard over
 * the page instead of making the page smaller (Safari). Must be called where injection is possible.
 */
export function followKeyboard(): void {
  const document = inject(DOCUMENT);
  const page = document.defaultView;
  const viewport = page?.visualViewport;
  if (page === null || viewport === null || viewport === undefined) return;
  const { style } = document.documentElement;
  const fit = (): void => {
    const isCovered = viewport.scale === 1 && page.innerHeight - viewport.height > 80;
    if (!isCovered) {
      style.removeProperty('--visible-height');
      return;
    }
    style.setProperty('--visible-height', `${String(viewport.height)}px`);
    page.scrollTo(0, 0);
  };
  viewport.addEventListener('resize', fit);
  inject(DestroyRef).onDestroy(() => {
    viewport.removeEventListener('resize', fit);
    style.removeProperty('--visible-height');
  });
}
