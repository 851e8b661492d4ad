import type { Hint, HintBus } from '@api/realtime/hint-bus.port';
import type { Chance } from '../kernel/chance';
import type { Process } from '../kernel/process';

interface Subscriber {
  readonly process: Process;
  readonly listener: (hint: Hint) => void;
}

/** The hints between the servers of a run: late, lost now and then, and to nobody who is not there. */
export class SimHints {
  /** Part of the hints between servers that are lost. */
  lossRate = 0;
  /** Longest way of a hint, ms. */
  latencyMs = 5;
  readonly #subscribers = new Set<Subscriber>();

  constructor(private readonly chance: Chance) {}

  /** The bus as one server process sees it. What it says to itself comes at once and is not lost. */
  busOf(process: Process): HintBus {
    return {
      publish: (hint) => {
        for (const subscriber of [...this.#subscribers]) this.#carry(hint, process, subscriber);
      },
      subscribe: (listener) => {
        const subscriber = { process, listener };
        this.#subscribers.add(subscriber);
        return () => this.#subscribers.delete(subscriber);
      },
    };
  }

  #carry(hint: Hint, from: Process, { process, listener }: Subscriber): void {
    if (process.state === 'dead') return;
    if (process === from) {
      queueMicrotask(() => {
        listener(hint);
      });
      return;
    }
    if (this.chance.hits(this.lossRate)) return;
    process.after(this.chance.next() * this.latencyMs, () => {
      listener(hint);
    });
  }
}
