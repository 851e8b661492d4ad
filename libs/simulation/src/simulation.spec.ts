import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAMILIES } from './faults/families';
import type { Pool } from './run/pool';
import { failures } from './run/tally';
import { simulationPool } from './testing/simulation-pool';

/** Runs of all families together; SIMULATION_RUNS raises them, SIMULATION_FROM moves the first seed. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 10_400);
const FROM = Number(process.env['SIMULATION_FROM'] ?? 1);
const EACH = Math.ceil(RUNS / FAMILIES.length);
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

  it.each(FAMILIES.map(({ name }) => name))(
    `nothing lost, doubled, reordered or silent: %s, ${String(EACH)} seeds from ${String(FROM)}`,
    async (family) => {
      const tally = await pool.run({ family, from: FROM, to: FROM + EACH });
      const replays = tally.failed.map(
        ({ seed, findings }) =>
          `npm run simulate -- --family ${family} --seed ${String(seed)} --trace: ${findings.join('; ')}`,
      );
      expect(replays).toEqual([]);
      expect(failures(tally)).toBe(0);
      expect(tally.runs).toBe(EACH);
      expect(tally.told).toBeGreaterThan(EACH * (family === 'moves' ? TOLD_A_RUN_OF_MOVES : TOLD_A_RUN));
    },
    LONG_MS,
  );
});
