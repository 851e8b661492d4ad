import type { RoomId } from '@hearken/protocol';
import {
  StoreError,
  type ClaimWhen,
  type ConversationStore,
  type StoreClaim,
  type StoredEntry,
  type StoreFailure,
  type StorePatch,
  type StoreSnapshot,
  type StoreWriter,
} from './conversation-store';
import type { RoomRecord } from './room-log';

/** One person's part of a disk. */
interface Part {
  store: string;
  attempt: number;
  owner: string | undefined;
  /** Anyone has written since the last claim. */
  isAddedTo: boolean;
  touchedAt: number;
  readonly rooms: Map<RoomId, RoomRecord>;
  readonly entries: Map<string, StoredEntry>;
}

/**
 * What stores in memory keep their parts on. Stores that share one are tabs of one browser; a copy taken earlier and
 * put in its place is what a power cut leaves of a disk that was lied to.
 */
export class MemoryDisk {
  #parts = new Map<string, Part>();
  /** Makes every transaction fail from now on, as a full or forbidden disk does. */
  failure: StoreFailure | undefined;

  /** Gives the part of a person; undefined when there is none. */
  part(storeKey: string): Part | undefined {
    return this.#parts.get(storeKey);
  }

  /** Makes the part of a person. */
  make(storeKey: string, store: string): Part {
    const part = {
      store,
      attempt: 0,
      owner: undefined,
      isAddedTo: false,
      touchedAt: 0,
      rooms: new Map(),
      entries: new Map(),
    };
    this.#parts.set(storeKey, part);
    return part;
  }

  /** Forgets the parts not touched since `before`, except one. */
  sweep(before: number, but: string): void {
    for (const [key, part] of this.#parts) if (key !== but && part.touchedAt < before) this.#parts.delete(key);
  }

  /** A disk with the same content that changes on its own from now on. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    copy.#parts = copyParts(this.#parts);
    return copy;
  }

  /** Falls back to what another disk holds. */
  restore(older: MemoryDisk): void {
    this.#parts = copyParts(older.#parts);
  }

  /** Loses everything. */
  wipe(): void {
    this.#parts.clear();
  }
}

/** Keeps conversations in memory: for tests, the simulation, and browsers that allow no IndexedDB. */
export class MemoryConversationStore implements ConversationStore {
  constructor(
    private readonly disk: MemoryDisk = new MemoryDisk(),
    private readonly now: () => number = () => 0,
  ) {}

  async read(storeKey: string): Promise<StoreSnapshot> {
    await this.#begin();
    const part = this.disk.part(storeKey);
    return part === undefined ? { rooms: [], entries: [] } : snapshotOf(part);
  }

  async claim(storeKey: string, owner: string, newStore: string, when: ClaimWhen): Promise<StoreClaim> {
    await this.#begin();
    const held = this.disk.part(storeKey);
    if (when === 'unless-taken' && held !== undefined && held.owner !== owner) throw new StoreError('not-owner');
    const part = held ?? this.disk.make(storeKey, newStore);
    const knows = part.owner === owner && !part.isAddedTo;
    part.isAddedTo = false;
    part.owner = owner;
    part.attempt += 1;
    part.touchedAt = this.now();
    const { store, attempt } = part;
    return knows ? { store, attempt } : { store, attempt, snapshot: snapshotOf(part) };
  }

  async write(storeKey: string, writer: StoreWriter, patch: StorePatch): Promise<void> {
    await this.#begin();
    const part = this.disk.part(storeKey);
    if (part === undefined) throw new StoreError('stale');
    if (writer === 'anyone') part.isAddedTo = true;
    else if (part.owner !== writer.owner) throw new StoreError('not-owner');
    else if (part.isAddedTo) throw new StoreError('stale');
    part.touchedAt = this.now();
    for (const room of patch.rooms ?? []) part.rooms.set(room.roomId, room);
    for (const stored of patch.entries ?? []) part.entries.set(`${stored.roomId}/${stored.key}`, stored);
    for (const roomId of patch.removedRooms ?? []) {
      part.rooms.delete(roomId);
      for (const [key, stored] of part.entries) if (stored.roomId === roomId) part.entries.delete(key);
    }
  }

  async sweep(before: number, but: string): Promise<void> {
    await this.#begin();
    this.disk.sweep(before, but);
  }

  /** A transaction starts in a later turn, as on a real disk; what follows in the same turn is atomic. */
  async #begin(): Promise<void> {
    await Promise.resolve();
    if (this.disk.failure !== undefined) throw new StoreError(this.disk.failure);
  }
}

function snapshotOf(part: Part): StoreSnapshot {
  return { rooms: [...part.rooms.values()], entries: [...part.entries.values()] };
}

function copyParts(parts: ReadonlyMap<string, Part>): Map<string, Part> {
  return new Map(
    [...parts].map(([key, part]) => [key, { ...part, rooms: new Map(part.rooms), entries: new Map(part.entries) }]),
  );
}
