import { describe, expect, it } from '@jest/globals';
import type { HoldVote } from '../report-store.port.js';
import { heldDevices, OPEN_SEVERE_MAX, weightOf } from './weight.js';

const vote = (reporterDevice: string, reportedDevice: string, weight: number): HoldVote => ({
  reporterDevice,
  reportedDevice,
  weight,
});

describe('the weight of a report', () => {
  it('believes somebody new, and who was right at least as often as wrong', () => {
    expect(weightOf({ upheld: 0, dismissed: 0, openSevere: 0 })).toBe(1);
    expect(weightOf({ upheld: 2, dismissed: 2, openSevere: 0 })).toBe(1);
    expect(weightOf({ upheld: 9, dismissed: 0, openSevere: 0 })).toBe(1);
  });

  it('believes less and less whoever was wrong', () => {
    const weights = [1, 2, 3].map((dismissed) => weightOf({ upheld: 0, dismissed, openSevere: 0 }));
    expect(weights).toEqual([1 / 3, 1 / 5, 1 / 7]);
  });

  it('leaves nobody held alone by who reports faster than can be read', () => {
    expect(weightOf({ upheld: 0, dismissed: 0, openSevere: OPEN_SEVERE_MAX - 1 })).toBe(1);
    expect(weightOf({ upheld: 0, dismissed: 0, openSevere: OPEN_SEVERE_MAX })).toBe(0.5);
  });
});

describe('the devices that are held', () => {
  it('are those of whom one who is believed has said so, or several who are half believed', () => {
    const votes = [vote('alice', 'mallory', 1), vote('bob', 'carol', 0.5), vote('dave', 'carol', 0.5)];
    expect(heldDevices(votes)).toEqual(new Set(['mallory', 'carol']));
  });

  it('are not more held by more reports of one device', () => {
    expect(heldDevices([vote('bob', 'carol', 0.5), vote('bob', 'carol', 0.5), vote('bob', 'carol', 0.4)])).toEqual(
      new Set(),
    );
  });
});
