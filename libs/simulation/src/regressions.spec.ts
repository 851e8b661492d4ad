import { describe, expect, it } from '@jest/globals';
import { REGRESSIONS } from './regressions';
import { runSeeds } from './run/run-seeds';

describe('seeds that once failed', () => {
  it.each(REGRESSIONS)('$family $seed: $was', async ({ seed, was: _, ...of }) => {
    const tally = await runSeeds({ ...of, from: seed, to: seed + 1 });
    expect(tally.failed).toEqual([]);
  });
});
