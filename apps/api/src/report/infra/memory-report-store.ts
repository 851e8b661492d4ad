import type { Clock } from '../../platform/clock.js';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import {
  compareAges,
  comparePlaces,
  verdictOf,
  type Decision,
  type HoldVote,
  type ReportPlace,
  type ReportRecord,
  type ReportStore,
  type Standing,
} from '../report-store.port.js';

const memoryReports = perDatabase((database) =>
  database.addTable<ReportRecord>({ expiryOf: ({ expiresAt }) => expiresAt }),
);

/** Reports in memory. */
export class MemoryReportStore implements ReportStore {
  readonly #reports: MemoryTable<ReportRecord>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#reports = memoryReports(database);
  }

  file(report: ReportRecord): Promise<ReportRecord> {
    const known = this.#kept(report.id);
    if (known === undefined) this.#reports.set(report.id, report);
    return Promise.resolve(known ?? report);
  }

  find(id: string): Promise<ReportRecord | undefined> {
    return Promise.resolve(this.#kept(id));
  }

  open(after: ReportPlace | undefined, limit: number): Promise<readonly ReportRecord[]> {
    const open = this.#all().filter(({ state }) => state.is === 'open');
    const rest = open.filter((report) => after === undefined || comparePlaces(after, report) < 0);
    return Promise.resolve(rest.sort(comparePlaces).slice(0, limit));
  }

  countOpen(): Promise<number> {
    return Promise.resolve(this.#all().filter(({ state }) => state.is === 'open').length);
  }

  decided(before: ReportPlace | undefined, limit: number): Promise<readonly ReportRecord[]> {
    const decided = this.#all().filter(({ state }) => state.is === 'decided');
    const rest = decided.filter((report) => before === undefined || compareAges(before, report) < 0);
    return Promise.resolve(rest.sort(compareAges).slice(0, limit));
  }

  involving(device: string, limit: number): Promise<readonly ReportRecord[]> {
    const found = this.#all().filter(
      (report) => report.reporter.device === device || report.reported.device === device,
    );
    return Promise.resolve(found.sort(compareAges).slice(0, limit));
  }

  decide(id: string, decision: Decision): Promise<ReportRecord | undefined> {
    const known = this.#kept(id);
    if (known?.state.is !== 'open') return Promise.resolve(known);
    const decided: ReportRecord = { ...known, state: { is: 'decided', ...decision } };
    this.#reports.set(id, decided);
    return Promise.resolve(decided);
  }

  standing(reporterDevice: string): Promise<Standing> {
    const standing = { upheld: 0, dismissed: 0, openSevere: 0 };
    for (const { reporter, state, severity } of this.#all()) {
      if (reporter.device !== reporterDevice) continue;
      if (state.is === 'decided') standing[verdictOf(state.outcome)] += 1;
      else if (severity === 'severe') standing.openSevere += 1;
    }
    return Promise.resolve(standing);
  }

  holdVotes(): Promise<readonly HoldVote[]> {
    const votes = this.#all().filter(({ state, severity }) => state.is === 'open' && severity === 'severe');
    return Promise.resolve(
      votes.map(({ reporter, reported, weight }) => ({
        reporterDevice: reporter.device,
        reportedDevice: reported.device,
        weight,
      })),
    );
  }

  #kept(id: string): ReportRecord | undefined {
    const report = this.#reports.get(id);
    return report === undefined || report.expiresAt <= this.clock.now() ? undefined : report;
  }

  #all(): ReportRecord[] {
    const now = this.clock.now();
    return [...this.#reports.values()].filter(({ expiresAt }) => expiresAt > now);
  }
}
