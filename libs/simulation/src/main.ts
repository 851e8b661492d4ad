import { makePlan } from './faults/plan';
import { MUTANTS } from './mutants';
import { FINDING_KINDS } from './oracle/finding';
import { HELP, UsageError, readOptions, type Options } from './options';
import { Pool } from './run/pool';
import { run } from './run/run';
import type { SeedRange } from './run/run-seeds';
import { shrink } from './run/shrink';
import { failures, type Tally } from './run/tally';
import { table } from './table';

const options = understood(process.argv.slice(2));
const { families, servers, from, seeds, mutant } = options;

if (options.help) console.log(HELP);
else if (options.seed !== undefined) await one(options.seed);
else if (options.mutants) await mutants();
else await all();

function understood(args: readonly string[]): Options {
  try {
    return readOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.log(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

async function one(seed: number): Promise<void> {
  for (const family of families) {
    const mutation = mutant?.mutation ?? {};
    const whole = makePlan(seed, family);
    const plan = options.shrink ? await shrink(whole, family, mutation) : whole;
    const trace = options.trace ? { trace: (line: string) => void console.log(line) } : {};
    const report = await run(plan, family, { mutation, ...trace });
    if (options.shrink) console.log(`${String(plan.items.length)} of ${String(whole.items.length)} items are left`);
    console.log(JSON.stringify(report, undefined, 2));
    if (report.findings.length > 0) process.exitCode = 1;
  }
}

async function all(): Promise<void> {
  const pool = newPool();
  const tallies: Tally[] = [];
  const started = performance.now();
  const to = from + Math.ceil(seeds / families.length);
  for (const { name } of families) tallies.push(await pool.run({ family: name, from, to, ...ofAll() }, progress));
  await pool.close();
  console.log(`\n${table(rows(tallies))}`);
  console.log(`seeds ${String(from)} to ${String(to - 1)} of each, ${seconds(started)} s`);
  for (const { family, failed } of tallies) for (const each of failed) printFailed(family, each.seed, each.findings);
  if (tallies.some((tally) => failures(tally) > 0)) process.exitCode = 1;
}

function rows(tallies: readonly Tally[]): readonly (readonly string[])[] {
  const head = ['family', 'runs', 'texts', 'told', 'liked', 'rooms', 'faults', ...FINDING_KINDS];
  const body = tallies.map(({ family, runs, texts, told, likes, rooms, faults, found }) => [
    family,
    ...[runs, texts, told, likes, rooms, faults, ...FINDING_KINDS.map((kind) => found[kind])].map(String),
  ]);
  return [head, ...body];
}

function printFailed(family: string, seed: number, findings: readonly string[]): void {
  const on = servers === undefined ? '' : ` --servers ${String(servers)}`;
  const without = mutant === undefined ? '' : ` --mutant "${mutant.name}"`;
  const again = `npm run simulate -- --family ${family}${on}${without} --seed ${String(seed)} --trace`;
  console.log(`\nseed ${String(seed)} of ${family}: ${again}`);
  for (const finding of findings) console.log(`  ${finding}`);
}

async function mutants(): Promise<void> {
  const pool = newPool();
  const lines: string[][] = [['mutant', 'family', 'caught after', 'as']];
  for (const { name, family, from: itsFrom = from } of MUTANTS) {
    const range = { from: itsFrom, to: itsFrom + seeds };
    const tally = await pool.run({ family, ...range, mutant: name, isFirstEnough: true }, progress);
    const kinds = FINDING_KINDS.filter((kind) => tally.found[kind] > 0).join(', ');
    const [first] = tally.failed;
    lines.push([name, family, first === undefined ? 'NOT CAUGHT' : `${String(first.seed - itsFrom + 1)} seeds`, kinds]);
    if (first === undefined) process.exitCode = 1;
  }
  await pool.close();
  console.log(`\n${table(lines)}`);
}

function newPool(): Pool {
  const script = new URL('./worker.js', import.meta.url);
  return new Pool(script, options.threads === undefined ? {} : { threads: options.threads });
}

/** What holds for every family of this call. */
function ofAll(): Pick<SeedRange, 'mutant' | 'servers'> {
  return {
    ...(mutant === undefined ? {} : { mutant: mutant.name }),
    ...(servers === undefined ? {} : { servers }),
  };
}

function progress({ family, runs, failed }: Tally): void {
  if (!process.stdout.isTTY && runs % 1_000 !== 0) return;
  const end = process.stdout.isTTY ? '\r' : '\n';
  process.stdout.write(`${family}: ${String(runs)} runs, ${String(failed.length)} failed${end}`);
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1_000).toFixed(1);
}
