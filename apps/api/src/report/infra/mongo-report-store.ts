import type { Collection, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import type { Decision, HoldVote, ReportPlace, ReportRecord, ReportStore, Standing } from '../report-store.port.js';
import { decisionFields, toReport, toReportDocument } from './report-document.js';
import { reportModel, type ReportDocument } from './report.schema.js';

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
      .sort({ severe: -1, at: 1, _id: 1 })
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
      .project<Pick<ReportDocument, 'outcome' | 'severe'>>({ outcome: 1, severe: 1 });
    for await (const { outcome, severe } of reports) {
      if (outcome !== undefined) standing[outcome] += 1;
      else if (severe) standing.openSevere += 1;
    }
    return standing;
  }

  async holdVotes(): Promise<readonly HoldVote[]> {
    const reports = await this.#reports
      .find({ ...IS_OPEN, severe: true, ...this.#kept() })
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

function laterThan({ isSevere, at, id }: ReportPlace): Filter<ReportDocument>[] {
  const when = new Date(at);
  return [
    { severe: isSevere, at: { $gt: when } },
    { severe: isSevere, at: when, _id: { $gt: id } },
    ...(isSevere ? [{ severe: false }] : []),
  ];
}
