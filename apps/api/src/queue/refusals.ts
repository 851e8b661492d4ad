import type { PublicId } from '@hearken/protocol';
import type { Match } from './matcher.port.js';

/** Somebody refused this often in a row, though they still wait, is passed over for a while. */
const REFUSED_TOO_OFTEN = 5;

/**
 * Refusals of the database that the matcher cannot see the reason of. Without it the first in turn could be proposed
 * again and again while others, who could be paired, wait behind (I8).
 */
export class Refusals {
  readonly #pairs = new Set<string>();
  readonly #people = new Map<PublicId, number>();

  /** Notes a refused pair; whether it was refused before. */
  isRepeated({ left, right }: Match): boolean {
    const pair = [left.holder.publicId, right.holder.publicId].sort().join('|');
    const isRepeated = this.#pairs.has(pair);
    this.#pairs.add(pair);
    return isRepeated;
  }

  /** Notes that somebody who still waits was refused; whether that happens too often. */
  isTooOften(publicId: PublicId): boolean {
    const times = (this.#people.get(publicId) ?? 0) + 1;
    this.#people.set(publicId, times);
    return times >= REFUSED_TOO_OFTEN;
  }

  /** Somebody was paired, or is no longer waiting. */
  forgive(publicId: PublicId): void {
    this.#people.delete(publicId);
  }

  forget(): void {
    this.#pairs.clear();
    this.#people.clear();
  }
}
