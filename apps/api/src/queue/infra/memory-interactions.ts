import { HAVE_MET_MS } from '@hearken/protocol';
import { perDatabase, type MemoryDatabase } from '../../platform/memory/memory-database.js';
import type { MemoryTable } from '../../platform/memory/memory-table.js';
import { interactionId } from '../pairing-store.port.js';

/** What two devices have to do with each other. */
export interface InteractionRow {
  readonly id: string;
  readonly devices: readonly [string, string];
  /** Server time of the last meeting, or of the block, ms. */
  readonly at: number;
  readonly blocked: boolean;
}

/** The interactions of a database, by pair and by device. */
export class MemoryInteractions {
  readonly #byDevice = new Map<string, Map<string, InteractionRow>>();
  readonly #rows: MemoryTable<InteractionRow>;

  constructor(database: MemoryDatabase) {
    this.#rows = database.addTable<InteractionRow>({
      onChange: (before, after) => {
        this.#index(before, after);
      },
      expiryOf: (row) => (row.blocked ? undefined : row.at + HAVE_MET_MS),
    });
  }

  get(left: string, right: string): InteractionRow | undefined {
    return this.#rows.get(interactionId(left, right));
  }

  /** The device's rows, the most recent last. */
  of(device: string): InteractionRow[] {
    const rows = [...(this.#byDevice.get(device)?.values() ?? [])];
    return rows.sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
  }

  /** Notes a meeting or a block; neither a later meeting nor a block is taken back by it. */
  note(left: string, right: string, at: number, isBlock: boolean): void {
    const id = interactionId(left, right);
    const before = this.#rows.get(id);
    this.#rows.set(id, {
      id,
      devices: left < right ? [left, right] : [right, left],
      at: Math.max(at, before?.at ?? 0),
      blocked: isBlock || (before?.blocked ?? false),
    });
  }

  delete(row: InteractionRow): void {
    this.#rows.delete(row.id);
  }

  #index(before: InteractionRow | undefined, after: InteractionRow | undefined): void {
    const row = after ?? before;
    for (const device of row?.devices ?? []) {
      const rows = this.#byDevice.get(device) ?? new Map<string, InteractionRow>();
      if (after !== undefined) rows.set(after.id, after);
      else if (before !== undefined) rows.delete(before.id);
      if (rows.size > 0) this.#byDevice.set(device, rows);
      else this.#byDevice.delete(device);
    }
  }
}

export const memoryInteractions = perDatabase((database) => new MemoryInteractions(database));
