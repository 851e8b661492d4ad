import { MemoryTable, type TableOptions } from './memory-table.js';

export interface MemoryDatabaseOptions {
  /** Keep the way back of every commit, for `restore`. Off by default: it grows without end. */
  readonly keepsHistory?: boolean;
}

/** What takes back one change. */
type Undo = () => void;

/**
 * What the in-memory adapters share: the truth of one process without a database, and the database of the simulation.
 * Every change is made synchronously at the call, so an adapter's method is one atomic step, as it is in MongoDB.
 *
 * With `keepsHistory` its `position` names a moment, and `restore` goes back to one across all collections: what an
 * older copy of a database, or a primary whose last writes never reached the others, looks like.
 */
export class MemoryDatabase {
  readonly #keepsHistory: boolean;
  readonly #tables: Pick<MemoryTable<unknown>, 'clear' | 'removeExpired'>[] = [];
  /** The undo steps of each commit since `#oldest`, in order. */
  #history: (readonly Undo[])[] = [];
  #oldest = 0;
  #open: Undo[] | undefined;

  constructor(options: MemoryDatabaseOptions = {}) {
    this.#keepsHistory = options.keepsHistory ?? false;
  }

  /** Adds an empty table. Adapters share theirs through {@link perDatabase}. */
  addTable<V>(options: TableOptions<V> = {}): MemoryTable<V> {
    const table = new MemoryTable<V>((undo) => {
      if (this.#open === undefined) this.#commit([undo]);
      else this.#open.push(undo);
    }, options);
    this.#tables.push(table);
    return table;
  }

  /** How many commits there have been; with `keepsHistory`, a moment to restore. */
  get position(): number {
    return this.#oldest + this.#history.length;
  }

  /** One commit: all changes of `work` stand together, and none of them when it throws. */
  transaction<T>(work: () => T): T {
    if (this.#open !== undefined) return work();
    const steps: Undo[] = [];
    this.#open = steps;
    try {
      const result = work();
      this.#open = undefined;
      if (steps.length > 0) this.#commit(steps);
      return result;
    } catch (error) {
      this.#open = undefined;
      takeBack(steps);
      throw error;
    }
  }

  /** Loses every commit after `position`, the last one first. Needs `keepsHistory`. */
  restore(position: number): void {
    if (position < this.#oldest || position > this.position) {
      throw new RangeError(`kept are positions ${String(this.#oldest)} to ${String(this.position)}`);
    }
    while (this.position > position) takeBack(this.#history.pop() ?? []);
  }

  /** Loses everything, as a new disk has. What was before can't be restored. */
  wipe(): void {
    for (const table of this.#tables) table.clear();
    this.#oldest = this.position;
    this.#history = [];
  }

  /**
   * Deletes what has expired at `now` (ms), as MongoDB's TTL monitor does. Reads filter by themselves: this frees the
   * memory and keeps the promise of deletion. Returns how many records went.
   */
  removeExpired(now: number): number {
    return this.transaction(() => this.#tables.reduce((count, table) => count + table.removeExpired(now), 0));
  }

  #commit(steps: readonly Undo[]): void {
    if (this.#keepsHistory) this.#history.push(steps);
    else this.#oldest += 1;
  }
}

/** One `T` for each database, made at first use: how adapters of several modules meet in the same tables. */
export function perDatabase<T>(create: (database: MemoryDatabase) => T): (database: MemoryDatabase) => T {
  const made = new WeakMap<MemoryDatabase, { readonly value: T }>();
  return (database) => {
    const known = made.get(database);
    if (known !== undefined) return known.value;
    const value = create(database);
    made.set(database, { value });
    return value;
  };
}

function takeBack(steps: readonly Undo[]): void {
  for (let at = steps.length - 1; at >= 0; at -= 1) steps[at]?.();
}
