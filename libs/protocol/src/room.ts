import type { Cursor, LogItem, NewEntry, ReaderCursor } from './entry.js';
import type { Nonce, PublicId, RoomId, Slot, StreamId } from './ids.js';
import type { Place } from './place.js';
import type { Role, Settled } from './queue.js';

/** The room family: the conversation and its end. */

/**
 * How the partner is: heard lately, expected back within `leftMs`, or only claimed by this side after a lost database.
 * `isQuiet`: their page answers, but nobody has touched it for QUIET_AFTER_MS; who asks for someone new now waits at the
 * front.
 */
export type Presence =
  { readonly is: 'here'; readonly isQuiet?: true } | { readonly is: 'reconnecting'; readonly leftMs: number };

/** The other member, as the person may know them. */
export interface Partner {
  readonly publicId: PublicId;
  readonly role: Role;
  readonly presence: Presence;
  /** Where they are, coarsely. Absent: not shown, or not known; which of the two nobody is told. */
  readonly place?: Place;
}

/** What of a partner may change while the room is open. */
export type PartnerNow = Pick<Partner, 'presence' | 'place'>;

/**
 * What a browser says of a room it holds, in `session:register` and `room:sync`. With it the server can prove or
 * disprove continuity in both directions.
 */
export interface RoomClaim {
  readonly roomId: RoomId;
  readonly partnerId: PublicId;
  /** The stream the browser writes in. Absent: "give me a new one" (after `conflict`, or when accepted is above its last n). */
  readonly stream?: StreamId;
  /**
   * Lowest n of `stream` that the outbox still holds, or the next n to be given. Of a room that this browser knows to have
   * ended: the n above the highest that was told to be sent. 1 without `stream`.
   */
  readonly outboxFrom: number;
  /** What it holds of the partner without a hole; what is reported here is stored in the browser. */
  readonly received: Cursor;
  /**
   * Nonce of the entry it holds at `received`; absent where none stands there (n = 0, or a gap led there). Where the
   * server holds another one at that place, or nothing that far, it gives the last entry it has up to there once more:
   * one that the browser does not hold tells that the numbers stand for other words.
   */
  readonly receivedNonce?: Nonce;
  /** What it holds of its own entries; the server answers with later ones (a wiped or older store gets them back). */
  readonly own: Cursor;
}

/** The cursor of a claim, with the entry it stands at. */
export function readerCursor({ received, receivedNonce: nonce }: RoomClaim): ReaderCursor {
  return nonce === undefined ? received : { ...received, nonce };
}

/** Everything a browser needs to go on in a room; the answer of `room:sync`, and the heart of a `paired` state. */
export interface RoomState {
  readonly roomId: RoomId;
  readonly partner: Partner;
  /** The member's slot in the order of the log. */
  readonly slot: Slot;
  /** The stream to write in from now on. */
  readonly stream: StreamId;
  /** Highest n of `stream` that is durable without a hole. May be lower than told before (a lost tail): send again. */
  readonly accepted: number;
  /** The partner's received cursor in this member's streams, as told last. */
  readonly delivered: ReaderCursor;
  /** Highest `t` the server knows in the room; the next text of this member is above it. */
  readonly clock: number;
  /** Where the reader's cursors stand before the first item: first streams at n 0 for a browser without a store. */
  readonly from: { readonly received: Cursor; readonly own: Cursor };
  /** What is missing, partner's and own, each in stream order. At most 200 and 64 KB. */
  readonly items: readonly LogItem[];
  /** There is more: sync again with the cursors moved on. */
  readonly more: boolean;
  /** `gap` when this answer holds a gap or restores a lost store; otherwise continuity is proven. */
  readonly continuity: 'proven' | 'gap';
  /** When the room was opened, server time in ms since the epoch, and how long ago that is. */
  readonly createdAt: number;
  readonly ageMs: number;
  /** The two have met before and the relax rule paired them again. */
  readonly metBefore: boolean;
  /**
   * Only this side has claimed the room after a lost database: until it is confirmed (`room:changed`, then `room:sync`)
   * nobody knows which numbers the partner holds, so nothing gets one and nothing is sent.
   */
  readonly isUnconfirmed?: true;
}

/** `room:send`, from the browser: one or more entries, numbers ascending without gaps. Answered by `SendResult`. */
export interface RoomSend {
  readonly roomId: RoomId;
  readonly stream: StreamId;
  readonly entries: readonly NewEntry[];
  /** The received cursor, piggybacked. */
  readonly received?: ReaderCursor;
}

/** Answer of `room:send`: cumulative. Everything of the stream up to `accepted` is durable (I2). */
export interface SendResult {
  readonly stream: StreamId;
  readonly accepted: number;
}

/** `room:received`, from the browser, coalesced: what it has stored of the partner. No answer needed. */
export interface RoomReceived {
  readonly roomId: RoomId;
  readonly received: ReaderCursor;
}

/** `room:typing`, from the browser, volatile. */
export interface RoomTyping {
  readonly roomId: RoomId;
  readonly typing: boolean;
}

/** `room:touched`, from the browser: somebody is at this page (a key, a tap, a scroll), at most every TOUCH_EVERY_MS. */
export interface RoomTouched {
  readonly roomId: RoomId;
}

