import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MUTANTS } from './mutants';
import type { Pool } from './run/pool';
import { simulationPool } from './testing/simulation-pool';

const LONG_MS = 300_000;

describe('a rule left out is noticed', () => {
  let pool: Pool;

  beforeAll(async () => {
    pool = await simulationPool();
  });

  afterAll(async () => {
    await pool.close();
  });

  it.each(MUTANTS)(
    '$name, within $within seeds of $family',
    async ({ name, family, from = 1, within }) => {
      const tally = await pool.run({ family, from, to: from + within, mutant: name, isFirstEnough: true });
      expect(tally.failed.length).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});
