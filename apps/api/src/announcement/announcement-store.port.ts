import type { Audience } from '@hearken/protocol';

/** An announcement nobody reads any more is kept this long after it was sent, or after it expired. */
export const ANNOUNCEMENT_KEPT_MS = 90 * 24 * 60 * 60 * 1_000;

/** What an operator has sent. */
export interface NewAnnouncement {
  readonly to: Audience;
  readonly text: string;
  /** Operator's name. */
  readonly by: string;
  readonly expiresAt?: number;
  readonly restartAt?: number;
}

/** One announcement as stored. */
export interface AnnouncementRecord extends NewAnnouncement {
  /** Server time of sending, ms, plus one while taken: unique, and in order. */
  readonly id: number;
  readonly at: number;
  /** People it was handed to. */
  readonly reached: number;
  readonly withdrawn?: { readonly at: number; readonly by: string };
}

/** Announcements (collection `announcements`). */
export interface AnnouncementStore {
  /** Stores one under the first free id from `at` on. */
  add(announcement: NewAnnouncement, at: number): Promise<AnnouncementRecord>;
  /** Newest first. */
  list(limit: number): Promise<readonly AnnouncementRecord[]>;
  /** Sent at or after `from`, or not expired at `now`; withdrawn ones too. Oldest first. */
  recent(from: number, now: number): Promise<readonly AnnouncementRecord[]>;
  /** Once; undefined when there is none, or it is withdrawn already. */
  withdraw(id: number, by: string, at: number): Promise<AnnouncementRecord | undefined>;
  /** So many people more have it. */
  addReached(id: number, people: number): Promise<void>;
}
