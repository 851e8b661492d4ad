import type {
  Announcement,
  BanNotice,
  Counts,
  EndReason,
  LastingEnd,
  Limits,
  Nonce,
  PartReason,
  Place,
  PlaceWish,
  PublicId,
  Role,
  RoomId,
  SiteSettings,
  TextFault,
} from '@hearken/protocol';
import type { Via } from '../connection/transport';

/**
 * What the page shows, as one immutable value. `HearkenClient.state` is replaced, never changed; parts that did not
 * change keep their identity, so a view can compare by reference and track by key.
 *
 * Two kinds of time: `at` is for people to read (server time where known, ms since the epoch); `until`, `since` and
 * `...At` ending a wait are on this browser's `Clock`, so that a countdown is `until - clock.now()`.
 */
export interface ClientState {
  readonly connection: ConnectionStatus;
  readonly person: PersonView;
  /**
   * The conversations on the screen, oldest first, each after the first below a dividing line. Only the last can be
   * open (`open`); the others have ended and stay readable until dismissed, pushed out by newer ones, or expired.
   */
  readonly conversations: readonly ConversationView[];
  /** Who is here; absent until the server has said so. */
  readonly counts?: Counts;
  /**
   * Words of the operators that stand in no log, oldest first, each id once; without those the person dismissed. A
   * planned restart is among them for as long as it is to come.
   */
  readonly announcements: readonly Announcement[];
  /** Things to say once, oldest first, until dismissed. */
  readonly notices: readonly Notice[];
  readonly limits: Limits;
  /** Whether joins are taken; absent until the server has said so. */
  readonly site?: SiteSettings;
  /** Server time minus this browser's, ms: for countdowns to what the server names. */
  readonly serverAheadMs: number;
  /** Being left leads to idle instead of the queue. */
  readonly isTakingBreak: boolean;
  /** Whether partners may be told where this person is; absent where the server tells nobody. */
  readonly place?: PlaceWish['is'];
  /** Where this browser keeps the conversation: on disk, or in memory only (then a reload loses what is unsent). */
  readonly storage: 'disk' | 'memory';
  /** Conversations of this tab whose partner said that it helped. */
  readonly thanksReceived: number;
  /** The server keeps texts in memory only; shown as a banner. */
  readonly isServerVolatile: boolean;
  /** What was asked for and is not done yet; a second press is needless meanwhile. */
  readonly pending?: PendingAct;
}

/**
 * The connection, as much of it as people need. `reconnecting.since` lets the page wait 1.5 s before saying so.
 *
 * - `starting`: `start()` has not been called, or the first connection is being made.
 * - `full`: the server takes no more people; tried again at `retryAt`.
 * - `blocked`: HTTP answers, but neither a WebSocket nor long polling gets through; still tried again and again.
 * - `replaced`: another tab or device acts for this person; `takeOver()` brings it back here.
 * - `outdated`: the server speaks another version; a reload helps.
 * - `banned`: the operators let this device in no more; `ban` says why.
 * - `refused`: the server does not take this page's register; a fault of ours. `reconnectNow()` tries again.
 */
export type ConnectionStatus =
  | { readonly is: 'starting' }
  | { readonly is: 'live'; readonly via: Via }
  | { readonly is: 'reconnecting'; readonly since: number; readonly retryAt?: number }
  | { readonly is: 'offline'; readonly since: number }
  | { readonly is: 'full'; readonly since: number; readonly retryAt: number }
  | { readonly is: 'blocked'; readonly since: number }
  | { readonly is: 'replaced'; readonly by: 'tab' | 'elsewhere' }
  | { readonly is: 'banned'; readonly ban: BanNotice }
  | { readonly is: 'outdated' }
  | { readonly is: 'refused' }
  | { readonly is: 'stopped' };

/**
 * Where the person is, as far as this browser knows (it stays while the connection is away).
 *
 * `joining` is a wish that no server has heard yet; it becomes `queued`, also across a reconnect.
 */
