import { loadPool } from './load-pool.ts';
import { MAX_NAIVE, measureNaive, measurePool } from './scenarios/matcher.ts';

/**
 * `node src/matcher.ts`: what joining, a position and a pairing cost with so many people waiting, in the matcher of one
 * process and in a plain array that is scanned, beside each other in the same run. Needs the built api.
 */
const SIZES = [100, 1_000, 10_000, 100_000];

const Pool = await loadPool();
// Compiled by then: the first size is not to pay for it.
measurePool(Pool, 10_000);
measureNaive(1_000);
const rows = SIZES.map((size) => {
  const pool = measurePool(Pool, size);
  const naive = size <= MAX_NAIVE ? measureNaive(size) : undefined;
  return { size, pool, naive };
});
const [, thousand] = rows;
console.table(
  rows.map(({ size, pool, naive }) => ({
    waiting: size.toLocaleString('en'),
    'join us': pool.joinUs.toFixed(1),
    'position us': pool.positionUs.toFixed(2),
    'pairing us': pool.pairingUs.toFixed(1),
    'of 1,000': `${(pool.pairingUs / (thousand?.pool.pairingUs ?? NaN)).toFixed(2)}x`,
    'array position us': naive?.positionUs.toFixed(2) ?? '-',
    'array pairing us': naive?.pairingUs.toFixed(1) ?? '-',
    'array : pool': naive === undefined ? '-' : `${(naive.pairingUs / pool.pairingUs).toFixed(1)}x`,
  })),
);
