import type { CLOSE_REASONS, CloseReason, ERROR_CODES, ErrorCode } from './codes.js';
import type {
  ClientToServerEvents,
  PUSH_NAMES,
  PushName,
  REQUEST_NAMES,
  RequestName,
  ServerToClientEvents,
} from './events.js';

/** Checked by `tsc` only: fails to compile where a list and the type it lists have drifted apart. */

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

export const requestsAreComplete: Same<(typeof REQUEST_NAMES)[number], RequestName> = true;
export const pushesAreComplete: Same<(typeof PUSH_NAMES)[number], PushName> = true;
export const codesAreComplete: Same<(typeof ERROR_CODES)[number], ErrorCode> = true;
export const reasonsAreComplete: Same<(typeof CLOSE_REASONS)[number], CloseReason> = true;
export const clientEventsAreRequests: Same<keyof ClientToServerEvents, RequestName> = true;
export const serverEventsArePushes: Same<keyof ServerToClientEvents, PushName> = true;

/** An event is either asked or pushed, never both. */
export const namesAreApart: Same<RequestName & PushName, never> = true;
