import { parseArgs } from 'node:util';
import { FAMILIES, familyNamed, type Family } from './faults/families';
import { mutantNamed, type Mutant } from './mutants';

export const HELP = `npm run simulate -- [options]
  --seeds N       runs, shared evenly by the families (default 10000); with --mutants: at most so many of each
  --from S        the first seed (default 1)
  --family F      only this family: ${FAMILIES.map(({ name }) => name).join(', ')}
  --servers N     the families of several servers, on so many; with --family or --seed: as many for that one
  --seed S        one run; with --trace it tells everything that happens
  --mutant NAME   with a rule switched off
  --shrink        with --seed: leaves out what the failure does not need
  --mutants       which mutant is caught after how many seeds
  --threads N     default: one for each processor`;

/** What is asked for on the command line. */
export interface Options {
  readonly families: readonly Family[];
  /** Another number of servers than the families' own. */
  readonly servers?: number;
  readonly from: number;
  readonly seeds: number;
  readonly seed?: number;
  readonly mutant?: Mutant;
  readonly threads?: number;
  readonly trace: boolean;
  readonly shrink: boolean;
  readonly mutants: boolean;
  readonly help: boolean;
}

/** A command line that can't be understood; the message says why. */
export class UsageError extends Error {}

/** @throws UsageError for what is not understood: it must not become a run of nothing, which finds nothing */
export function readOptions(args: readonly string[]): Options {
  try {
    return read(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function read(args: readonly string[]): Options {
  const { values } = parseArgs({
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
    args: args.filter((argument) => argument !== '--'),
  });
  const { family, servers, seed, mutant, threads, ...rest } = values;
  const several = servers === undefined ? undefined : whole('servers', servers, 2);
  return {
    ...rest,
    families: chosen(family, several),
    seeds: whole('seeds', rest.seeds, 1),
    from: whole('from', rest.from, 0),
    ...(several !== undefined && { servers: several }),
    ...(seed !== undefined && { seed: whole('seed', seed, 0) }),
    ...(mutant !== undefined && { mutant: mutantNamed(mutant) }),
    ...(threads !== undefined && { threads: whole('threads', threads, 1) }),
  };
}

/** The family that is named; otherwise all, or all that have several servers where their number is given. */
function chosen(name: string | undefined, servers: number | undefined): readonly Family[] {
  if (name === undefined) {
    const fitting = servers === undefined ? FAMILIES : FAMILIES.filter((family) => family.servers > 1);
    return fitting.map((family) => familyNamed(family.name, servers));
  }
  const family = familyNamed(name, servers);
  if (servers !== undefined && family.servers === 1) throw new Error(`the family ${name} has one server`);
  return [family];
}

function whole(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= min) return value;
  throw new Error(`--${name} takes a whole number from ${String(min)}, not "${text}"`);
}