export type PersonView =
  | { readonly is: 'unknown' }
  | IdleView
  | { readonly is: 'joining'; readonly role: Role; readonly widen: boolean }
  | QueuedView
  | PairedView;

/** In a conversation. */
export interface PairedView {
  readonly is: 'paired';
  readonly roomId: RoomId;
  readonly role?: Role;
  /** So it stood in this browser's store when the page was loaded; no server has said yet that it is so still. */
  readonly isRemembered?: true;
}

/** In no room and no queue. */
export interface IdleView {
  readonly is: 'idle';
  /** A new join counts from then on. */
  readonly joinAt?: number;
  /** This device was reported for something severe, and meets nobody until a moderator has looked. */
  readonly isHeld?: true;
}

/** Waiting for somebody. */
export interface QueuedView {
  readonly is: 'queued';
  readonly role: Role;
  readonly widen: boolean;
  /** How many wait before this person, plus one. */
  readonly position: number;
  /** Since when, on this browser's clock. */
  readonly since: number;
  /** The place counts from then on (a leaver's 15 s); absent when it counts already. */
  readonly opensAt?: number;
  /** Nobody is paired for the moment; the place is kept. */
  readonly isPaused?: true;
  /** From when on widening is worth offering; absent for `talk`, or when it is switched on. */
  readonly widenOfferAt?: number;
}

/** One conversation, open or ended. */
export interface ConversationView {
  readonly roomId: RoomId;
  readonly open: boolean;
  readonly partner: PartnerView;
  /** Server time of the opening. */
  readonly createdAt: number;
  /** From when on `next` is allowed; in the past when it is. */
  readonly nextAt: number;
  readonly metBefore: boolean;
  /** Everything in the order shown: texts, gap lines, system lines. Unchanged lines keep their identity. */
  readonly lines: readonly Line[];
  /** How it ended. */
  readonly end?: EndView;
  /** What this person did about it, beyond leaving. */
  readonly parted?: readonly LastingEnd[];
  /** What was asked for beyond leaving and is not done yet. */
  readonly underWay?: ErrandAct;
  /** What stood in the composer at the last `saveDraft`. */
  readonly draft: string;
  /** What it quotes. */
  readonly draftReplyTo?: Nonce;
  /** Everything the partner sent before the end is here. False while it is still being fetched. */
  readonly isComplete: boolean;
  /** The person has touched nothing for long, and is asked whether they are still here. */
  readonly isAsked?: true;
  readonly thanks: ThanksView;
}

/** What the two said of an ended conversation: that it helped. */
export type ThanksView = 'none' | 'given' | 'received' | 'both';

/** The partner, as far as known. */
export interface PartnerView {
  readonly publicId: PublicId;
  readonly role: Role;
  /** Where they are; absent where they hide it, or nothing is known of it. */
  readonly place?: Place;
  /** `gone` in an ended room. */
  readonly presence:
    | { readonly is: 'here'; /** Their page answers, but nobody has touched it for long. */ readonly isQuiet?: true }
    | { readonly is: 'reconnecting'; readonly until: number }
    | { readonly is: 'gone' };
  readonly isTyping: boolean;
}

/** How a conversation ended. `reset`: the server gave new ids, so the earlier conversation can't be continued. */
export interface EndView {
  readonly reason: EndReason | 'reset';
  readonly by: 'you' | 'partner' | 'system';
  readonly because?: PartReason;
  readonly note?: string;
  readonly at: number;
  /** This person was the one who was silent for too long. */
  readonly wasAwayTooLong: boolean;
  /** Who deleted it from the server, with the end or after it. */
  readonly deleted?: 'you' | 'partner';
}

/** One line of the log. `key` is unique in the conversation and stable. */
export type Line = TextLine | GapLine | EventLine | AnnouncementLine;

/** Words of the operators, where they came in. */
export interface AnnouncementLine {
  readonly kind: 'announcement';
  readonly key: string;
  readonly at: number;
  /** Empty: they were taken back. */
  readonly text: string;
}

