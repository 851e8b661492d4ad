import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTAGE_MS, PING_INTERVAL_MS, PING_TIMEOUT_MS, WAY_BACK_MS } from '@hearken/protocol';
import { departureDeadline, PauseWatch } from './leeway.js';

const TOLD_WITHIN_MS = 15_000;

describe('leeway (I6)', () => {
  it('never ends an outage of 10 s, whenever its socket was seen to close', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: PING_INTERVAL_MS }),
        fc.option(fc.integer({ min: 0, max: PING_INTERVAL_MS + PING_TIMEOUT_MS }), { nil: undefined }),
        (sinceHeard, closeAfterCut) => {
          const cutAt = 1_000_000;
          const silence = {
            heardAt: cutAt - sinceHeard,
            closedAt: closeAfterCut === undefined ? undefined : cutAt + closeAfterCut,
          };
          expect(departureDeadline(silence, 0)).toBeGreaterThanOrEqual(cutAt + OUTAGE_MS + WAY_BACK_MS);
          expect(departureDeadline(silence, 0)).toBeLessThanOrEqual(cutAt + TOLD_WITHIN_MS);
        },
      ),
    );
  });

  it('tells a departure within 15 s also where the close was noticed 5 s late', () => {
    const cutAt = 50_000;
    const closedAt = cutAt + PING_INTERVAL_MS + PING_TIMEOUT_MS;
    expect(departureDeadline({ heardAt: cutAt, closedAt }, 0)).toBeLessThanOrEqual(cutAt + TOLD_WITHIN_MS);
  });

  it('gives everybody 15 s after boot and after a pause of the server', () => {
    const watch = new PauseWatch(1_000);
    expect(watch.floor).toBe(16_000);
    expect(watch.tick(2_000, 200)).toBe(false);
    expect(watch.tick(3_200, 200)).toBe(false);
    expect(watch.tick(9_000, 200)).toBe(true);
    expect(watch.floor).toBe(24_000);
  });
});
