import { describe, expect, it } from '@jest/globals';
import { APP_PLACEHOLDER } from './placeholder';

describe('pure class toolchain', () => {
  it('runs without Angular', () => {
    expect(APP_PLACEHOLDER).toBe('placeholder');
  });
});
