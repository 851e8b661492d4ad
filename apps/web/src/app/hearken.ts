import { InjectionToken } from '@angular/core';
import { Observable } from 'rxjs';
import type { ClientState } from './client/client-state';
import type { Hearken } from './client/hearken-client-api';

/**
 * The one client of this tab. Provided where the app is put together (`provideHearken`), so that tests and the preview
 * give a scripted one, and so that nothing of the real one is in the bundle of the landing page.
 */
export const HEARKEN = new InjectionToken<Hearken>('Hearken');

/** The client's states, the current one first. */
export function clientStates(client: Hearken): Observable<ClientState> {
  return new Observable((subscriber) => {
    subscriber.next(client.state);
    return client.subscribe((state) => {
      subscriber.next(state);
    });
  });
}
