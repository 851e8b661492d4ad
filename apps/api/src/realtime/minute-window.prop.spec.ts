import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MinuteWindow } from './minute-window.js';

const steps = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 40_000 }), count: fc.integer({ min: 1, max: 40 }) }),
  { maxLength: 60 },
);

// A failing property prints its seed and the smallest counterexample.
describe('MinuteWindow', () => {
  it('never lets more than its maximum through within any 59 s, and always says when to come back', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 120 }), (moves, max) => {
        let now = Date.UTC(2030, 0, 1);
        const window = new MinuteWindow(max, now);
        const taken: { readonly at: number; readonly count: number }[] = [];
        for (const { after, count: asked } of moves) {
          now += after;
          const count = Math.min(asked, max);
          const wait = window.waitFor(count, now);
          expect(wait).toBeLessThanOrEqual(60_000);
          if (wait > 0) {
            // Just before it is too early: the wait is never longer than it has to be by more than the grain.
            expect(window.waitFor(count, now)).toBe(wait);
            now += wait;
            expect(window.waitFor(count, now)).toBe(0);
          }
          window.take(count, now);
          taken.push({ at: now, count });
          const recent = taken.filter(({ at }) => at > now - 59_000).reduce((sum, each) => sum + each.count, 0);
          expect(recent).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('forgets after a minute', () => {
    const window = new MinuteWindow(3, 0);
    window.take(3, 500);
    expect(window.waitFor(1, 500)).toBe(59_500);
    expect(window.count(59_999)).toBe(3);
    expect(window.count(60_000)).toBe(0);
    window.take(2, 10_000_000);
    expect(window.count(10_000_000)).toBe(2);
    expect(window.count(9_000_000)).toBe(2);
  });
});