/** A text. */
export interface TextLine {
  readonly kind: 'text';
  readonly key: string;
  readonly nonce: Nonce;
  readonly isMine: boolean;
  readonly text: string;
  readonly at: number;
  /** What it quotes. */
  readonly quote?: Quote;
  /** The one who received it likes it. */
  readonly isLiked: boolean;
  /** How far it got; own texts only. */
  readonly label?: SendLabel;
}

/** What a text quotes. `missing`: this browser does not hold it (any more, or yet). */
export type Quote =
  | { readonly is: 'text'; readonly nonce: Nonce; readonly isMine: boolean; readonly text: string }
  | { readonly is: 'missing' };

/**
 * How far an own text got.
 *
 * - `waiting`: stored here without a number, until the server has said where to go on. Shown as sending.
 * - `sending`: numbered and stored here; not known to be durable.
 * - `sent`: durable on the server (I2). `delivered`: stored by the partner's browser.
 * - `failed`: `ended`: not delivered, the conversation had ended; can be copied. `refused`: the server does not take
 *   it; can be copied, or sent again with `retry`.
 */
export type SendLabel =
  | { readonly is: 'waiting' | 'sending' | 'sent' | 'delivered' }
  | { readonly is: 'failed'; readonly why: 'ended' | 'refused' };

/**
 * A visible hole (I3).
 *
 * - `held`: texts the server lost and their author no longer holds are missing here.
 * - `stream`: the author's browser lost its memory; messages may be missing here.
 * - `restored`: this browser lost its memory; what follows comes from the server, earlier unsent texts are gone.
 * - `corrected`: the database lost what it had acknowledged; texts shown as sent before turned out not to be.
 */
export interface GapLine {
  readonly kind: 'gap';
  readonly key: string;
  readonly reason: 'held' | 'stream' | 'restored' | 'corrected';
  readonly at: number;
  /** Whose texts may be missing; absent for `restored` and `corrected`. */
  readonly isMine?: boolean;
}

/** Something that happened to the conversation. `ended` is the last line; its words come from `end`. */
export interface EventLine {
  readonly kind: 'event';
  readonly key: string;
  readonly event: 'joined' | 'met-before' | 'reconnecting' | 'back' | 'ended';
  readonly at: number;
}

/**
 * Something to say once.
 *
 * - `reset`: the earlier conversation can't be continued (the server did not know this browser's ids).
 * - `away-too-long`: the conversation `roomId` ended because this person was silent for too long.
 * - `newer-version`: the server runs `version`; reload when it suits.
 * - `storage-lost`: this browser could not store (`why`); it goes on in memory, and a reload loses what is unsent.
 * - `polling`: a WebSocket could not be opened; slower long polling is used.
 * - `refused`: the server refused `what`; `message` is English, for developers.
 */
export type Notice = { readonly id: number } & (
  | { readonly kind: 'reset' }
  | { readonly kind: 'away-too-long'; readonly roomId: RoomId }
  | { readonly kind: 'newer-version'; readonly version: string }
  | { readonly kind: 'storage-lost'; readonly why: 'quota' | 'unavailable' | 'failed' }
  | { readonly kind: 'polling' }
  | { readonly kind: 'refused'; readonly what: string; readonly message: string }
);

/** What was asked for and waits: for the server's answer, or for `until` (too soon). `cancel()` withdraws a `next`. */
export interface PendingAct {
  readonly act: 'join' | 'cancel' | 'next' | 'leave';
  readonly until?: number;
}

/** Parting for good: may be asked for also after the end. */
export type ErrandAct = 'block' | 'report' | 'delete';

/** What became of a text given to `send`: stored (and shown) under its nonce, or why not. */
export type SendOutcome =
  | { readonly ok: true; readonly nonce: Nonce }
  | { readonly ok: false; readonly fault: TextFault | 'no-conversation' | 'not-here' };

/**
 * What became of a like, or of its withdrawal: stored (and shown), or why not. `needless`: it is not of a text of the
 * partner's, or says what holds already.
 */
export type LikeOutcome = 'stored' | 'needless' | 'no-conversation' | 'not-here';
