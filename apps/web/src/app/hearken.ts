import { InjectionToken } from '@angular/core';
import { Observable } from 'rxjs';
import type { ClientState } from './client/client-state';
import { createBrowserClient } from './client/create-browser-client';
import type { Hearken } from './client/hearken-client-api';
import { APP_VERSION } from './version';

/**
 * The one client of this tab. Only what is loaded with the chat may import this file: the client is not part of the
 * first load.
 */
export const HEARKEN = new InjectionToken<Hearken>('Hearken', {
  providedIn: 'root',
  factory: () => createBrowserClient({ appVersion: APP_VERSION }),
});

/** The client's states, the current one first. */
export function clientStates(client: Hearken): Observable<ClientState> {
  return new Observable((subscriber) => {
    subscriber.next(client.state);
    return client.subscribe((state) => {
      subscriber.next(state);
    });
  });
}
