import { randomBytes } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const TAIL_DIGITS = 16;

/** A ULID of a time (ms since the epoch), as a server would have minted it. */
export function ulid(at: number): string {
  const tail = [...randomBytes(TAIL_DIGITS)].map((byte) => CROCKFORD[byte % CROCKFORD.length]).join('');
  return timeOf(at) + tail;
}

/** ULIDs of now that ascend, also within one millisecond. */
export class AscendingUlids {
  #count = 0;

  next(): string {
    this.#count += 1;
    return timeOf(Date.now()) + String(this.#count).padStart(TAIL_DIGITS, '0');
  }
}

function timeOf(at: number): string {
  let digits = '';
  for (let left = at; digits.length < TIME_DIGITS; left = Math.floor(left / 32))
    digits = (CROCKFORD[left % 32] ?? '') + digits;
  return digits;
}
