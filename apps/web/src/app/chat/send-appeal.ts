import { InjectionToken } from '@angular/core';
import type { AppealDraft } from '@hearken/protocol';

const CONFLICT = 409;
const NOT_FOUND = 404;

/** Sends an appeal; what came of it. */
export type SendAppeal = (appeal: AppealDraft) => Promise<'sent' | 'failed' | 'gone'>;

/** How an appeal reaches the operators: over HTTP, as a banned page has no socket. */
export const SEND_APPEAL = new InjectionToken<SendAppeal>('send appeal', {
  providedIn: 'root',
  factory: () => async (appeal) => {
    try {
      const { ok, status } = await fetch('/api/appeals', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(appeal),
      });
      if (ok) return 'sent';
      return status === CONFLICT || status === NOT_FOUND ? 'gone' : 'failed';
    } catch {
      return 'failed';
    }
  },
});
