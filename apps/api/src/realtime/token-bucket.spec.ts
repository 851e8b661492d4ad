import { describe, expect, it } from '@jest/globals';
import { TokenBucket } from './token-bucket.js';

const NOW = 1_000_000;

describe('TokenBucket', () => {
  it('gives its whole capacity at once, then its rate', () => {
    const bucket = new TokenBucket(20, 5, NOW);
    for (let count = 0; count < 20; count += 1) {
      expect(bucket.waitFor(1, NOW)).toBe(0);
      bucket.take(1, NOW);
    }
    expect(bucket.waitFor(1, NOW)).toBe(200);
    expect(bucket.waitFor(3, NOW)).toBe(600);
    expect(bucket.waitFor(1, NOW + 199)).toBeGreaterThan(0);
    expect(bucket.waitFor(1, NOW + 200)).toBe(0);
    expect(bucket.waitFor(20, NOW + 60_000)).toBe(0);
    expect(bucket.level(NOW + 60_000)).toBe(20);
  });

  it('lets a batch larger than itself through when it is full, and has it paid for', () => {
    const bucket = new TokenBucket(20, 5, NOW);
    expect(bucket.waitFor(100, NOW)).toBe(0);
    bucket.take(100, NOW);
    expect(bucket.level(NOW)).toBe(-80);
    expect(bucket.waitFor(1, NOW)).toBe(16_200);
    expect(bucket.waitFor(1, NOW + 16_200)).toBe(0);
  });

  it('is not moved by a clock that is set back', () => {
    const bucket = new TokenBucket(2, 1, NOW);
    bucket.take(2, NOW);
    expect(bucket.level(NOW - 10_000)).toBe(0);
    expect(bucket.level(NOW - 9_000)).toBe(1);
  });
});
