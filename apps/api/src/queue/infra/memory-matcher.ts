import type { PublicId, Role } from '@hearken/protocol';
import { DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from '../domain/matcher-options.js';
import { Pool } from '../domain/pool.js';
import type { Match, Matcher, Waiting } from '../matcher.port.js';
import type { Interaction } from '../pairing-store.port.js';

/** The matcher of one process. Every method is one synchronous step at the call. */
export class MemoryMatcher implements Matcher {
  readonly #pool: Pool;

  readonly untold = 0;

  constructor(options: MatcherOptions = DEFAULT_MATCHER_OPTIONS) {
    this.#pool = new Pool(options);
  }

  put(person: Waiting, met: readonly Interaction[]): Promise<void> {
    this.#pool.put(person, met);
    return DONE;
  }

  setPresent(publicId: PublicId, present: boolean): Promise<void> {
    this.#pool.setPresent(publicId, present);
    return DONE;
  }

  remove(publicId: PublicId): Promise<void> {
    this.#pool.remove(publicId);
    return DONE;
  }

  met(left: string, right: string, at: number): Promise<void> {
    this.#pool.met(left, right, at);
    return DONE;
  }

  blocked(left: string, right: string, at: number): Promise<void> {
    this.#pool.blocked(left, right, at);
    return DONE;
  }

  take(now: number): Promise<readonly Match[]> {
    return Promise.resolve(this.#pool.take(now));
  }

  position(publicId: PublicId): Promise<number | undefined> {
    return Promise.resolve(this.#pool.position(publicId));
  }

  counts(): Promise<Readonly<Record<Role, number>>> {
    return Promise.resolve(this.#pool.counts());
  }

  isUp(): boolean {
    return true;
  }

  size(): Promise<number> {
    return Promise.resolve(this.#pool.size);
  }
}

const DONE = Promise.resolve();
