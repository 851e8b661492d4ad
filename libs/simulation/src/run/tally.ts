import { FINDING_KINDS, type FindingKind } from '../oracle/finding';
import type { RunReport } from './run';

/** A seed in which something was found. */
export interface FailedSeed {
  readonly seed: number;
  readonly family: string;
  /** The first few findings. */
  readonly findings: readonly string[];
}

/** What many runs of one family showed. */
export interface Tally {
  readonly family: string;
  runs: number;
  texts: number;
  told: number;
  likes: number;
  rooms: number;
  faults: number;
  events: number;
  virtualMs: number;
  /** Runs in which each kind was found. */
  readonly found: Record<FindingKind, number>;
  readonly failed: FailedSeed[];
}

/** Failed seeds kept for each family: enough to see what is wrong. */
const KEPT_SEEDS = 12;
const KEPT_FINDINGS = 4;

export function newTally(family: string): Tally {
  const found = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as Record<FindingKind, number>;
  return {
    family,
    runs: 0,
    texts: 0,
    told: 0,
    likes: 0,
    rooms: 0,
    faults: 0,
    events: 0,
    virtualMs: 0,
    found,
    failed: [],
  };
}

/** Adds one run. */
export function count(tally: Tally, report: RunReport): void {
  tally.runs++;
  tally.texts += report.texts;
  tally.told += report.told;
  tally.likes += report.likes;
  tally.rooms += report.rooms;
  tally.faults += report.faults;
  tally.events += report.events;
  tally.virtualMs += report.endedAt;
  for (const kind of new Set(report.findings.map((finding) => finding.kind))) tally.found[kind]++;
  if (report.findings.length === 0 || tally.failed.length >= KEPT_SEEDS) return;
  const findings = report.findings
    .slice(0, KEPT_FINDINGS)
    .map(({ kind, at, detail }) => `${kind} at ${(at / 1_000).toFixed(3)} s: ${detail}`);
  tally.failed.push({ seed: report.seed, family: report.family, findings });
}

/** Adds what another thread counted. */
export function addTally(sum: Tally, part: Tally): void {
  sum.runs += part.runs;
  sum.texts += part.texts;
  sum.told += part.told;
  sum.likes += part.likes;
  sum.rooms += part.rooms;
  sum.faults += part.faults;
  sum.events += part.events;
  sum.virtualMs += part.virtualMs;
  for (const kind of FINDING_KINDS) sum.found[kind] += part.found[kind];
  sum.failed.push(...part.failed);
  sum.failed.sort((left, right) => left.seed - right.seed).splice(KEPT_SEEDS);
}

/** Runs with any finding. */
export function failures(tally: Tally): number {
  return Math.max(tally.failed.length, ...Object.values(tally.found));
}
