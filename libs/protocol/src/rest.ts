import type { ErrorCode } from './codes.js';
import type { Cursor, LogItem } from './entry.js';
import type { DeviceKey, EntryId, Nonce, PrivateId, PublicId, RoomId, Slot } from './ids.js';
import type { Limits } from './limits.js';
import type { PlaceWish } from './place.js';
import type { Role, Settled } from './queue.js';
import type { ReportReason } from './report.js';
import type { PartReason, Partner, RoomEnd } from './room.js';
import type { Announcement, BanNotice, SiteSettings } from './session.js';

/**
 * The REST facade: the same conversations for clients and bots in talk-with-me's manner, below `/api`, JSON in and out.
 * `Authorization: Bearer <privateId>`; the server numbers (`Numbering`). A refusal is a `RestProblem` (RFC 9457).
 */

/** Code -> status of HTTP. */
export const REST_STATUS = {
  invalid: 400,
  'unknown-event': 404,
  'too-large': 413,
  'rate-limited': 429,
  'not-registered': 401,
  replaced: 409,
  late: 409,
  outdated: 400,
  full: 503,
  draining: 503,
  'try-later': 503,
  'wrong-state': 409,
  'not-member': 404,
  'unknown-message': 404,
  ended: 410,
  'out-of-order': 409,
  conflict: 409,
  'stale-stream': 409,
  'too-soon': 409,
  held: 403,
  banned: 403,
  'queue-closed': 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** A refusal over REST, `application/problem+json`. What to do about it is the code's policy, as on a socket. */
export interface RestProblem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** Absent where nothing of the API was meant: an address that is none. */
  readonly code?: ErrorCode;
  /** English, for developers; names fields, never content. */
  readonly detail?: string;
  /** Also as `Retry-After`, in whole seconds. */
  readonly retryAfterMs?: number;
  /** With `ended`. */
  readonly end?: RoomEnd;
  /** With `banned`. */
  readonly ban?: BanNotice;
}

/** `POST /api/auth`: fresh ids, or with a bearer secret: from now on the server numbers for its person. */
export interface AuthRequest {
  /** What blocks and have-met go by; the same for everybody on one device. */
  readonly device?: DeviceKey;
  /** Whether partners may be told where the caller's address is. Absent: as before; hidden where nothing was said. */
  readonly place?: PlaceWish;
}

/** Answer of `POST /api/auth`. */
export interface AuthAnswer {
  readonly privateId: PrivateId;
  readonly publicId: PublicId;
  readonly isNew: boolean;
  readonly serverVersion: string;
  readonly volatile: boolean;
  readonly now: number;
  readonly limits: Limits;
  readonly showsPlaces?: true;
  readonly state: RestState;
  /** Words of the operators, as in register. */
  readonly announcements: readonly Announcement[];
  readonly withdrawn?: readonly number[];
  readonly site?: SiteSettings;
}

/** `POST /api/queue`: wait for somebody. Repeatable; another queue is entered at its end. */
export interface QueueRequest {
  readonly queueType: Role;
  readonly widen?: boolean;
}

/** Where a person is: idle (NC), queued (Q) or paired (C). Answer of `GET /api/queue` and of what changes it. */
export type RestState = Settled | ({ readonly is: 'paired' } & RestRoom);

/** The conversation a person is in. */
export interface RestRoom {
  readonly roomId: RoomId;
  readonly partner: Partner;
  /** The partner is writing. */
  readonly typing: boolean;
  readonly slot: Slot;
  readonly createdAt: number;
  readonly ageMs: number;
  readonly metBefore: boolean;
}

/** `POST /api/messages`. The same nonce is the same message, and has the same answer, for life. */
export interface MessageDraft {
  readonly nonce: Nonce;
  readonly content: string;
  /** Nonce of the message this one quotes. */
  readonly replyTo?: Nonce;
  /** The conversation it is meant for. Named, it can never land in the next one. */
  readonly roomId?: RoomId;
}

/** Answer of `GET /api/messages`. What it holds counts as received. */
export interface MessagesPage {
  readonly roomId: RoomId;
  readonly slot: Slot;
  readonly partner: Pick<Partner, 'publicId' | 'role'>;
  /** Both members' entries, each in the order of its author; shown by `(t, slot)`. */
  readonly items: readonly LogItem[];
  /** To be given back as `after`. */
  readonly cursor: string;
  /** There is more: ask again at once. */
  readonly more: boolean;
  /** Up to where the partner holds this person's messages. */
  readonly delivered: Cursor;
  /** How the conversation ended; absent while it is open. */
  readonly end?: RoomEnd;
}

/** `POST /api/likes`. */
export interface LikeRequest {
  /** `id` of one of the partner's messages. */
  readonly messageId: EntryId;
}

/** Answer of `POST /api/likes` and `DELETE /api/likes/:messageId`. */
export interface LikeAnswer {
  readonly messageId: EntryId;
  readonly liked: boolean;
}

/** `POST /api/typing`. */
export interface TypingRequest {
  readonly typing: boolean;
  readonly roomId?: RoomId;
}

/** `POST /api/next` and `POST /api/leave`. */
export interface PartRequest {
  /** The conversation to be ended; absent: the one they are in. Named, a repeated request ends no other one. */
  readonly roomId?: RoomId;
  readonly because?: PartReason;
  readonly note?: string;
}

/** `POST /api/reports`: shows a conversation to the moderators, ends it, and blocks. */
export interface ReportRequest {
  /** Absent: the one they are in, or were in last. */
  readonly roomId?: RoomId;
  readonly reason: ReportReason;
  readonly note?: string;
}
