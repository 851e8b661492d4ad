import type { CopiedText, EntryBody, Nonce, PublicId, ReportReason, Role, RoomId, Severity } from '@hearken/protocol';
import { rankOf } from './domain/severity.js';

/** One of the two of a report. */
export interface ReportParty {
  readonly id: PublicId;
  /** Keyed hash of the device, or the public id where there is none. */
  readonly device: string;
  readonly role: Role;
}

/** Which of the two. */
export type ReportSide = 'reporter' | 'reported';

/** An entry as the server held it when the report was made. */
export type SnapshotEntry = EntryBody & {
  readonly by: ReportSide;
  readonly nonce: Nonce;
  /** Server time of acceptance, ms. */
  readonly at: number;
};

/** What moderators made of a report. `dismissed`: nothing was wrong, and the reporter loses weight. */
export type ReportOutcome = 'dismissed' | 'warned' | 'banned';

/** The decision about a report. */
export interface Decision {
  readonly outcome: ReportOutcome;
  /** Server time, ms. */
  readonly at: number;
  /** The operator's account. */
  readonly by: string;
  /** The operator's own words. */
  readonly note?: string;
  /** The ban that came of it. */
  readonly banId?: string;
}

/** What became of a report. */
export type ReportState = { readonly is: 'open' } | ({ readonly is: 'decided' } & Decision);

/** A report (collection `reports`). Gone at `expiresAt`. */
export interface ReportRecord {
  /** `<roomId>/<slot of the reporter>`: each member reports a conversation once. */
  readonly id: string;
  readonly roomId: RoomId;
  /** Server time, ms. */
  readonly at: number;
  readonly reason: ReportReason;
  readonly severity: Severity;
  /** The reporter's own words. */
  readonly note?: string;
  readonly reporter: ReportParty;
  readonly reported: ReportParty;
  /** The last entries of the conversation, in its order, as the server held them. Empty where it had been deleted. */
  readonly snapshot: readonly SnapshotEntry[];
  /** Who had the conversation deleted before the report was made. */
  readonly deletedBy?: ReportSide;
  /** What the reporter's browser says was said, of a deleted conversation. Unverified: anybody can send anything here. */
  readonly unverifiedCopy?: readonly CopiedText[];
  /** How much this report counts towards holding the reported device, 0 to 1. Fixed when it is made. */
  readonly weight: number;
  readonly state: ReportState;
  /** Server time, ms: REPORT_KEPT_MS after `at`. */
  readonly expiresAt: number;
}

/** What an open severe report says about holding a device. */
export interface HoldVote {
  readonly reporterDevice: string;
  readonly reportedDevice: string;
  readonly weight: number;
}

/** How the earlier reports of a device were judged. */
export interface Standing {
  readonly upheld: number;
  readonly dismissed: number;
  /** Severe ones that nobody has looked at yet. */
  readonly openSevere: number;
}

/** A place in the queue of the moderators. */
export type ReportPlace = Pick<ReportRecord, 'severity' | 'at' | 'id'>;

/**
 * Reports. Every method is one atomic step, acknowledged by a majority and journalled before it answers; no read finds
 * what has expired. Errors mean "not known".
 */
export interface ReportStore {
  /** Keeps a report, unless one with this id is kept already; the one that is kept. */
  file(report: ReportRecord): Promise<ReportRecord>;
  find(id: string): Promise<ReportRecord | undefined>;
  /** Open reports after a place (undefined: from the first): the gravest first, then the oldest. */
  open(after: ReportPlace | undefined, limit: number): Promise<readonly ReportRecord[]>;
  /** How many are open. */
  countOpen(): Promise<number>;
  /** Decided reports made before a place (undefined: from the newest), the newest first. */
  decided(before: ReportPlace | undefined, limit: number): Promise<readonly ReportRecord[]>;
  /** Reports about or by a device, the newest first: its history. */
  involving(device: string, limit: number): Promise<readonly ReportRecord[]>;
  /** Decides an open report; one that is decided stays as it is. The record after; undefined when unknown. */
  decide(id: string, decision: Decision): Promise<ReportRecord | undefined>;
  /** How earlier reports by a device were judged. */
  standing(reporterDevice: string): Promise<Standing>;
  /** What all open severe reports say. */
  holdVotes(): Promise<readonly HoldVote[]>;
}

/** The order of the moderators' queue. */
export function comparePlaces(left: ReportPlace, right: ReportPlace): number {
  const [leftRank, rightRank] = [rankOf(left.severity), rankOf(right.severity)];
  return leftRank - rightRank || left.at - right.at || compareIds(left, right);
}

/** The newest first. */
export function compareAges(left: ReportPlace, right: ReportPlace): number {
  return right.at - left.at || compareIds(right, left);
}

function compareIds(left: ReportPlace, right: ReportPlace): number {
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

/** Whether a reporter was right. */
export function verdictOf(outcome: ReportOutcome): 'upheld' | 'dismissed' {
  return outcome === 'dismissed' ? outcome : 'upheld';
}
