import type { PublicId } from '@hearken/protocol';

/** One change of a person's place at a time: what is asked by them, and the commit that pairs them. */
export class PersonLocks {
  /** Resolves when the last of those who hold or await a person lets go. */
  readonly #tails = new Map<PublicId, Promise<undefined>>();

  /** Runs `work` when all that was begun before for this person is done. */
  async run<T>(publicId: PublicId, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(publicId);
    const letGo = this.#enter(publicId);
    try {
      await before;
      return await work();
    } finally {
      letGo();
    }
  }

  /** Holds a person for whom nothing is under way; the way to let go, or undefined. */
  tryHold(publicId: PublicId): (() => void) | undefined {
    return this.#tails.has(publicId) ? undefined : this.#enter(publicId);
  }

  #enter(publicId: PublicId): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#tails.set(publicId, promise);
    return () => {
      if (this.#tails.get(publicId) === promise) this.#tails.delete(publicId);
      resolve(undefined);
    };
  }
}
