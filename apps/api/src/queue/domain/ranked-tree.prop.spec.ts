import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RankedTree } from './ranked-tree.js';

const ascending = (left: number, right: number): number => left - right;

describe('RankedTree', () => {
  it('is a sorted set with ranks, whatever is inserted and deleted', () => {
    const step = fc.record({ deletes: fc.boolean(), item: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const tree = new RankedTree(ascending);
        const model = new Set<number>();
        for (const { deletes, item } of steps) {
          if (deletes) {
            tree.delete(item);
            model.delete(item);
          } else {
            tree.insert(item);
            model.add(item);
          }
          const sorted = [...model].sort(ascending);
          expect([...tree]).toEqual(sorted);
          expect(tree.size).toBe(sorted.length);
          expect(tree.first()).toBe(sorted[0]);
          expect(tree.rank(item)).toBe(sorted.filter((other) => other < item).length);
        }
      }),
    );
  });

  it.each([
    ['ascending', (at: number) => at],
    ['descending', (at: number) => -at],
    ['from both ends', (at: number) => (at % 2 === 0 ? at : -at)],
  ])('compares O(log n) times when filled %s', (_, itemAt) => {
    let compared = 0;
    const tree = new RankedTree<number>((left, right) => {
      compared += 1;
      return left - right;
    });
    const n = 1 << 15;
    for (let at = 0; at < n; at += 1) tree.insert(itemAt(at));
    compared = 0;
    for (let at = 0; at < n; at += 1) tree.rank(itemAt(at));
    expect(compared / n).toBeLessThan(2 * 15);
    compared = 0;
    for (let at = 0; at < n; at += 2) tree.delete(itemAt(at));
    expect(compared / (n / 2)).toBeLessThan(2 * 15);
    expect(tree.size).toBe(n / 2);
  });
});
