import { SEVERITIES, type EntryBody } from '@hearken/protocol';
import { rankOf } from '../domain/severity.js';
import type { Decision, ReportRecord, ReportState, SnapshotEntry } from '../report-store.port.js';
import type { ReportDocument, SnapshotDocument } from './report.schema.js';

/** A report as stored. */
export function toReportDocument(report: ReportRecord): ReportDocument {
  const { id, roomId, at, reason, severity, note, reporter, reported, deletedBy, unverifiedCopy, weight } = report;
  return {
    _id: id,
    roomId,
    at: new Date(at),
    reason,
    rank: rankOf(severity),
    ...(note !== undefined && { note }),
    reporter: { ...reporter },
    reported: { ...reported },
    snapshot: report.snapshot.map(toSnapshotDocument),
    ...(deletedBy !== undefined && { deletedBy }),
    ...(unverifiedCopy !== undefined && {
      unverifiedCopy: unverifiedCopy.map((copied) => ({ ...copied, at: new Date(copied.at) })),
    }),
    weight,
    ...(report.state.is === 'decided' && decisionFields(report.state)),
    expiresAt: new Date(report.expiresAt),
  };
}

/** A decision as stored. */
export function decisionFields({ outcome, at, by, note, banId }: Decision): Partial<ReportDocument> {
  return {
    outcome,
    decidedAt: new Date(at),
    decidedBy: by,
    ...(note !== undefined && { decisionNote: note }),
    ...(banId !== undefined && { banId }),
  };
}

/** A report as the services know it. */
export function toReport(report: ReportDocument): ReportRecord {
  const { note, deletedBy, unverifiedCopy, reporter, reported } = report;
  return {
    id: report._id,
    roomId: report.roomId,
    at: report.at.getTime(),
    reason: report.reason,
    severity: SEVERITIES[report.rank] ?? 'normal',
    ...(note !== undefined && { note }),
    reporter,
    reported,
    snapshot: report.snapshot.map(toSnapshotEntry),
    ...(deletedBy !== undefined && { deletedBy }),
    ...(unverifiedCopy !== undefined && {
      unverifiedCopy: unverifiedCopy.map(({ by, text, at }) => ({ by, text, at: at.getTime() })),
    }),
    weight: report.weight,
    state: toState(report),
    expiresAt: report.expiresAt.getTime(),
  };
}

function toState({ outcome, decidedAt, decidedBy, decisionNote, banId }: ReportDocument): ReportState {
  if (outcome === undefined || decidedAt === undefined || decidedBy === undefined) return { is: 'open' };
  const words = { ...(decisionNote !== undefined && { note: decisionNote }), ...(banId !== undefined && { banId }) };
  return { is: 'decided', outcome, at: decidedAt.getTime(), by: decidedBy, ...words };
}

function toSnapshotDocument({ by, nonce, at, ...body }: SnapshotEntry): SnapshotDocument {
  return { by, nonce, at: new Date(at), ...body };
}

function toSnapshotEntry({ by, nonce, at, ...stored }: SnapshotDocument): SnapshotEntry {
  return { by, nonce, at: at.getTime(), ...bodyOf(stored) };
}

function bodyOf({ kind, text = '', replyTo, target = '' }: Omit<SnapshotDocument, 'by' | 'nonce' | 'at'>): EntryBody {
  if (kind !== 'text') return { kind, target };
  return { kind, text, ...(replyTo !== undefined && { replyTo }) };
}
