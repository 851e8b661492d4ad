import { describe, expect, it } from '@jest/globals';
import { T_MAX, N_DIGITS, N_MAX } from './ids.js';
import * as limits from './limits.js';

describe('limits', () => {
  it('keeps an outage of 10.0 s within the leeway, and tells of a departure after 15.0 s at the latest (I6)', () => {
    for (const leeway of [limits.LEEWAY_FROM_HEARD_MS, limits.LEEWAY_FROM_CLOSE_MS, limits.LEEWAY_AFTER_OUTAGE_MS]) {
      expect(leeway).toBeGreaterThanOrEqual(limits.OUTAGE_MS + limits.WAY_BACK_MS);
      expect(leeway).toBeLessThanOrEqual(15_000);
    }
    expect(limits.LEEWAY_FROM_HEARD_MS).toBe(14_500);
    expect(limits.LEEWAY_FROM_CLOSE_MS).toBe(12_500);
  });

  it('lets the first retry and the first attempt fit into the way back', () => {
    expect(1_000 + limits.ATTEMPT_TIMEOUTS_MS[0]).toBeLessThanOrEqual(limits.WAY_BACK_MS);
  });

  it('notices a dead socket before its leeway is over', () => {
    expect(limits.PING_INTERVAL_MS + limits.PING_TIMEOUT_MS).toBeLessThan(limits.LEEWAY_FROM_HEARD_MS);
    expect(limits.PING_INTERVAL_MS).toBeLessThan(limits.PRESENT_MS);
  });

  it('deletes text in time for the promise', () => {
    expect(limits.TEXT_EXPIRES_MS).toBeLessThan(limits.TEXT_KEPT_MS);
  });

  it('fits the longest text, escaped or in four bytes a code point, into a frame and into an answer', () => {
    const longest = Math.max(
      ...['x', '\u{10ffff}', '"', '\n'].map((character) =>
        Buffer.byteLength(JSON.stringify(character.repeat(limits.TEXT_MAX))),
      ),
    );
    expect(longest + 1_000).toBeLessThan(limits.FRAME_MAX_BYTES);
    expect(limits.FRAME_MAX_BYTES).toBeLessThan(limits.ITEMS_MAX_BYTES);
  });

  it('keeps numbers exact, also one step beyond what may be sent', () => {
    expect(Number.isSafeInteger(T_MAX + limits.AHEAD_MAX)).toBe(true);
    expect(String(N_MAX)).toHaveLength(N_DIGITS);
  });

  it('tells the limits as they are when nothing is configured', () => {
    expect(limits.DEFAULT_LIMITS).toMatchObject({
      textMax: 4_000,
      frameMaxBytes: 32_768,
      textsPerSecond: 5,
      textsBurst: 20,
      textsPerMinute: 120,
      nextAfterMs: 15_000,
      widenAfterMs: 10_000,
    });
  });
});
