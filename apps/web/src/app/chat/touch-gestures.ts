/** What a finger did to a message. */
export type Gesture = 'tap' | 'double-tap' | 'swipe';

/** A finger or a pen at a moment: what of a `PointerEvent` counts here. */
export type Touch = Pick<PointerEvent, 'pointerId' | 'clientX' | 'clientY' | 'timeStamp'>;

/** Pulled this far and let go, a message is quoted, CSS pixels. */
export const SWIPE_PX = 56;
/** A finger that has moved further than this is not tapping. */
const TAP_SLOP_PX = 10;
const TAP_MAX_MS = 400;
/** Two taps this close in time and place are one double tap. */
const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 32;
/** Where a browser takes a swipe from the edge as "back". */
const EDGE_PX = 20;

/** Tells taps, double taps and swipes to the right from each other. Scrolling stays the browser's. */
export class TouchGestures {
  #from: Touch | undefined;
  #lastTap: Touch | undefined;
  #pull = 0;

  down(touch: Touch): void {
    this.#from = touch;
    this.#pull = 0;
  }

  /** How far the message is pulled, CSS pixels. */
  move(touch: Touch): number {
    const from = this.#from;
    if (from?.pointerId !== touch.pointerId || from.clientX < EDGE_PX) return 0;
    const [right, down] = [touch.clientX - from.clientX, Math.abs(touch.clientY - from.clientY)];
    this.#pull = right > TAP_SLOP_PX && right > down ? Math.min(right, SWIPE_PX * 1.25) : 0;
    return this.#pull;
  }

  up(touch: Touch): Gesture | undefined {
    const from = this.#from;
    this.#from = undefined;
    if (from?.pointerId !== touch.pointerId) return undefined;
    if (this.#pull >= SWIPE_PX) return 'swipe';
    if (distance(from, touch) > TAP_SLOP_PX || touch.timeStamp - from.timeStamp > TAP_MAX_MS) return undefined;
    return this.#tapped(touch);
  }

  /** The browser took the finger for scrolling. */
  cancel(): void {
    this.#from = undefined;
    this.#pull = 0;
  }

  #tapped(touch: Touch): Gesture {
    const last = this.#lastTap;
    const isSecond =
      last !== undefined && touch.timeStamp - last.timeStamp <= DOUBLE_TAP_MS && distance(last, touch) <= DOUBLE_TAP_PX;
    this.#lastTap = isSecond ? undefined : touch;
    return isSecond ? 'double-tap' : 'tap';
  }
}

function distance(one: Touch, other: Touch): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}
