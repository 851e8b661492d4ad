import { describe, expect, it } from '@jest/globals';
import { SWIPE_PX, TouchGestures, type Touch } from './touch-gestures';

const at = (clientX: number, clientY: number, timeStamp: number, pointerId = 1): Touch => ({
  pointerId,
  clientX,
  clientY,
  timeStamp,
});

describe('TouchGestures', () => {
  it('tells a double tap from two taps', () => {
    const gestures = new TouchGestures();
    const tap = (x: number, time: number) => {
      gestures.down(at(x, 100, time));
      return gestures.up(at(x, 100, time + 50));
    };
    expect([tap(100, 0), tap(104, 200), tap(104, 400)]).toEqual(['tap', 'double-tap', 'tap']);
    expect([tap(100, 2_000), tap(100, 2_600)]).toEqual(['tap', 'tap']);
    expect([tap(100, 4_000), tap(200, 4_200)]).toEqual(['tap', 'tap']);
  });

  it('takes a pull to the right for a swipe, once it is far enough', () => {
    const gestures = new TouchGestures();
    gestures.down(at(100, 100, 0));
    expect(gestures.move(at(100 + SWIPE_PX - 1, 104, 100))).toBe(SWIPE_PX - 1);
    expect(gestures.up(at(100 + SWIPE_PX - 1, 104, 120))).toBeUndefined();
    gestures.down(at(100, 100, 1_000));
    gestures.move(at(100 + SWIPE_PX, 104, 1_100));
    expect(gestures.up(at(100 + SWIPE_PX, 104, 1_120))).toBe('swipe');
  });

  it('takes nothing else for one: to the left, steeply down, from the edge, or scrolled by the browser', () => {
    const gestures = new TouchGestures();
    for (const [from, to] of [
      [at(200, 100, 0), at(100, 100, 100)],
      [at(100, 100, 0), at(180, 200, 100)],
      [at(5, 100, 0), at(180, 100, 100)],
    ] as const) {
      gestures.down(from);
      expect(gestures.move(to)).toBe(0);
      expect(gestures.up(to)).toBeUndefined();
    }
    gestures.down(at(100, 100, 0));
    gestures.move(at(180, 100, 100));
    gestures.cancel();
    expect(gestures.up(at(180, 100, 120))).toBeUndefined();
  });

  it('knows one finger from another, and a long press from a tap', () => {
    const gestures = new TouchGestures();
    gestures.down(at(100, 100, 0));
    expect(gestures.move(at(200, 100, 50, 2))).toBe(0);
    expect(gestures.up(at(100, 100, 60, 2))).toBeUndefined();
    gestures.down(at(100, 100, 0));
    expect(gestures.up(at(100, 100, 900))).toBeUndefined();
  });
});
