import type { PublicId, RoomId } from '../ids.js';
import type { BanView } from './ban.js';

/** How urgent a report is, most urgent first; follows from its reason. */
export const SEVERITIES = ['severe', 'high', 'normal'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What became of a report. */
export const REPORT_STATES = ['open', 'dismissed', 'warned', 'banned'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** A row of `GET /api/admin/reports?state=open|closed|all`: open ones by severity and age, closed ones newest first. */
export interface ReportSummary {
  readonly id: string;
  readonly at: number;
  /** A word of the protocol's `REPORT_REASONS`. */
  readonly reason: string;
  readonly severity: Severity;
  readonly state: ReportState;
  /** Whom it is about, for actions; nobody's secret. */
  readonly reportedId: PublicId;
  /** The reported device is kept out of pairing until this is reviewed. */
  readonly isHeld: boolean;
  /** How much the reporter's word weighs, 0 to 1: reporters whose reports were dismissed weigh less. */
  readonly weight: number;
  /** Other reports about the same device, of any state. */
  readonly others: number;
}

export interface ReportList {
  readonly reports: readonly ReportSummary[];
  readonly open: number;
}

/** `GET /api/admin/reports/:id`. Being looked at is noted in the audit. */
export interface ReportView extends ReportSummary {
  readonly note?: string;
  readonly roomId: RoomId;
  readonly snapshot: ReportSnapshot;
  readonly history: ActorHistory;
  readonly decision?: ReportDecision;
}

export interface ReportSnapshot {
  /** False: the reporter's own copy, which the server could not compare with anything. */
  readonly isVerified: boolean;
  readonly entries: readonly SnapshotEntry[];
}

export interface SnapshotEntry {
  readonly by: 'reporter' | 'reported';
  readonly at: number;
  readonly text: string;
}

/** What is known of the reported device. */
export interface ActorHistory {
  readonly reports: readonly ReportSummary[];
  readonly bans: readonly BanView[];
  readonly warnings: number;
}

export interface ReportDecision {
  readonly at: number;
  readonly by: string;
  readonly act: ReportAct['act'];
  readonly note?: string;
  readonly banId?: string;
}

export const REPORT_ACTS = ['dismiss', 'warn', 'ban'] as const;

/** `POST /api/admin/reports/:id/act`. Answer: `ReportView`. A decision lifts the hold of a severe report. */
export interface ReportAct {
  readonly act: (typeof REPORT_ACTS)[number];
  /** `warn`, `ban`: the words the person is shown; needed for both. `dismiss`: for the audit only. */
  readonly note?: string;
  /** `ban`: for so long; absent: for good. */
  readonly hours?: number;
  /** `ban`: also the network they come from (the address, /64 for IPv6), for a week at most. */
  readonly network?: boolean;
}
