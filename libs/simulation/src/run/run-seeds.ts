import { familyNamed } from '../faults/families';
import { makePlan } from '../faults/plan';
import { mutantNamed } from '../mutants';
import { run } from './run';
import { count, newTally, type Tally } from './tally';

/** Seeds of one family, for one thread. */
export interface SeedRange {
  readonly family: string;
  readonly from: number;
  readonly to: number;
  /** Another number of servers than the family's own, for one that has several. */
  readonly servers?: number;
  /** Name of a mutant whose rules are switched off. */
  readonly mutant?: string;
  /** Stop at the first finding: for mutants, of which one is enough. */
  readonly isFirstEnough?: boolean;
}

/** Runs `from` up to but not including `to`. */
export async function runSeeds(range: SeedRange): Promise<Tally> {
  const family = familyNamed(range.family, range.servers);
  const tally = newTally(range.family);
  const mutation = range.mutant === undefined ? {} : mutantNamed(range.mutant).mutation;
  // A rejection nobody looks at is a fault of the core: it belongs to the run in which it happened.
  const stray: unknown[] = [];
  const onStray = (reason: unknown): void => {
    stray.push(reason);
  };
  process.on('unhandledRejection', onStray);
  try {
    for (let seed = range.from; seed < range.to; seed++) {
      const report = await run(makePlan(seed, family), family, { mutation });
      const crashes = stray
        .splice(0)
        .map((reason) => ({ kind: 'crash' as const, at: report.endedAt, detail: words(reason) }));
      count(tally, { ...report, findings: [...report.findings, ...crashes] });
      if (range.isFirstEnough === true && tally.failed.length > 0) break;
    }
  } finally {
    process.off('unhandledRejection', onStray);
  }
  return tally;
}

function words(reason: unknown): string {
  return `unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`;
}
