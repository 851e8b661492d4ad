import { describe, expect, it } from '@jest/globals';
import { isUtcOffset } from './place.js';

describe('isUtcOffset', () => {
  it('takes the clocks there are: Baker Island, Newfoundland, UTC, Nepal, the Chathams, Kiritimati', () => {
    for (const minutes of [-720, -150, 0, 345, 765, 840]) expect(isUtcOffset(minutes)).toBe(true);
  });

  it('takes no others', () => {
    for (const minutes of [-735, 855, 1, 7.5, NaN, Infinity, '60', null, undefined, [60], true]) {
      expect(isUtcOffset(minutes)).toBe(false);
    }
  });
});
