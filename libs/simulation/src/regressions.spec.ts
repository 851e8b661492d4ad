import { describe, expect, it } from '@jest/globals';
import { REGRESSIONS } from './regressions';
import { runSeeds } from './run/run-seeds';

describe('seeds that once failed', () => {
  it.each(REGRESSIONS)('$family $seed: $was', async ({ family, seed }) => {
    const tally = await runSeeds({ family, from: seed, to: seed + 1 });
    expect(tally.failed).toEqual([]);
  });
});
