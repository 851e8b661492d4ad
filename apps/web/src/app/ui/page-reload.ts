import { InjectionToken } from '@angular/core';

/** Loads the page anew. */
export const PAGE_RELOAD = new InjectionToken<() => void>('reload of the page', {
  providedIn: 'root',
  factory: () => () => {
    location.reload();
  },
});
