import {
  ADMIN_PAGE_MAX,
  type ActorHistory,
  type BanView,
  type PublicId,
  type ReportAct,
  type ReportDecision,
  type ReportList,
  type ReportSnapshot,
  type ReportSummary,
  type ReportView,
} from '@hearken/protocol';
import { AdminError } from '../admin/admin-error.js';
import type { AnnouncementService } from '../announcement/announcement.service.js';
import type { AuditService } from '../audit/audit.service.js';
import type { BanService } from '../ban/ban.service.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Decision, ReportOutcome, ReportRecord, ReportStore } from './report-store.port.js';

/** Reports of a device that are shown with one of them. */
const HISTORY_MAX = 50;
/** How long a warning waits for who is away. */
const WARNING_MS = 7 * 24 * 60 * 60 * 1_000;

const OUTCOMES = { dismiss: 'dismissed', warn: 'warned', ban: 'banned' } as const;
const ACTS = { dismissed: 'dismiss', warned: 'warn', banned: 'ban' } as const satisfies Record<ReportOutcome, string>;
const AUDITED = { dismiss: 'report-dismissed', warn: 'report-warned', ban: 'report-banned' } as const;

/** Which reports are listed. */
export type Listed = 'open' | 'closed' | 'all';

/** What the service is made of. */
export interface ModerationParts {
  readonly reports: ReportStore;
  readonly bans: BanService;
  readonly announcements: AnnouncementService;
  readonly audit: AuditService;
  readonly clock: Clock;
  readonly log: Log;
  /** A decision may let a device go that a severe report held. */
  readonly refreshHolds: () => Promise<void>;
}

/** What moderators do with reports. */
export class ModerationService {
  constructor(private readonly parts: ModerationParts) {}

  /** Open ones: the gravest first, then the oldest. Decided ones: the newest first. */
  async list(which: Listed): Promise<ReportList> {
    const { reports } = this.parts;
    const [open, decided] = await Promise.all([
      which === 'closed' ? [] : reports.open(undefined, ADMIN_PAGE_MAX),
      which === 'open' ? [] : reports.decided(undefined, ADMIN_PAGE_MAX),
    ]);
    return { reports: await this.#summaries([...open, ...decided]), open: await reports.countOpen() };
  }

  countOpen(): Promise<number> {
    return this.parts.reports.countOpen();
  }

  /** Undefined where there is none. That it was looked at is written down: it holds what people said in confidence. */
  async view(id: string, by: string): Promise<ReportView | undefined> {
    const record = await this.parts.reports.find(storedId(id));
    if (record === undefined) return undefined;
    await this.parts.audit.note(by, 'report-viewed', { target: id });
    return this.#view(record);
  }

  /**
   * Decides an open report, once.
   *
   * @throws {AdminError} not-found, conflict
   */
  async act(id: string, act: ReportAct, by: string): Promise<ReportView> {
    const { reports, audit, refreshHolds } = this.parts;
    const record = await reports.find(storedId(id));
    if (record === undefined) throw AdminError.of('not-found');
    if (record.state.is !== 'open') throw decidedAlready();
    const ban = act.act === 'ban' ? await this.#ban(record, act, by) : undefined;
    const decided = await this.#decide(record, act, by, ban);
    await refreshHolds();
    if (act.act === 'warn') await this.#warn(record.reported.id, act.note ?? '', by);
    await audit.note(by, AUDITED[act.act], { target: id, note: act.note });
    return this.#view(decided);
  }

  async #decide(
    record: ReportRecord,
    { act, note }: ReportAct,
    by: string,
    ban: BanView | undefined,
  ): Promise<ReportRecord> {
    const decision: Decision = {
      outcome: OUTCOMES[act],
      at: this.parts.clock.now(),
      by,
      ...(note !== undefined && { note }),
      ...(ban !== undefined && { banId: ban.id }),
    };
    const after = await this.parts.reports.decide(record.id, decision);
    const isOurs = after?.state.is === 'decided' && after.state.by === by && after.state.at === decision.at;
    if (after !== undefined && isOurs) return after;
    // Somebody was quicker: what they decided stands, and nothing of this remains.
    if (ban !== undefined) await this.parts.bans.lift(ban.id, by);
    throw decidedAlready();
  }

