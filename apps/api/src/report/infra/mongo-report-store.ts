import type { Collection, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import { rankOf } from '../domain/severity.js';
import {
  verdictOf,
  type Decision,
  type HoldVote,
  type ReportPlace,
  type ReportRecord,
  type ReportStore,
  type Standing,
} from '../report-store.port.js';
import { decisionFields, toReport, toReportDocument } from './report-document.js';
import { reportModel, type ReportDocument } from './report.schema.js';

const SEVERE = rankOf('severe');
const IS_OPEN = { outcome: { $exists: false } } as const;

/** Reports in MongoDB. */
export class MongoReportStore implements ReportStore {
  readonly #reports: Collection<ReportDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#reports = nativeCollection(reportModel(connection));
  }

  async file(report: ReportRecord): Promise<ReportRecord> {
    try {
      await this.#reports.insertOne(toReportDocument(report));
      return report;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // What stands there may have expired just now; then nothing is kept of either, as was promised.
      return (await this.find(report.id)) ?? report;
    }
  }

  async find(id: string): Promise<ReportRecord | undefined> {
    const report = await this.#reports.findOne({ _id: id, ...this.#kept() });
    return report === null ? undefined : toReport(report);
  }

  async open(after: ReportPlace | undefined, limit: number): Promise<readonly ReportRecord[]> {
    const place = after === undefined ? {} : { $or: laterThan(after) };
    const reports = await this.#reports
      .find({ ...IS_OPEN, ...this.#kept(), ...place })
      .sort({ rank: 1, at: 1, _id: 1 })
      .limit(Math.max(1, limit))
      .toArray();
    return reports.slice(0, limit).map(toReport);
  }

  countOpen(): Promise<number> {
    return this.#reports.countDocuments({ ...IS_OPEN, ...this.#kept() });
  }

  async decided(before: ReportPlace | undefined, limit: number): Promise<readonly ReportRecord[]> {
    const place = before === undefined ? {} : { $or: olderThan(before) };
    const reports = await this.#reports
      .find({ outcome: { $exists: true }, ...this.#kept(), ...place })
      .sort({ at: -1, _id: -1 })
      .limit(Math.max(1, limit))
      .toArray();
    return reports.slice(0, limit).map(toReport);
  }

  async involving(device: string, limit: number): Promise<readonly ReportRecord[]> {
    const reports = await this.#reports
      .find({ $or: [{ 'reporter.device': device }, { 'reported.device': device }], ...this.#kept() })
      .sort({ at: -1, _id: -1 })
      .limit(Math.max(1, limit))
      .toArray();
    return reports.slice(0, limit).map(toReport);
  }

  async decide(id: string, decision: Decision): Promise<ReportRecord | undefined> {
    const after = await this.#reports.findOneAndUpdate(
      { _id: id, ...IS_OPEN, ...this.#kept() },
      { $set: decisionFields(decision) },
      { returnDocument: 'after' },
    );
    return after === null ? this.find(id) : toReport(after);
  }

  async standing(reporterDevice: string): Promise<Standing> {
    const standing = { upheld: 0, dismissed: 0, openSevere: 0 };
    const reports = this.#reports
      .find({ 'reporter.device': reporterDevice, ...this.#kept() })
      .project<Pick<ReportDocument, 'outcome' | 'rank'>>({ outcome: 1, rank: 1 });
    for await (const { outcome, rank } of reports) {
      if (outcome !== undefined) standing[verdictOf(outcome)] += 1;
      else if (rank === SEVERE) standing.openSevere += 1;
    }
    return standing;
  }

  async holdVotes(): Promise<readonly HoldVote[]> {
    const reports = await this.#reports
      .find({ ...IS_OPEN, rank: SEVERE, ...this.#kept() })
      .project<Pick<ReportDocument, 'reporter' | 'reported' | 'weight'>>({ reporter: 1, reported: 1, weight: 1 })
      .toArray();
    return reports.map(({ reporter, reported, weight }) => ({
      reporterDevice: reporter.device,
      reportedDevice: reported.device,
      weight,
    }));
  }

  #kept(): Filter<ReportDocument> {
    return { expiresAt: { $gt: new Date(this.clock.now()) } };
  }
}

function laterThan({ severity, at, id }: ReportPlace): Filter<ReportDocument>[] {
  const [rank, when] = [rankOf(severity), new Date(at)];
  return [{ rank: { $gt: rank } }, { rank, at: { $gt: when } }, { rank, at: when, _id: { $gt: id } }];
}

function olderThan({ at, id }: ReportPlace): Filter<ReportDocument>[] {
  const when = new Date(at);
  return [{ at: { $lt: when } }, { at: when, _id: { $lt: id } }];
}
