import { describe, expect, it } from '@jest/globals';
import { DOUBT_MS, Heartbeat, STALE_MS } from './heartbeat';

/** Pings that come so long after one another, and what each of them proves. */
function pings(heartbeat: Heartbeat, ...gapsMs: readonly number[]): readonly boolean[] {
  let now = 0;
  return gapsMs.map((gap) => heartbeat.pinged((now += gap)));
}

describe('Heartbeat', () => {
  it('is doubted half a second after a ping is due', () => {
    const heartbeat = new Heartbeat(0);
    expect(heartbeat.doubtAfterMs).toBe(DOUBT_MS);
    expect(pings(heartbeat, 2_000, 2_100, 2_100)).toEqual([true, true, true]);
    expect(heartbeat.doubtAfterMs).toBe(DOUBT_MS);
    expect(heartbeat.silence(6_300)).toBe(100);
  });

  it('takes no comfort from a ping that waited: the server has closed by then', () => {
    expect(pings(new Heartbeat(0), 2_000, STALE_MS - 1, STALE_MS)).toEqual([true, true, false]);
  });

  it('has more patience where pings are always late, and as little as before when one is in time', () => {
    const heartbeat = new Heartbeat(0);
    pings(heartbeat, 3_000, 3_000);
    expect(heartbeat.doubtAfterMs).toBe(4_000);
    heartbeat.pinged(8_900);
    expect(heartbeat.doubtAfterMs).toBe(4_000);
    heartbeat.pinged(11_000);
    expect(heartbeat.doubtAfterMs).toBe(DOUBT_MS);
  });

  it('is not led astray by a clock that jumps back', () => {
    const heartbeat = new Heartbeat(10_000);
    expect(heartbeat.pinged(0)).toBe(true);
    expect(heartbeat.doubtAfterMs).toBe(DOUBT_MS);
  });
});
