import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAMILIES } from './faults/families';
import type { Pool } from './run/pool';
import { failures } from './run/tally';
import { simulationPool } from './testing/simulation-pool';

/** Runs of all families together; SIMULATION_RUNS raises them, SIMULATION_FROM moves the first seed. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 10_000);
const FROM = Number(process.env['SIMULATION_FROM'] ?? 1);
/** A run on several servers takes twice as long as one on one. */
const SHARES = FAMILIES.map(({ name, servers }) => ({ name, share: servers > 1 ? 1 : 2 }));
const ONE_SHARE = RUNS / SHARES.reduce((sum, { share }) => sum + share, 0);
const RUNS_OF = SHARES.map(({ name, share }) => ({ family: name, each: Math.ceil(share * ONE_SHARE) }));
const LONG_MS = 600_000 + RUNS * 50;

/** Texts that a run tells as sent, on average at least: where hardly anything is said, little is proven. */
const TOLD_A_RUN = 8;
/** Most faults there take back something of a text on its way. */
const TOLD_A_RUN_OF_MOVES = 6;

describe('the log under faults', () => {
  let pool: Pool;

  beforeAll(async () => {
    pool = await simulationPool();
  });

  afterAll(async () => {
    await pool.close();
  });

  it.each(RUNS_OF)(
    `nothing lost, doubled, reordered or silent: $family, $each seeds from ${String(FROM)}`,
    async ({ family, each }) => {
      const tally = await pool.run({ family, from: FROM, to: FROM + each });
      const replays = tally.failed.map(
        ({ seed, findings }) =>
          `npm run simulate -- --family ${family} --seed ${String(seed)} --trace: ${findings.join('; ')}`,
      );
      expect(replays).toEqual([]);
      expect(failures(tally)).toBe(0);
      expect(tally.runs).toBe(each);
      expect(tally.told).toBeGreaterThan(each * (family === 'moves' ? TOLD_A_RUN_OF_MOVES : TOLD_A_RUN));
    },
    LONG_MS,
  );
});
