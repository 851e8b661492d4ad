import { describe, expect, it } from '@jest/globals';
import { Reach } from './reach';

describe('Reach', () => {
  it('counts an outage from the last time somebody was there long enough to come back', () => {
    const reach = new Reach();
    reach.note(100, true);
    reach.note(10_000, false);
    reach.note(14_000, true);
    reach.note(14_500, false);
    expect(reach.outageBefore(20_000)).toBe(10_000);
  });

  it('sees no outage where somebody is there', () => {
    const reach = new Reach();
    reach.note(100, true);
    reach.note(5_000, false);
    reach.note(6_000, true);
    expect(reach.outageBefore(20_000)).toBe(20_000);
    expect(reach.isReachableThroughout(7_000, 20_000)).toBe(true);
    expect(reach.isReachableThroughout(5_500, 20_000)).toBe(false);
    expect(reach.isAwayThroughout(5_000, 5_999)).toBe(true);
  });
});
