import { parseArgs } from 'node:util';
import { FAMILIES, familyNamed, type Family } from './faults/families';
import { makePlan } from './faults/plan';
import { MUTANTS } from './mutants';
import { FINDING_KINDS } from './oracle/finding';
import { Pool } from './run/pool';
import { run } from './run/run';
import type { SeedRange } from './run/run-seeds';
import { shrink } from './run/shrink';
import { failures, type Tally } from './run/tally';
import { table } from './table';

const HELP = `npm run simulate -- [options]
  --seeds N       runs, shared evenly by the families (default 10000); with --mutants: at most so many of each
  --from S        the first seed (default 1)
  --family F      only this family: ${FAMILIES.map(({ name }) => name).join(', ')}
  --servers N     the families of several servers, on so many; with --family or --seed: as many for that one
  --seed S        one run; with --trace it tells everything that happens
  --mutant NAME   with a rule switched off
  --shrink        with --seed: leaves out what the failure does not need
  --mutants       which mutant is caught after how many seeds
  --threads N     default: one for each processor`;

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    family: { type: 'string' },
    servers: { type: 'string' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    threads: { type: 'string' },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  // `pnpm run simulate -- --seeds 5` passes the dashes on.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
});

const servers = options.servers === undefined ? undefined : Number(options.servers);
const families = chosen().map(({ name }) => familyNamed(name, servers));
const from = Number(options.from);
const seeds = Number(options.seeds);

if (options.help) console.log(HELP);
else if (options.seed !== undefined) await one(Number(options.seed));
else if (options.mutants) await mutants();
else await all();

async function one(seed: number): Promise<void> {
  for (const family of families) {
    const mutation = MUTANTS.find(({ name }) => name === options.mutant)?.mutation ?? {};
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
  console.log(
    `\nseed ${String(seed)} of ${family}: npm run simulate -- --family ${family}${on} --seed ${String(seed)} --trace`,
  );
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
  return new Pool(script, options.threads === undefined ? {} : { threads: Number(options.threads) });
}

/** What holds for every family of this call. */
function ofAll(): Pick<SeedRange, 'mutant' | 'servers'> {
  return {
    ...(options.mutant === undefined ? {} : { mutant: options.mutant }),
    ...(servers === undefined ? {} : { servers }),
  };
}

/** The family that is named; otherwise all, or all that have several servers where their number is given. */
function chosen(): readonly Family[] {
  if (options.family !== undefined) return [familyNamed(options.family)];
  return servers === undefined ? FAMILIES : FAMILIES.filter((family) => family.servers > 1);
}

function progress({ family, runs, failed }: Tally): void {
  if (!process.stdout.isTTY && runs % 1_000 !== 0) return;
  const end = process.stdout.isTTY ? '\r' : '\n';
  process.stdout.write(`${family}: ${String(runs)} runs, ${String(failed.length)} failed${end}`);
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1_000).toFixed(1);
}