/** `room:thank`, from the browser, once after the end: "that helped". No words, no score; the partner is told once. */
export interface RoomThank {
  readonly roomId: RoomId;
}

/**
 * `room:next`, `room:leave` and `room:block`, from the browser: end the room; for someone new, or to idle. A block also
 * keeps the two devices apart for good, and may come after the end. The partner is told of it as of a leave.
 */
export interface RoomPart {
  readonly roomId: RoomId;
  /** A canned reason the partner is told. */
  readonly because?: PartReason;
  /** A short note the partner is told, up to NOTE_MAX code points. */
  readonly note?: string;
}

/** Canned reasons for next, leave and block. The words are the page's. */
export const PART_REASONS = ['feeling-better', 'have-to-go', 'not-a-match', 'need-a-break', 'connection'] as const;
export type PartReason = (typeof PART_REASONS)[number];

/**
 * Answer of `room:next`, `room:leave`, `room:block`, `room:report` and `room:delete`: the end as the leaver's log shows
 * it, and where they are now.
 */
export interface PartResult {
  readonly end: RoomEnd;
  readonly state: Settled;
}

/**
 * How a room ended.
 *
 * - `next`, `leave`: a member asked for it.
 * - `closed`: a member closed the page for good (the browser said so).
 * - `partner-lost`: a member was silent beyond the leeway.
 * - `unconfirmed`: after a lost database nobody else claimed this room within 15 s.
 * - `block`, `report`: a member blocked or reported the other. Only that member is told so: to the other it is `leave`.
 * - `deleted`: a member deleted the conversation while it was open.
 * - `idle`, `operator`: see the operators' side.
 */
export const END_REASONS = [
  'next',
  'leave',
  'closed',
  'partner-lost',
  'unconfirmed',
  'block',
  'report',
  'idle',
  'deleted',
  'operator',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Ends that a browser has done again where the database has lost them, because somebody relies on them. */
export const LASTING_ENDS = ['block', 'report', 'deleted'] as const satisfies readonly EndReason[];
export type LastingEnd = (typeof LASTING_ENDS)[number];

/** The end of a room, seen by one member. What is at or below the heads was sent and will be delivered; above is not. */
export interface RoomEnd {
  readonly roomId: RoomId;
  readonly reason: EndReason;
  /** Who ended it, as this member sees it; with `partner-lost`, whose silence did. The system ends what nobody did. */
  readonly by: 'you' | 'partner' | 'system';
  readonly because?: PartReason;
  readonly note?: string;
  /** Server time, ms since the epoch. */
  readonly endedAt: number;
  /** Who deleted its texts from the server, also where that came after the end. What was not read is gone. */
  readonly deleted?: 'you' | 'partner';
  /** Last durable n of each stream of this member, in stream order. A text of mine counts as sent at or below one. */
  readonly mine: readonly Cursor[];
  /** The same for the partner: the reader has everything when its cursor is at the last one. */
  readonly partner: readonly Cursor[];
}

/** A room that has ended, while its text is kept: in register (`lastRoom`, `owed`) and as the answer of `room:sync`. */
export interface EndedRoom {
  readonly end: RoomEnd;
  /** For a browser that was never told of the room: with whom it was, and since when. */
  readonly partner: Pick<Partner, 'publicId' | 'role'>;
  readonly slot: Slot;
  readonly createdAt: number;
  readonly delivered: ReaderCursor;
  readonly from: { readonly received: Cursor; readonly own: Cursor };
  readonly items: readonly LogItem[];
  readonly more: boolean;
  readonly continuity: 'proven' | 'gap';
  /** The partner said that it helped. */
  readonly thanked?: true;
}

/** `room:sync`, from the browser. */
export type RoomSync = RoomClaim;

/** Answer of `room:sync`. */
export type SyncResult =
  { readonly is: 'open'; readonly room: RoomState } | { readonly is: 'ended'; readonly room: EndedRoom };

/** `room:entries`, from the server: durable entries of the partner, right after the write. */
export interface RoomEntries {
  readonly roomId: RoomId;
  readonly items: readonly LogItem[];
  /** The author's received cursor in this member's streams, piggybacked: as `room:delivered` says it. */
  readonly delivered: ReaderCursor;
}

/** `room:delivered`, from the server: the partner's received cursor in this member's streams. */
export interface RoomDelivered {
  readonly roomId: RoomId;
  readonly delivered: ReaderCursor;
}

/** `room:changed`, from the server: the log may hold more than was pushed; ask `room:sync`. */
export interface RoomChanged {
  readonly roomId: RoomId;
}

/** `room:asked`, from the server: nothing was touched for QUIET_AFTER_MS; is the person still here? */
export interface RoomAsked {
  readonly roomId: RoomId;
}

/** `room:thanked`, from the server: the partner of an ended conversation says that it helped. */
export interface RoomThanked {
  readonly roomId: RoomId;
}

/** `room:partner`, from the server: how the partner is, where, and whether they are writing. All of it each time. */
export interface RoomPartner {
  readonly roomId: RoomId;
  readonly presence: Presence;
  readonly typing: boolean;
  /** As in `Partner`. */
  readonly place?: Place;
}

/** `room:ended`, from the server to the member who was left: how it ended and where they are now. */
export interface RoomEnded {
  readonly end: RoomEnd;
  readonly state: Settled;
}
