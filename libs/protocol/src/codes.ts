/**
 * Every refusal on the wire, with what the caller does about it. A client never lists codes in a condition: it looks up
 * the policy, so a new code cannot be forgotten in one of many places.
 */

/**
 * What the receiver of an error does.
 *
 * - `retry`: the same request again, after `retryAfterMs` or the client's own back-off; the request is idempotent.
 * - `register`: register again on this socket, then go on from its answer.
 * - `sync`: ask `room:sync` for the named room, then go on from its answer.
 * - `wait`: the person asked too soon; show the seconds left, and do it when they are over if it is still wanted.
 * - `settle`: the answer is final and changes what is shown (the room has ended); nothing is sent again.
 * - `refuse`: the request itself is wrong; it is dropped and said to the person; sending it again cannot help.
 * - `stop`: this page acts no more until the person says so.
 */
export type ErrorPolicy = 'retry' | 'register' | 'sync' | 'wait' | 'settle' | 'refuse' | 'stop';

/** Code -> policy. The single declaration of the codes. */
export const ERROR_POLICIES = {
  /** The payload does not fit its type. `message` names the field, never its content. */
  invalid: 'refuse',
  /** The server knows no such event. */
  'unknown-event': 'refuse',
  /** A frame above the limit. The socket is closed after it. */
  'too-large': 'refuse',
  /** More than the limits allow; `retryAfterMs` says when it is possible again. */
  'rate-limited': 'retry',
  /** Any event before `session:register` was answered. */
  'not-registered': 'register',
  /** A newer registration of the same person acts now. */
  replaced: 'stop',
  /** A register that was overtaken by a later one of the same store. */
  late: 'register',
  /** The client speaks a protocol version that this server does not. */
  outdated: 'stop',
  /** This device, or the network it comes from, is banned. `ban` says why, until when, and how to appeal. */
  banned: 'stop',
  /** The operators take no new joins just now; `sys:settings` says why. Whoever waits or talks goes on. */
  'queue-closed': 'refuse',
  /** The server takes no more people; `retryAfterMs` says when to look again. */
  full: 'retry',
  /** The server is shutting down; the next attempt meets another one or the restarted one. */
  draining: 'retry',
  /** The database did not answer in time; nothing is known to be stored. */
  'try-later': 'retry',
  /** The person is not in a state in which this can be done (send while idle, join while paired). */
  'wrong-state': 'register',
  /** The room is not one of this person's. */
  'not-member': 'refuse',
  /** No such message is in a conversation of this person (any more). */
  'unknown-message': 'refuse',
  /** The room has ended. `end` says how and up to where its texts count. */
  ended: 'settle',
  /** n is above accepted + 1. `accepted` says where to go on. */
  'out-of-order': 'sync',
  /** Other content is already stored under this n. The browser goes on in a new stream. */
  conflict: 'sync',
  /** The stream is not the newest one of its author. */
  'stale-stream': 'register',
  /** New partner before 15 s of conversation; `retryAfterMs` says how long to wait. */
  'too-soon': 'wait',
  /** This device was reported for something severe, and meets nobody until a moderator has looked. */
  held: 'refuse',
  /** A fault of the server, logged there. */
  internal: 'retry',
} as const satisfies Record<string, ErrorPolicy>;

/** Code of a refusal. */
export type ErrorCode = keyof typeof ERROR_POLICIES;

/** All codes, for tables and tests. */
export const ERROR_CODES = Object.keys(ERROR_POLICIES) as readonly ErrorCode[];

/** What to do about a code. A code from a newer server that is not known here is treated as `internal`. */
export function errorPolicy(code: string): ErrorPolicy {
  return isErrorCode(code) ? ERROR_POLICIES[code] : ERROR_POLICIES.internal;
}

/** Whether `code` is one of this version's codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_POLICIES, code);
}

/**
 * Why the server closes a socket, sent as `session:closed` right before it. The policy says what the browser does next.
 */
export const CLOSE_POLICIES = {
  /** Another tab or device acts for this person now. */
  replaced: 'stop',
  /** Not registered in time. */
  'register-timeout': 'retry',
  /** The client did not read what it was sent: it resumes on a new socket. */
  'slow-reader': 'retry',
  /** Too many bad or too many packets. */
  abuse: 'retry',
  /** The server is going away. */
  draining: 'retry',
  /** The operators banned this device. `ban` says why. */
  banned: 'stop',
} as const satisfies Record<string, 'retry' | 'stop'>;

/** Why the server closes a socket. */
export type CloseReason = keyof typeof CLOSE_POLICIES;

/** All close reasons, for tables and tests. */
export const CLOSE_REASONS = Object.keys(CLOSE_POLICIES) as readonly CloseReason[];
