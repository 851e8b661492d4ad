import type { BanView, LiveFigures, Overview, ReportSummary, ReportView, Settings } from '@hearken/protocol';

/** Figures of a quiet server. */
export function someFigures(change: Partial<LiveFigures> = {}): LiveFigures {
  return {
    at: 1_000_000,
    connections: 7,
    online: 6,
    rooms: 2,
    roles: {
      vent: { waiting: 1, online: 3, talking: 2, medianWaitMs: 4_000 },
      listen: { waiting: 0, online: 2, talking: 2 },
      talk: { waiting: 0, online: 1, talking: 0 },
    },
    entriesPerSecond: 1.5,
    requestsPerSecond: 12,
    refusalsPerSecond: 0,
    faultsPerSecond: 0,
    eventLoopLagMs: 3.2,
    openReports: 0,
    openAppeals: 0,
    queue: 'open',
    ...change,
  };
}

export function anOverview(change: Partial<Overview> = {}): Overview {
  return {
    version: '0.1.0',
    startedAt: 0,
    persistence: 'mongodb',
    now: someFigures(),
    days: [
      { day: '2026-11-20', ended: 8, thanked: 6 },
      { day: '2026-11-21', ended: 0, thanked: 0 },
    ],
    history: [someFigures({ at: 990_000 }), someFigures({ at: 995_000 })],
    ...change,
  };
}

export function aReport(change: Partial<ReportSummary> = {}): ReportSummary {
  return {
    id: '01HZZZZZZZZZZZZZZZZZZZZZZR',
    at: 900_000,
    reason: 'threat',
    severity: 'severe',
    state: 'open',
    reportedId: 'reportedreportedreport',
    isHeld: true,
    weight: 0.5,
    others: 2,
    ...change,
  };
}

export function aReportView(change: Partial<ReportView> = {}): ReportView {
  return {
    ...aReport(),
    note: 'This frightened me.',
    roomId: '01HZZZZZZZZZZZZZZZZZZZZZZM',
    snapshot: {
      isVerified: true,
      entries: [
        { by: 'reporter', at: 890_000, text: 'hello' },
        { by: 'reported', at: 891_000, text: '<b>I know where you live</b>' },
      ],
    },
    history: { reports: [], bans: [], warnings: 1 },
    ...change,
  };
}

export function aBan(change: Partial<BanView> = {}): BanView {
  return {
    id: '01HZZZZZZZZZZZZZZZZZZZZZZB',
    at: 800_000,
    by: 'olga',
    reason: 'You threatened somebody.',
    expiresAt: 90_000_000,
    state: 'active',
    ...change,
  };
}

export function someSettings(change: Partial<Settings> = {}): Settings {
  return {
    revision: 3,
    queue: 'open',
    limits: { textsPerSecond: 2, textsBurst: 10, textsPerMinute: 60, peopleMax: 5_000 },
    guidelinesVersion: 1,
    changedAt: 700_000,
    changedBy: 'olga',
    ...change,
  };
}
