import type { PublicId } from '../ids.js';

/** Longest appeal, code points. */
export const APPEAL_MAX = 1_000;

/** Longest ban that has an end, hours. One without `hours` is for good. */
export const BAN_HOURS_MAX = 24 * 365;

/** `POST /api/admin/bans`: bans a person without a report. Answer 201: `BanView`. */
export interface BanDraft {
  readonly personId: PublicId;
  readonly reason: string;
  readonly hours?: number;
  readonly network?: boolean;
}

export const BAN_STATES = ['active', 'expired', 'lifted'] as const;
export type BanState = (typeof BAN_STATES)[number];

/** A row of `GET /api/admin/bans?state=active|appealed|all`, newest first. */
export interface BanView {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  /** What the banned person is shown. */
  readonly reason: string;
  /** Absent: for good. */
  readonly expiresAt?: number;
  /** Also holds for the network, until then. */
  readonly networkUntil?: number;
  readonly reportId?: string;
  readonly state: BanState;
  /** `POST /api/admin/bans/:id/lift` (body `OperatorNote`) or an appeal's answer. */
  readonly liftedAt?: number;
  readonly liftedBy?: string;
  readonly appeal?: AppealView;
}

export interface BanList {
  readonly bans: readonly BanView[];
}

export interface AppealView {
  readonly at: number;
  readonly text: string;
  readonly answer?: {
    readonly at: number;
    readonly by: string;
    readonly decision: 'lift' | 'keep';
    readonly note?: string;
  };
}

export const APPEAL_DECISIONS = ['lift', 'keep'] as const;

/** `POST /api/admin/bans/:id/appeal`: the answer to an appeal. Answer: `BanView`. */
export interface AppealAnswer {
  readonly decision: (typeof APPEAL_DECISIONS)[number];
  /** Shown to the person. */
  readonly note?: string;
}

/** Body of acts that may carry a note for the audit. */
export interface OperatorNote {
  readonly note?: string;
}

/** `POST /api/appeals`, by the banned person. Answer 201; `conflict` when there is one already. */
export interface AppealDraft {
  readonly ticket: string;
  readonly text: string;
}
