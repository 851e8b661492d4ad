import { SEVERE_REASONS, SEVERITIES, type ReportReason, type Severity } from '@hearken/protocol';

const HIGH: ReadonlySet<ReportReason> = new Set<ReportReason>(['sexual', 'asks-contact', 'harassment']);

/** How urgent a report is. `severe`: somebody may come to harm, and the reported device may be held. */
export function severityOf(reason: ReportReason): Severity {
  if (SEVERE_REASONS.has(reason)) return 'severe';
  return HIGH.has(reason) ? 'high' : 'normal';
}

/** Ascending in the order of reading. */
export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
