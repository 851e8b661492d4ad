import type { Hint, HintBus } from '../hint-bus.port.js';

/**
 * Hints within one process. It knows nobody's server: every subscriber hears every hint, and passes over those for
 * people it does not hold.
 */
export class MemoryHintBus implements HintBus {
  readonly #listeners = new Set<(hint: Hint) => void>();

  /**
   * @param onFault told what a listener threw; the other listeners and the publisher go on (I9)
   */
  constructor(private readonly onFault: (fault: unknown) => void = () => undefined) {}

  publish(hint: Hint): void {
    // Later, as over a network: the publisher is in the middle of something, and must not be called back from it.
    queueMicrotask(() => {
      for (const listener of [...this.#listeners]) this.#tell(listener, hint);
    });
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    // One entry for each subscription, also when the same function subscribes twice.
    const own = (hint: Hint): void => {
      listener(hint);
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  #tell(listener: (hint: Hint) => void, hint: Hint): void {
    if (!this.#listeners.has(listener)) return;
    try {
      listener(hint);
    } catch (fault) {
      this.onFault(fault);
    }
  }
}
