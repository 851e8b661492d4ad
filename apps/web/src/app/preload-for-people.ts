import { Injectable } from '@angular/core';
import type { PreloadingStrategy, Route } from '@angular/router';
import { catchError, EMPTY, type Observable } from 'rxjs';

/**
 * Fetches every page beforehand except those that are not for the people of the site. One that can't be had now is asked
 * for again when it is wanted, and missed then.
 */
@Injectable({ providedIn: 'root' })
export class PreloadForPeople implements PreloadingStrategy {
  preload({ data }: Route, load: () => Observable<unknown>): Observable<unknown> {
    return data?.['isForPeople'] === false ? EMPTY : load().pipe(catchError(() => EMPTY));
  }
}
