#!/usr/bin/env node
import { CONFORMANCE_CASES } from './index.js';
import { runConformance } from './run-conformance.js';
import type { CaseResult } from './run-case.js';

const USAGE = `Checks over the wire what PROTOCOL.md promises.

  node cli.js <address> [--only <part of a name>] [--concurrency <n>] [--list]

The server must be on this machine (http://127.0.0.1:3000), with the default limits, and used by nobody else meanwhile.
A line for each case; ends with 1 when one failed, with 2 when it could not run.`;

/** Exit code. */
async function main(args: readonly string[]): Promise<number> {
  const option = (name: string): string | undefined => {
    const index = args.indexOf(name);
    return index === -1 ? undefined : args[index + 1];
  };
  const only = option('--only') ?? '';
  const cases = CONFORMANCE_CASES.filter(({ name, invariant }) => `${name} (${invariant})`.includes(only));
  if (args.includes('--list')) {
    for (const { name, invariant } of cases) console.log(`${name} (${invariant})`);
    return 0;
  }
  const [address] = args;
  if (address === undefined || address.startsWith('--') || cases.length === 0) {
    console.error(USAGE);
    return 2;
  }
  const startedAt = Date.now();
  const concurrency = Number(option('--concurrency') ?? 16);
  const results = await runConformance({
    address,
    cases,
    concurrency,
    onResult: (result) => console.log(line(result)),
  });
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  console.log(`\n${String(results.length - failed)} of ${String(results.length)} promises kept, in ${seconds} s`);
  return failed === 0 ? 0 : 1;
}

function line({ name, invariant, tookMs, failure }: CaseResult): string {
  const text = `${failure === undefined ? 'ok    ' : 'FAILED'} ${name} (${invariant}, ${String(tookMs)} ms)`;
  return failure === undefined ? text : `${text}\n       ${failure.message}`;
}

const exitCode = await main(process.argv.slice(2)).catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  return 2;
});
// A case that failed may have left something waiting.
process.exit(exitCode);