  async #ban({ id, reported }: ReportRecord, { note = '', hours, network }: ReportAct, by: string): Promise<BanView> {
    const marks = network === true ? await this.parts.bans.marksOf(reported.id) : undefined;
    return this.parts.bans.ban({
      devices: [...new Set([reported.device, reported.id])],
      networks: marks?.networks ?? [],
      reason: note,
      hours,
      reportId: shownId(id),
      by,
    });
  }

  async #warn(personId: PublicId, text: string, by: string): Promise<void> {
    const expiresAt = this.parts.clock.now() + WARNING_MS;
    await this.parts.announcements.send({ audience: 'person', personId, text, expiresAt }, by);
  }

  async #view(record: ReportRecord): Promise<ReportView> {
    const [summary] = await this.#summaries([record]);
    if (summary === undefined) throw new Error('a report has a summary');
    const { note, roomId, state } = record;
    return {
      ...summary,
      roomId,
      snapshot: snapshotOf(record),
      history: await this.#historyOf(record),
      ...(note !== undefined && { note }),
      ...(state.is === 'decided' && { decision: decisionOf(state) }),
    };
  }

  async #historyOf({ id, reported }: ReportRecord): Promise<ActorHistory> {
    const about = await this.#about(reported.device);
    const others = about.filter((other) => other.id !== id);
    return {
      reports: others.map((other) => summaryOf(other, about.length - 1)),
      bans: await this.parts.bans.historyOf([reported.device, reported.id]),
      warnings: about.filter(({ state }) => state.is === 'decided' && state.outcome === 'warned').length,
    };
  }

  async #about(device: string): Promise<readonly ReportRecord[]> {
    const involved = await this.parts.reports.involving(device, HISTORY_MAX);
    return involved.filter(({ reported }) => reported.device === device);
  }

  async #summaries(records: readonly ReportRecord[]): Promise<readonly ReportSummary[]> {
    const devices = [...new Set(records.map(({ reported }) => reported.device))];
    const counts = new Map(
      await Promise.all(devices.map(async (device) => [device, (await this.#about(device)).length] as const)),
    );
    return records.map((record) => summaryOf(record, Math.max(0, (counts.get(record.reported.device) ?? 1) - 1)));
  }
}

function summaryOf(record: ReportRecord, others: number): ReportSummary {
  const { id, at, reason, severity, state, reported, weight } = record;
  return {
    id: shownId(id),
    at,
    reason,
    severity,
    state: state.is === 'open' ? 'open' : state.outcome,
    reportedId: reported.id,
    isHeld: severity === 'severe' && state.is === 'open' && weight > 0,
    weight,
    others,
  };
}

function decisionOf({ at, by, outcome, note, banId }: Decision): ReportDecision {
  return { at, by, act: ACTS[outcome], ...(note !== undefined && { note }), ...(banId !== undefined && { banId }) };
}

/** What was said: as the server held it, or where it had been deleted the reporter's own copy. */
function snapshotOf({ snapshot, unverifiedCopy }: ReportRecord): ReportSnapshot {
  const entries = snapshot.flatMap((entry) =>
    entry.kind === 'text' ? [{ by: entry.by, at: entry.at, text: entry.text }] : [],
  );
  if (entries.length > 0 || unverifiedCopy === undefined) return { isVerified: true, entries };
  return {
    isVerified: false,
    entries: unverifiedCopy.map(({ by, text, at }) => ({ by: by === 'me' ? 'reporter' : 'reported', text, at })),
  };
}

/** A report's id has a slash, which an address would not carry. */
function shownId(id: string): string {
  return id.replace('/', '-');
}

function storedId(id: string): string {
  return id.replace('-', '/');
}

function decidedAlready(): AdminError {
  return AdminError.of('conflict', 'this report is decided already');
}
