import { describe, expect, it } from '@jest/globals';
import { APP_PLACEHOLDER } from '@web/conversation/placeholder';

describe('simulation toolchain', () => {
  it('sees the sources of the web', () => {
    expect(APP_PLACEHOLDER).toBe('placeholder');
  });
});
