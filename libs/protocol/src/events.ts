import type { ErrorCode } from './codes.js';
import type { Counts, Nothing, QueueJoin, QueuePlace, Settled } from './queue.js';
import type { RoomDelete, RoomReport } from './report.js';
import type {
  PartResult,
  RoomAsked,
  RoomChanged,
  RoomDelivered,
  RoomEnd,
  RoomEnded,
  RoomEntries,
  RoomPart,
  RoomPartner,
  RoomReceived,
  RoomSend,
  RoomState,
  RoomSync,
  RoomThank,
  RoomThanked,
  RoomTouched,
  RoomTyping,
  SendResult,
  SyncResult,
} from './room.js';
import type {
  Announcement,
  AnnouncementWithdrawn,
  BanNotice,
  Registered,
  ServerDraining,
  SessionClosed,
  SessionPreferences,
  SessionRegister,
  SiteSettings,
} from './session.js';

/** A refusal. `message` is English for developers; it names fields and never repeats content. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  /** With `retry` and `wait` policies: milliseconds until it is possible again. */
  readonly retryAfterMs?: number;
  /** With `out-of-order` and `conflict`: highest n that is durable without a hole. */
  readonly accepted?: number;
  /** With `ended`. */
  readonly end?: RoomEnd;
  /** With `banned`. */
  readonly ban?: BanNotice;
}

/** Every request is answered exactly once. */
export type Ack<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: WireError };

/** Request -> its payload and its answer. The single declaration of what a browser may send. */
export interface Requests {
  'session:register': { readonly payload: SessionRegister; readonly answer: Registered };
  'session:preferences': { readonly payload: SessionPreferences; readonly answer: Nothing };
  /** The page is being closed or reloaded: who does not come back within the leeway has left, and was not lost. */
  'session:closing': { readonly payload: Nothing; readonly answer: Nothing };
  'queue:join': { readonly payload: QueueJoin; readonly answer: QueuePlace };
  'queue:cancel': { readonly payload: Nothing; readonly answer: Settled };
  'queue:position': { readonly payload: Nothing; readonly answer: QueuePlace };
  'room:send': { readonly payload: RoomSend; readonly answer: SendResult };
  'room:sync': { readonly payload: RoomSync; readonly answer: SyncResult };
  'room:received': { readonly payload: RoomReceived; readonly answer: Nothing };
  'room:typing': { readonly payload: RoomTyping; readonly answer: Nothing };
  'room:touched': { readonly payload: RoomTouched; readonly answer: Nothing };
  'room:next': { readonly payload: RoomPart; readonly answer: PartResult };
  'room:leave': { readonly payload: RoomPart; readonly answer: PartResult };
  'room:block': { readonly payload: RoomPart; readonly answer: PartResult };
  'room:report': { readonly payload: RoomReport; readonly answer: PartResult };
  'room:delete': { readonly payload: RoomDelete; readonly answer: PartResult };
  'room:thank': { readonly payload: RoomThank; readonly answer: Nothing };
}

/** Push -> its payload. The single declaration of what a server may send unasked. */
export interface Pushes {
  'session:closed': SessionClosed;
  'server:draining': ServerDraining;
  'queue:tick': Counts;
  'room:paired': RoomState;
  'room:partner': RoomPartner;
  'room:entries': RoomEntries;
  'room:delivered': RoomDelivered;
  'room:changed': RoomChanged;
  'room:asked': RoomAsked;
  'room:ended': RoomEnded;
  'room:thanked': RoomThanked;
  'sys:announcement': Announcement;
  'sys:withdrawn': AnnouncementWithdrawn;
  'sys:settings': SiteSettings;
}

export type RequestName = keyof Requests;
export type PushName = keyof Pushes;
export type Payload<E extends RequestName> = Requests[E]['payload'];
export type Answer<E extends RequestName> = Requests[E]['answer'];

/** The events a browser may send, for gateways and tests to walk. */
export const REQUEST_NAMES = [
  'session:register',
  'session:preferences',
  'session:closing',
  'queue:join',
  'queue:cancel',
  'queue:position',
  'room:send',
  'room:sync',
  'room:received',
  'room:typing',
  'room:touched',
  'room:next',
  'room:leave',
  'room:block',
  'room:report',
  'room:delete',
  'room:thank',
] as const satisfies readonly RequestName[];

/** The events a server may send, for clients and tests to walk. */
export const PUSH_NAMES = [
  'session:closed',
  'server:draining',
  'queue:tick',
  'room:paired',
  'room:partner',
  'room:entries',
  'room:delivered',
  'room:changed',
  'room:asked',
  'room:ended',
  'room:thanked',
  'sys:announcement',
  'sys:withdrawn',
  'sys:settings',
] as const satisfies readonly PushName[];

/** The same, in the form Socket.IO's types want. */
export type ClientToServerEvents = {
  [E in RequestName]: (payload: Payload<E>, ack: (answer: Ack<Answer<E>>) => void) => void;
};
export type ServerToClientEvents = { [E in PushName]: (payload: Pushes[E]) => void };
