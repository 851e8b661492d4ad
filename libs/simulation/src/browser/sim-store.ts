import type {
  ClaimWhen,
  ConversationStore,
  StoreClaim,
  StorePatch,
  StoreSnapshot,
  StoreWriter,
} from '@web/conversation/conversation-store';
import type { Chance } from '../kernel/chance';
import type { Process } from '../kernel/process';
import type { SimDisk } from './sim-disk';

/** How long one transaction with durability `strict` takes, ms. */
const TRANSACTION_MS = { min: 0.5, max: 8 } as const;

/** One tab's connection to its browser's disk: transactions one after another, the last of a dying tab perhaps done. */
export class SimStore implements ConversationStore {
  #freeAt = 0;
  #isCutOff = false;

  constructor(
    private readonly disk: SimDisk,
    private readonly process: Process,
    private readonly chance: Chance,
  ) {}

  read(storeKey: string): Promise<StoreSnapshot> {
    return this.#transact(() => this.disk.read(storeKey));
  }

  claim(storeKey: string, owner: string, newStore: string, when: ClaimWhen): Promise<StoreClaim> {
    return this.#transact(() => this.disk.claim(storeKey, owner, newStore, when));
  }

  write(storeKey: string, writer: StoreWriter, patch: StorePatch): Promise<void> {
    return this.#transact(() => {
      this.disk.write(storeKey, writer, patch);
    });
  }

  sweep(before: number, but: string): Promise<void> {
    return this.#transact(() => {
      this.disk.sweep(before, but);
    });
  }

  #transact<T>(work: () => T): Promise<T> {
    const { time } = this.process;
    this.#freeAt = Math.max(this.#freeAt, time.now) + this.chance.between(TRANSACTION_MS.min, TRANSACTION_MS.max);
    const { losses } = this.disk;
    return new Promise((resolve, reject) => {
      time.at(this.#freeAt, () => {
        // A tab that died takes down what it had not committed; none of it after the first that was not.
        if (this.process.state === 'dead') this.#isCutOff ||= this.chance.hits(0.5);
        if (this.#isCutOff || this.disk.losses !== losses) return;
        const outcome = attempt(work);
        this.process.run(() => {
          if (outcome.ok) resolve(outcome.value);
          else reject(outcome.error);
        });
      });
    });
  }
}

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error };

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
