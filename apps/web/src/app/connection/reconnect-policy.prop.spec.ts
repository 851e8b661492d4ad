import { WAY_BACK_MS } from '@hearken/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_RECONNECT_POLICY, RETRY_MAX_MS, RETRY_MAX_WITH_PLACE_MS, RETRY_MIN_MS } from './reconnect-policy';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the reconnect policy', () => {
  it('tries at once first', () => {
    expect(DEFAULT_RECONNECT_POLICY.nextDelay({ attempt: 0, holdsPlace: false, random: 0.9 })).toBe(0);
  });

  it('waits 200 ms to 2 s after that, at most 1 s with something at stake, and never gives up (I6)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.boolean(), chance, (attempt, holdsPlace, random) => {
        const delay = DEFAULT_RECONNECT_POLICY.nextDelay({ attempt, holdsPlace, random });
        expect(delay).toBeGreaterThanOrEqual(RETRY_MIN_MS);
        expect(delay).toBeLessThanOrEqual(holdsPlace ? RETRY_MAX_WITH_PLACE_MS : RETRY_MAX_MS);
      }),
    );
  });

  it('leaves time to connect and register within the way back', () => {
    expect(RETRY_MAX_WITH_PLACE_MS).toBeLessThan(WAY_BACK_MS);
  });

  it('spreads people over the whole wait', () => {
    const waits = [0, 0.25, 0.5, 0.75].map((random) =>
      DEFAULT_RECONNECT_POLICY.nextDelay({ attempt: 8, holdsPlace: false, random }),
    );
    expect(waits).toEqual([200, 650, 1_100, 1_550]);
  });
});
