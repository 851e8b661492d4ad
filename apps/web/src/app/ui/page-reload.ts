import { InjectionToken } from '@angular/core';

/** Loads an address of ours anew, with the newest version of the page. */
export const PAGE_LOAD = new InjectionToken<(address: string) => void>('load of a page', {
  providedIn: 'root',
  factory: () => (address) => {
    location.assign(address);
  },
});

/** Loads the page anew. */
export const PAGE_RELOAD = new InjectionToken<() => void>('reload of the page', {
  providedIn: 'root',
  factory: () => () => {
    location.reload();
  },
});
