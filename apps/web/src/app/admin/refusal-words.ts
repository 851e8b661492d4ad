import type { AdminRefusal } from './admin-refusal';
import { span } from './show-time';

/** What a refusal means to an operator, and what to do. */
export function refusalWords({ code, detail, retryAfterMs }: AdminRefusal): string {
  const wait = retryAfterMs === undefined ? 'a while' : span(Math.max(1_000, retryAfterMs));
  switch (code) {
    case 'invalid':
      return detail === undefined ? 'The server did not take this.' : `The server did not take this: ${detail}.`;
    case 'signed-out':
      return 'You are signed out.';
    case 'wrong-credentials':
      return 'Name or password is wrong.';
    case 'forbidden':
      return 'Your role does not allow this.';
    case 'foreign-origin':
      return 'The server takes operators at another address only. Ask for ADMIN_ORIGINS to be set.';
    case 'password-change-required':
      return 'Choose a password of your own first.';
    case 'not-found':
      return 'It is not there any more.';
    case 'conflict':
      return 'Somebody was faster: it has been done or changed meanwhile. Look again.';
    case 'locked':
      return `Too many failed tries. Signing in is locked; try again in ${wait}.`;
    case 'rate-limited':
      return `Too many tries from here. Try again in ${wait}.`;
    case 'try-later':
      return 'The database does not answer. Nothing was done; try again in a moment.';
    case 'unreachable':
      return 'The server does not answer. Check your connection and try again.';
    case 'internal':
      return 'Something went wrong on the server. Try again.';
  }
}
