import type { Clock, Random } from '../connection/ports';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A stream id from this browser's clock: what the mutant `streamFromBrowserClock` does instead of asking the server.
 * Wrong on purpose: clocks jump, and two stores of one person may mint the same or an older id.
 */
export function browserClockUlid({ clock, random }: { readonly clock: Clock; readonly random: Random }): string {
  let time = Math.max(0, Math.floor(clock.now()));
  let head = '';
  for (let digit = 0; digit < 10; digit += 1) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let digit = 0; digit < 16; digit += 1) tail += ALPHABET.charAt(Math.floor(random.next() * 32));
  return head + tail;
}
