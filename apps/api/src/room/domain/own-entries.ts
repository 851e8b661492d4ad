import type { Cursor, NewEntry, Nonce } from '@hearken/protocol';

/** What one member has written in a room, where the server numbers for them: by nonce, and which texts they like. */
export class OwnEntries {
  readonly #places = new Map<Nonce, Cursor>();
  readonly #liked = new Set<Nonce>();
  /**
   * An entry whose write was not answered: it may stand. It is written again, under the same number, before anything
   * else is.
   */
  pending: NewEntry | undefined;

  /** Takes a durable entry; in the order of the log. */
  add(entry: NewEntry, stream: string): void {
    this.#places.set(entry.nonce, { stream, n: entry.n });
    if (entry.kind === 'like') this.#liked.add(entry.target);
    if (entry.kind === 'unlike') this.#liked.delete(entry.target);
  }

  placeOf(nonce: Nonce): Cursor | undefined {
    return this.#places.get(nonce);
  }

  likes(target: Nonce): boolean {
    return this.#liked.has(target);
  }
}
