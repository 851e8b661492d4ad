/** What a table does besides keeping records. */
export interface TableOptions<V> {
  /** Told of each change, also when one is undone: how indexes follow. */
  readonly onChange?: (before: V | undefined, after: V | undefined) => void;
  /** Server time (ms) from which a record may be deleted; undefined: never. */
  readonly expiryOf?: (record: V) => number | undefined;
}

/**
 * A map of immutable records whose changes can be taken back. Records are replaced, never changed, so that undoing is
 * putting the old reference back.
 */
export class MemoryTable<V> {
  readonly #records = new Map<string, V>();
  readonly #noteUndo: (undo: () => void) => void;
  readonly #options: TableOptions<V>;

  constructor(noteUndo: (undo: () => void) => void, options: TableOptions<V>) {
    this.#noteUndo = noteUndo;
    this.#options = options;
  }

  get(key: string): V | undefined {
    return this.#records.get(key);
  }

  values(): IterableIterator<V> {
    return this.#records.values();
  }

  set(key: string, record: V): void {
    this.#change(key, record);
  }

  delete(key: string): void {
    this.#change(key, undefined);
  }

  removeExpired(now: number): number {
    const over = [...this.#records].filter(([, record]) => (this.#options.expiryOf?.(record) ?? Infinity) <= now);
    for (const [key] of over) this.delete(key);
    return over.length;
  }

  /** Forgets everything, with no way back. */
  clear(): void {
    for (const key of [...this.#records.keys()]) this.#put(key, undefined);
  }

  #change(key: string, after: V | undefined): void {
    const before = this.#records.get(key);
    if (before === after) return;
    this.#put(key, after);
    this.#noteUndo(() => {
      this.#put(key, before);
    });
  }

  #put(key: string, after: V | undefined): void {
    const before = this.#records.get(key);
    if (after === undefined) this.#records.delete(key);
    else this.#records.set(key, after);
    this.#options.onChange?.(before, after);
  }
}
