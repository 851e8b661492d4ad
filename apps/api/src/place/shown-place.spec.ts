import { describe, expect, it } from '@jest/globals';
import { isSamePlace, shownPlace } from './shown-place.js';

describe('shownPlace', () => {
  it('is what is known of it, and nothing empty', () => {
    expect(shownPlace({ country: 'PT' }, { is: 'shown', utcOffsetMinutes: 0 })).toEqual({
      country: 'PT',
      utcOffsetMinutes: 0,
    });
    expect(shownPlace({ country: 'PT', region: 'Lisboa' }, { is: 'shown' })).toEqual({
      country: 'PT',
      region: 'Lisboa',
    });
    expect(shownPlace(undefined, { is: 'shown', utcOffsetMinutes: -60 })).toEqual({ utcOffsetMinutes: -60 });
    expect(shownPlace(undefined, { is: 'shown' })).toBeUndefined();
  });

  it('I10: is nothing where it is hidden', () => {
    expect(shownPlace({ country: 'PT' }, { is: 'hidden' })).toBeUndefined();
  });
});

describe('isSamePlace', () => {
  it('tells a change from a repetition', () => {
    expect(isSamePlace(undefined, undefined)).toBe(true);
    expect(isSamePlace({ country: 'PT' }, { country: 'PT' })).toBe(true);
    expect(isSamePlace({ country: 'PT' }, undefined)).toBe(false);
    expect(isSamePlace({ country: 'PT' }, { country: 'PT', region: 'Lisboa' })).toBe(false);
    expect(isSamePlace({ utcOffsetMinutes: 0 }, {})).toBe(false);
  });
});
