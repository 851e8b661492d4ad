import { Injectable, InjectionToken, signal } from '@angular/core';
import type { Counts, Role } from '@hearken/protocol';
import { WebTabStore } from './client/web-storage';

/** What the landing page should know of a session that goes on in this tab. */
export type SessionSummary =
  | { readonly is: 'none' }
  | { readonly is: 'waiting'; readonly role: Role }
  | { readonly is: 'talking'; readonly role: Role };

/**
 * Where a session that goes on is told to pages outside it. It is all of the session that the landing page carries: the
 * client itself is loaded with the chat.
 */
@Injectable({ providedIn: 'root' })
export class OpenSession {
  /** Where the person is. */
  readonly summary = signal<SessionSummary>({ is: 'none' });
  /** Who is here, as told last; absent while no session is open. */
  readonly counts = signal<Counts | undefined>(undefined);
}

/** Whether this tab has been somebody already, so that a place or a partner may be waiting for it. */
export const HAS_KEPT_SESSION = new InjectionToken<boolean>('has kept session', {
  providedIn: 'root',
  factory: () => new WebTabStore(() => sessionStorage).read()?.privateId !== undefined,
});
