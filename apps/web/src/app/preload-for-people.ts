import { Injectable } from '@angular/core';
import type { PreloadingStrategy, Route } from '@angular/router';
import { EMPTY, type Observable } from 'rxjs';

/** Fetches every page beforehand except those that are not for the people of the site. */
@Injectable({ providedIn: 'root' })
export class PreloadForPeople implements PreloadingStrategy {
  preload({ data }: Route, load: () => Observable<unknown>): Observable<unknown> {
    return data?.['isForPeople'] === false ? EMPTY : load();
  }
}
