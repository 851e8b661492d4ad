import type { Ids } from '@api/platform/ids';
import { BASE64URL, type Chance } from '../kernel/chance';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

/** Seeded identifiers of a server. */
export class SimIds implements Ids {
  constructor(private readonly chance: Chance) {}

  ulid(now: number, above?: string): string {
    const fresh = timePart(now) + this.chance.text(RANDOM_LENGTH, CROCKFORD);
    return above === undefined || fresh > above ? fresh : successor(above);
  }

  secret(): string {
    return this.chance.text(43, BASE64URL);
  }

  registration(): string {
    return this.chance.text(22, BASE64URL);
  }
}

function timePart(now: number): string {
  let left = Math.floor(now);
  let text = '';
  for (let i = 0; i < TIME_LENGTH; i++) {
    text = CROCKFORD.charAt(left % 32) + text;
    left = Math.floor(left / 32);
  }
  return text;
}

/** The next ULID in order: one more in its last digit that can be raised. */
function successor(ulid: string): string {
  for (let i = ulid.length - 1; i >= 0; i--) {
    const digit = CROCKFORD.indexOf(ulid.charAt(i));
    if (digit < CROCKFORD.length - 1) {
      return ulid.slice(0, i) + CROCKFORD.charAt(digit + 1) + CROCKFORD.charAt(0).repeat(ulid.length - 1 - i);
    }
  }
  throw new Error('no ULID above');
}
