import { FINDING_KINDS, type FindingKind } from '../oracle/finding';
import type { RunReport } from './run';

/** A seed in which something was found. */
export interface FailedSeed {
  readonly seed: number;
  readonly family: string;
  /** The first few findings. */
  readonly findings: readonly string[];
}

/** What a report and the sum of many both count. */
const REPORTED = ['texts', 'told', 'likes', 'rooms', 'faults', 'events'] as const;
const TOTALS = ['runs', ...REPORTED, 'virtualMs'] as const;

/** What many runs of one family showed. */
export interface Tally extends Record<(typeof TOTALS)[number], number> {
  readonly family: string;
  /** Runs in which each kind was found. */
  readonly found: Record<FindingKind, number>;
  readonly failed: FailedSeed[];
}

/** Failed seeds kept for each family: enough to see what is wrong. */
const KEPT_SEEDS = 12;
const KEPT_FINDINGS = 4;

export function newTally(family: string): Tally {
  return { family, ...zeroes(TOTALS), found: zeroes(FINDING_KINDS), failed: [] };
}

function zeroes<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

/** Adds one run. */
export function count(tally: Tally, report: RunReport): void {
  tally.runs++;
  for (const total of REPORTED) tally[total] += report[total];
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
  for (const total of TOTALS) sum[total] += part[total];
  for (const kind of FINDING_KINDS) sum.found[kind] += part.found[kind];
  sum.failed.push(...part.failed);
  sum.failed.sort((left, right) => left.seed - right.seed).splice(KEPT_SEEDS);
}

/** Runs with any finding. */
export function failures(tally: Tally): number {
  return Math.max(tally.failed.length, ...Object.values(tally.found));
}
