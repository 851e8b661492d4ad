import type { ConformanceCase } from './conformance-case.js';
import { runConformance } from './run-conformance.js';
import type { CaseResult } from './run-case.js';

/** What the tests need of a framework: Jest, Vitest and node:test all have it. */
export interface TestFramework {
  beforeAll(action: () => void): void;
  it(name: string, test: () => Promise<void>, timeoutMs: number): void;
}

/** The whole run, a slow machine included, ms. */
const RUN_LIMIT_MS = 300_000;

/**
 * Declares one test for each case. All cases run at the same time, from the first test on, as many of them wait for
 * tens of seconds; each test waits for its own.
 *
 * @param address asked when the run starts, in `beforeAll`: the server is up by then
 */
export function defineConformanceTests(
  { beforeAll, it }: TestFramework,
  cases: readonly ConformanceCase[],
  address: () => string,
): void {
  const results = new Map(cases.map((one) => [one.name, Promise.withResolvers<CaseResult>()]));
  beforeAll(() => {
    const onResult = (result: CaseResult): void => results.get(result.name)?.resolve(result);
    runConformance({ address: address(), cases, onResult }).catch((cause: unknown) => {
      for (const { reject } of results.values()) reject(cause);
    });
  });
  for (const { name, invariant } of cases) {
    const test = async (): Promise<void> => {
      const result = await results.get(name)?.promise;
      if (result?.failure !== undefined) throw result.failure;
    };
    it(`${name} (${invariant})`, test, RUN_LIMIT_MS);
  }
}
