import type { PublicId, Role } from '@hearken/protocol';
import { DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from '../domain/matcher-options.js';
import { Pool } from '../domain/pool.js';
import type { Match, Matcher, Waiting } from '../matcher.port.js';
import type { Interaction } from '../pairing-store.port.js';

/** The matcher of one process. Every method is one synchronous step at the call. */
export class MemoryMatcher implements Matcher {
  readonly #pool: Pool;
  readonly #taken = new Set<PublicId>();

  readonly untold = 0;

  constructor(options: MatcherOptions = DEFAULT_MATCHER_OPTIONS) {
    this.#pool = new Pool(options);
  }

  put(person: Waiting, met: readonly Interaction[]): Promise<void> {
    this.#taken.delete(person.holder.publicId);
    this.#pool.put(person, met);
    return DONE;
  }

  giveBack(taken: Waiting, met: readonly Interaction[]): Promise<void> {
    return this.#taken.has(taken.holder.publicId) ? this.put(taken, met) : DONE;
  }

  setPresent(publicId: PublicId, present: boolean): Promise<void> {
    this.#pool.setPresent(publicId, present);
    return DONE;
  }

  remove(publicId: PublicId): Promise<void> {
    this.#taken.delete(publicId);
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
    const matches = this.#pool.take(now);
    for (const { left, right } of matches) {
      this.#taken.add(left.holder.publicId);
      this.#taken.add(right.holder.publicId);
    }
    return Promise.resolve(matches);
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

  missing(publicIds: readonly PublicId[]): Promise<readonly PublicId[]> {
    return Promise.resolve(publicIds.filter((publicId) => !this.#pool.has(publicId)));
  }
}

const DONE = Promise.resolve();
