import { decodeTime, ulid } from 'ulid';
import type { Ids } from '../ids.js';

/** Ids for tests: ULIDs of the time asked for, secrets that count up in the right shape. */
export class CountingIds implements Ids {
  #count = 0;

  ulid(now: number, above?: string): string {
    const fresh = ulid(now);
    return above === undefined || fresh > above ? fresh : ulid(Math.max(now, decodeTime(above) + 1));
  }

  secret(): string {
    return this.#next(43);
  }

  registration(): string {
    return this.#next(22);
  }

  #next(length: number): string {
    this.#count += 1;
    return String(this.#count).padStart(length, 'x');
  }
}
