import { otherSlot, REPORT_KEPT_MS, type CopiedText, type RoomReport, type Slot } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { memberOf } from '../room/domain/room-view.js';
import type { MessageStore } from '../room/message-store.port.js';
import type { MemberRecord, RoomRecord } from '../room/room-store.port.js';
import { severityOf } from './domain/severity.js';
import { weightOf } from './domain/weight.js';
import type { Holds } from './holds.js';
import type { ReportParty, ReportRecord, ReportSide, ReportStore, SnapshotEntry } from './report-store.port.js';
import { snapshotOf } from './snapshot.js';

/** What reporting needs. */
export interface ReportParts {
  readonly reports: ReportStore;
  readonly messages: MessageStore;
  readonly holds: Holds;
  readonly clock: Clock;
  readonly log: Log;
}

/** A conversation and the member who reports it. */
export interface Reporting {
  readonly record: RoomRecord;
  readonly reporter: Slot;
}

/** Keeps reports, with what was said. */
export class ReportService {
  constructor(private readonly parts: ReportParts) {}

  /** Keeps a report; the first one of this member where there is one already. The reported device may be held by it. */
  async file({ record, reporter }: Reporting, request: RoomReport): Promise<ReportRecord> {
    const { reports, messages, holds, clock, log } = this.parts;
    const id = `${record.id}/${reporter}`;
    const known = await reports.find(id);
    if (known !== undefined) return known;
    const at = clock.now();
    const { reason, note } = request;
    const [from, about] = [partyOf(memberOf(record, reporter)), partyOf(memberOf(record, otherSlot(reporter)))];
    const evidence = this.#evidence(record, from, request.copy, await snapshotOf(messages, record, reporter));
    const severity = severityOf(reason);
    const filed = await reports.file({
      id,
      roomId: record.id,
      at,
      reason,
      severity,
      ...(note === undefined ? {} : { note }),
      reporter: from,
      reported: about,
      ...evidence,
      // A report without a word of the reported person keeps nobody out: there would be nothing to read.
      weight: hasWordsOfReported(evidence) ? weightOf(await reports.standing(from.device)) : 0,
      state: { is: 'open' },
      expiresAt: at + REPORT_KEPT_MS,
    });
    log.info('report-filed', { room: record.id, reason, severity, entries: filed.snapshot.length });
    if (severity === 'severe') await holds.refresh();
    return filed;
  }

  /** What is kept of what was said. A copy counts for what it is, and only where the server has nothing left. */
  #evidence(
    record: RoomRecord,
    reporter: ReportParty,
    copy: readonly CopiedText[] | undefined,
    snapshot: readonly SnapshotEntry[],
  ): Evidence {
    const deletion = record.end?.deleted;
    if (deletion === undefined) return { snapshot };
    const deletedBy: ReportSide = deletion.by === reporter.id ? 'reporter' : 'reported';
    return { snapshot, deletedBy, ...(copy === undefined ? {} : { unverifiedCopy: copy }) };
  }
}

type Evidence = Pick<ReportRecord, 'snapshot' | 'deletedBy' | 'unverifiedCopy'>;

/** Whoever deletes what they said does not escape by it; whoever deletes what they report proves nothing. */
function hasWordsOfReported({ snapshot, deletedBy, unverifiedCopy = [] }: Evidence): boolean {
  if (snapshot.some(({ by, kind }) => by === 'reported' && kind === 'text')) return true;
  return deletedBy === 'reported' && unverifiedCopy.some(({ by }) => by === 'partner');
}

function partyOf({ id, device, role }: MemberRecord): ReportParty {
  return { id, device, role };
}
