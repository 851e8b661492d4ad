import type { Hint, HintBus, Residents } from '@api/realtime/hint-bus.port';
import type { Chance } from '../kernel/chance';
import type { Process } from '../kernel/process';

interface Subscriber {
  readonly process: Process;
  readonly listener: (hint: Hint) => void;
  readonly residents: Residents | undefined;
}

/** The hints between the servers of a run: to those that host the person, late, lost now and then. */
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
      subscribe: (listener, residents) => {
        const subscriber = { process, listener, residents };
        this.#subscribers.add(subscriber);
        return () => this.#subscribers.delete(subscriber);
      },
    };
  }

  /** Every server learns that hints may have been lost, as from a bus that was cut off and has noticed it. */
  tellMissed(): void {
    for (const { process, listener } of [...this.#subscribers]) {
      process.after(0, () => {
        listener({ kind: 'missed' });
      });
    }
  }

  #carry(hint: Hint, from: Process, { process, listener, residents }: Subscriber): void {
    if (process.state === 'dead') return;
    if (hint.kind !== 'missed' && residents?.isHere(hint.to) === false) return;
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
