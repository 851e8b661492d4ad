export const AUDIT_ACTS = [
  'operator-created',
  'operator-signed-in',
  'operator-locked',
  'operator-signed-out-everywhere',
  'operator-password-changed',
  'operator-disabled',
  'announcement-sent',
  'announcement-withdrawn',
  'report-viewed',
  'report-dismissed',
  'report-warned',
  'report-banned',
  'ban-made',
  'ban-lifted',
  'appeal-kept',
  'settings-changed',
  'audit-exported',
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

/** One act of an operator. Never changed, gone after a year. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** Operator's name; `console` for the command line. */
  readonly by: string;
  readonly act: AuditAct;
  /** Id of what it was done to. */
  readonly target?: string;
  /** The operator's own words, or what was changed to what. */
  readonly note?: string;
}

/** `GET /api/admin/audit?before=<id>`, newest first. `GET /api/admin/audit/export`: all, oldest first, one JSON a line. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Give it as `before` for the next page; absent on the last. */
  readonly next?: string;
}
