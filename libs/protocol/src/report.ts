import type { RoomId } from './ids.js';

/** Blocking, reporting and deleting: what a member may do about a conversation, while it is open and after its end. */

/** Why a conversation is reported. The words are the page's. */
export const REPORT_REASONS = [
  'sexual',
  'asks-contact',
  'harassment',
  'self-harm',
  'under-18',
  'threat',
  'spam',
  'other',
] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

/**
 * Reasons by which somebody may come to harm: moderators read these reports first, and the reported device meets nobody
 * until one has been read.
 */
export const SEVERE_REASONS: ReadonlySet<ReportReason> = new Set<ReportReason>(['self-harm', 'under-18', 'threat']);

/** A text as the reporter's own browser holds it. Nobody can verify it. */
export interface CopiedText {
  readonly by: 'me' | 'partner';
  readonly text: string;
  /** The time shown beside it, ms since the epoch. */
  readonly at: number;
}

/**
 * `room:report`, from the browser: shows the conversation to the moderators, ends it if it is open, and blocks. Works
 * for as long as the server keeps the room (TEXT_EXPIRES_MS after its end). Each member reports a conversation once:
 * sent again, the first report stands and the answer is the same.
 */
export interface RoomReport {
  readonly roomId: RoomId;
  readonly reason: ReportReason;
  /** For the moderators, up to REPORT_NOTE_MAX code points. The partner is told nothing of a report. */
  readonly note?: string;
  /** Kept only where the conversation has been deleted, and marked as unverified. The newest of it, oldest first. */
  readonly copy?: readonly CopiedText[];
}

/**
 * `room:delete`, from the browser: ends the conversation if it is open, and deletes its texts from the server's messages
 * at once, for both. Works for as long as the server keeps the room.
 */
export interface RoomDelete {
  readonly roomId: RoomId;
}
