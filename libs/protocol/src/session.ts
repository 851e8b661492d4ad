import type { DeviceKey, PrivateId, PublicId, RoomId } from './ids.js';
import type { Limits } from './limits.js';
import type { CloseReason } from './codes.js';
import type { PlaceWish } from './place.js';
import type { Role, Settled } from './queue.js';
import type { EndedRoom, LastingEnd, RoomClaim, RoomState } from './room.js';

/** The session family: who one is, and going on where one was. */

/**
 * Who numbers a person's entries: their browser, which keeps them in its outbox; or the server, for REST and for the
 * sockets that only notify it. Of a registration, and told by it.
 */
export const NUMBERINGS = ['browser', 'server'] as const;
export type Numbering = (typeof NUMBERINGS)[number];

/** `session:register`, from the browser: the first event on every socket. Idempotent. */
export interface SessionRegister {
  /** PROTOCOL_VERSION of the browser's code. */
  readonly protocol: number;
  /** Version of the page. */
  readonly app: string;
  /**
   * Random id of the browser's store; a new one when the store is made anew. A secret of at least 128 bits: for a register
   * without ids it stands for the person.
   */
  readonly store: string;
  /** Raised by the store at each register: a late one is recognised by it. */
  readonly attempt: number;
  readonly privateId?: PrivateId;
  readonly publicId?: PublicId;
  readonly device?: DeviceKey;
  /** The queue to be in, if in no room and no queue. */
  readonly role?: Role;
  readonly widen?: boolean;
  /** Being left leads to idle instead of the queue. Default false. */
  readonly takeBreak?: boolean;
  /** Absent: as was said to this server before, and hidden where nothing was. */
  readonly place?: PlaceWish;
  /** Who numbers this person's entries. Default `browser`; a socket that only notifies a REST client says `server`. */
  readonly numbering?: Numbering;
  /** A room that this browser was told has ended and whose log it may not hold to its heads yet. */
  readonly ended?: RoomClaim;
  /** What this person did about the room in `ended`, newest last: done again where the database has lost it. */
  readonly endedWith?: readonly LastingEnd[];
  /** The room this browser believes to be in. */
  readonly room?: RoomClaim;
  /** Highest announcement id shown. */
  readonly announcementsSeen?: number;
}

/** Answer of `session:register`. Nothing else is needed to resume. */
export interface Registered {
  readonly privateId: PrivateId;
  readonly publicId: PublicId;
  /** Counter of this person's registrations. */
  readonly gen: number;
  /** The ids are fresh: none were sent, or they do not verify. An earlier conversation can't be continued. */
  readonly isNew: boolean;
  readonly serverVersion: string;
  /** Texts are kept in memory only; a restart loses them. Said in a banner. */
  readonly volatile: boolean;
  /** Server time, ms since the epoch. */
  readonly now: number;
  readonly limits: Limits;
  /** This server shows partners where one is. Absent: it shows nobody's place, whatever they say. */
  readonly showsPlaces?: true;
  readonly state: PersonState;
  /**
   * The newest ended room that the request does not name and whose last words this person has not confirmed; without one,
   * the ended room it names (in `ended`, or in `room` when that has ended meanwhile).
   */
  readonly lastRoom?: EndedRoom;
  /**
   * Other ended rooms whose last words this person has not confirmed yet, oldest first: they were never told of them, or
   * could not say. Without items and with `more`; what was said in them is asked for by `room:sync`.
   */
  readonly owed?: readonly EndedRoom[];
  readonly announcements: readonly Announcement[];
  /** Ids of announcements of the last day that were withdrawn: they are shown no more. */
  readonly withdrawn?: readonly number[];
  /** Whether joins are taken, and which guidelines hold. Absent: open. */
  readonly site?: SiteSettings;
}

/** Where a person is. A snapshot: no events need to be replayed. */
export type PersonState = Settled | ({ readonly is: 'paired' } & RoomState);

/** `session:preferences`, from the browser: switches that hold for this registration and later ones. */
export interface SessionPreferences {
  readonly takeBreak: boolean;
  /** Absent: as it was. The partner is told at once. */
  readonly place?: PlaceWish;
}

/** `session:closed`, from the server, right before it closes the socket. */
export interface SessionClosed {
  readonly reason: CloseReason;
  /** With `banned`. */
  readonly ban?: BanNotice;
}

/** `server:draining`, from the server: it goes away; come back after a spread pause. */
export interface ServerDraining {
  readonly retryAfterMs: number;
}

/** `sys:announcement`, from the server, and in register: words of the operators. Shown once per id. */
export interface Announcement {
  /** Server time of sending in ms since the epoch, plus one while taken: unique, and in order. */
  readonly id: number;
  readonly text: string;
  readonly audience: 'all' | 'role' | 'room' | 'person';
  readonly roomId?: RoomId;
  /** Server time from which it is no longer shown to newcomers. */
  readonly expiresAt?: number;
  /** Server time of a planned restart: a countdown is shown until then. */
  readonly restartAt?: number;
}

/** `sys:withdrawn`, from the server: an announcement is taken back. */
export interface AnnouncementWithdrawn {
  readonly id: number;
}

/** Whether new joins are taken. Whoever waits already is still paired. */
export const QUEUE_GATES = ['open', 'closed'] as const;
export type QueueGate = (typeof QUEUE_GATES)[number];

/** What everybody may know of the settings. `sys:settings`, from the server, when they change; also in register. */
export interface SiteSettings {
  readonly queue: QueueGate;
  readonly notice?: string;
  /** From 1. Another one than before: the guidelines have another `version`, and are to be asked for again. */
  readonly guidelinesVersion: number;
}

/** What a banned person is told: with the error `banned`, and with `session:closed`. */
export interface BanNotice {
  /** Words of the operators. */
  readonly reason: string;
  /** Server time; absent: for good. */
  readonly expiresAt?: number;
  readonly appeal: AppealState;
}

/** One appeal for each ban. `ticket` allows to write it, and says nothing to anybody else. */
export type AppealState =
  | { readonly is: 'possible'; readonly ticket: string }
  | { readonly is: 'sent' }
  | { readonly is: 'kept'; readonly note?: string };
