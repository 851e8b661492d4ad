import type { Announcement, Nonce, PlaceWish, PrivateId, PublicId, Role, RoomId } from '@hearken/protocol';
import type { Errand } from './errand';

/** Conversations of this tab in which one side told the other that it helped. */
export interface ThanksRecord {
  readonly given: readonly RoomId[];
  readonly received: readonly RoomId[];
  /** Given, and not heard by the server yet. */
  readonly unsaid: readonly RoomId[];
}

/** What one tab keeps for its life: survives a reload, is copied by "duplicate tab", is not shared otherwise. */
export interface TabRecord {
  /** Names this person's part of the conversation store. */
  readonly storeKey: string;
  readonly privateId?: PrivateId;
  readonly publicId?: PublicId;
  /** What the person came for last. */
  readonly role?: Role;
  readonly widen?: boolean;
  /** The person wants to be in a queue. */
  readonly isSeeking?: boolean;
  readonly isTakingBreak?: boolean;
  /** What stands in the composer, what it quotes, and of which conversation. */
  readonly draft?: { readonly roomId: RoomId; readonly text: string; readonly replyTo?: Nonce };
  /** Blocks, reports and deletes that were asked for and are not done yet. */
  readonly errands?: readonly Errand[];
  readonly thanks?: ThanksRecord;
  /** Ids of the announcements shown lately, ascending. */
  readonly announcementsShown?: readonly number[];
  /** Server time of the first register: what was sent from then on is news, also where nothing was shown yet. */
  readonly announcementsFrom?: number;
  /** Words of the operators that stand in no log and were not dismissed. */
  readonly announcements?: readonly Announcement[];
}

/** The tab's own small storage; synchronous, because a page that is being closed has no time for anything else. */
export interface TabStore {
  /** What is kept, or `undefined` when there is nothing (or nothing readable). */
  read(): TabRecord | undefined;
  /** Replaces it. Says nothing when it cannot: the record in memory goes on. */
  write(record: TabRecord): void;
}

/** The device's switch for showing where its person is, shared by all tabs, and how far its clock is ahead of UTC. */
export interface PlaceSwitch {
  /** Shown unless it was hidden. */
  read(): PlaceWish['is'];
  write(is: PlaceWish['is']): void;
  /** Minutes, as the device is set just now. */
  utcOffsetMinutes(): number;
}

/** The device's key, shared by all tabs of a browser profile. */
export interface DeviceStore {
  read(): string | undefined;
  write(key: string): void;
  /** Forgets the key. */
  clear(): void;
}
