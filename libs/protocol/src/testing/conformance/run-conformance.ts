import type { ConformanceCase } from './conformance-case.js';
import { Permits } from './permits.js';
import { runCase, type CaseResult } from './run-case.js';
import { ServerUnderTest } from './server-under-test.js';

/** Enough for the cases that mostly wait; few enough to leave the server in peace. */
const DEFAULT_CONCURRENCY = 16;

export interface ConformanceOptions {
  /** Of a server on this machine that nobody else uses meanwhile, such as `http://127.0.0.1:3000`. */
  readonly address: string;
  readonly cases: readonly ConformanceCase[];
  /** How many cases at a time. Default 16. */
  readonly concurrency?: number;
  /** Told of each case when it is over. */
  readonly onResult?: (result: CaseResult) => void;
}

/** Runs cases against a server. Never throws for what the server does; the results stand in the cases' order. */
export function runConformance(options: ConformanceOptions): Promise<readonly CaseResult[]> {
  const server = new ServerUnderTest(options.address);
  const permits = new Permits(options.concurrency ?? DEFAULT_CONCURRENCY);
  // The longest first: they decide when the run is over.
  const byLength = options.cases.toSorted((left, right) => (right.limitMs ?? 0) - (left.limitMs ?? 0));
  const running = new Map(
    byLength.map((one) => [
      one,
      permits.with(async () => {
        await server.mayBegin();
        const result = await runCase(server, one);
        options.onResult?.(result);
        return result;
      }),
    ]),
  );
  return Promise.all(options.cases.flatMap((one) => running.get(one) ?? []));
}
