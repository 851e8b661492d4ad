import { randomBytes } from 'node:crypto';
import type { Ids } from './ids.js';

/** Crockford's base 32, as ULIDs are written. Ascending in ASCII, so ids sort as their values do. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
/** 48 bits of time. */
const TIME_MAX = 2 ** 48 - 1;

/** Identifiers of chance, from the system's secure source. */
export const systemIds: Ids = {
  ulid: (now, above) => {
    const fresh = ulidAt(now);
    // Above the one given by its time, and still random: two servers that look at the same one never mint the same.
    return above === undefined || fresh > above ? fresh : ulidAt(timeOf(above) + 1);
  },
  secret: () => randomBytes(32).toString('base64url'),
  registration: () => randomBytes(16).toString('base64url'),
};

function ulidAt(time: number): string {
  if (!Number.isSafeInteger(time) || time < 0 || time > TIME_MAX) throw new RangeError('no ULID has this time');
  let text = '';
  for (let rest = time, place = 0; place < TIME_CHARACTERS; place += 1, rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text;
  }
  // 256 is a multiple of 32, so every character is equally likely.
  for (const byte of randomBytes(RANDOM_CHARACTERS)) text += ALPHABET.charAt(byte % 32);
  return text;
}

function timeOf(ulid: string): number {
  let time = 0;
  for (const character of ulid.slice(0, TIME_CHARACTERS)) time = time * 32 + ALPHABET.indexOf(character);
  return time;
}
