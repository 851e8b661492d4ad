import type { RoomRecord } from '@web/conversation/room-log';
import {
  StoreError,
  type ClaimWhen,
  type StoreClaim,
  type StoreFailure,
  type StorePatch,
  type StoreSnapshot,
  type StoreWriter,
  type StoredEntry,
} from '@web/conversation/conversation-store';

/** One person's part of a disk. */
interface Part {
  readonly store: string;
  owner: string | undefined;
  attempt: number;
  /** Anyone has written since the last claim. */
  isAddedTo: boolean;
  touchedAt: number;
  readonly rooms: Map<string, RoomRecord>;
  readonly entries: Map<string, StoredEntry>;
}

type Undo = () => void;

/** How many transactions can be taken back: more than a power cut ever takes. */
const KEPT_UNDOS = 48;

/**
 * A browser profile's IndexedDB: what is on it survives a crash. It can be wiped (site data cleared), and a power cut
 * can take back its last transactions, as a disk that lied about its cache does, or an older copy of the profile.
 */
export class SimDisk {
  /** Every transaction fails with this while it is set. */
  failure: StoreFailure | undefined;
  /** Raised by each loss: what was under way before it is lost with it. */
  losses = 0;
  readonly #parts = new Map<string, Part>();
  #undos: Undo[] = [];

  constructor(
    private readonly now: () => number,
    private readonly onEntry: (nonce: string) => void,
  ) {}

  /** Takes back up to `count` transactions; how many it did. */
  powerCut(count: number): number {
    this.losses++;
    let taken = 0;
    while (taken < count) {
      const undo = this.#undos.pop();
      if (undo === undefined) break;
      undo();
      taken++;
    }
    return taken;
  }

  /** Forgets everything. */
  wipe(): void {
    this.losses++;
    this.#parts.clear();
    this.#undos = [];
  }

  read(storeKey: string): StoreSnapshot {
    this.#mayFail();
    return snapshotOf(this.#parts.get(storeKey));
  }

  claim(storeKey: string, owner: string, newStore: string, when: ClaimWhen): StoreClaim {
    this.#mayFail();
    const known = this.#parts.get(storeKey);
    if (when === 'unless-taken' && known !== undefined && known.owner !== owner) throw new StoreError('not-owner');
    if (known === undefined) {
      const made: Part = {
        store: newStore,
        owner,
        attempt: 1,
        isAddedTo: false,
        touchedAt: this.now(),
        rooms: new Map(),
        entries: new Map(),
      };
      this.#parts.set(storeKey, made);
      this.#note(() => this.#parts.delete(storeKey));
      return { store: newStore, attempt: 1, snapshot: snapshotOf(made) };
    }
    const before = { owner: known.owner, attempt: known.attempt, isAddedTo: known.isAddedTo };
    known.owner = owner;
    known.isAddedTo = false;
    known.attempt++;
    known.touchedAt = this.now();
    this.#note(() => Object.assign(known, before));
    const claim = { store: known.store, attempt: known.attempt };
    return before.owner === owner && !before.isAddedTo ? claim : { ...claim, snapshot: snapshotOf(known) };
  }

  write(storeKey: string, writer: StoreWriter, patch: StorePatch): void {
    this.#mayFail();
    const part = this.#parts.get(storeKey);
    // A wiped store has no owner: only a claim makes it anew.
    if (part === undefined) throw new StoreError('stale');
    if (writer !== 'anyone' && writer.owner !== part.owner) throw new StoreError('not-owner');
    if (writer !== 'anyone' && part.isAddedTo) throw new StoreError('stale');
    const undos: Undo[] = [];
    const before = part.isAddedTo;
    part.isAddedTo = writer === 'anyone';
    undos.push(() => {
      part.isAddedTo = before;
    });
    part.touchedAt = this.now();
    for (const room of patch.rooms ?? []) put(part.rooms, room.roomId, room, undos);
    for (const entry of patch.entries ?? []) {
      put(part.entries, `${entry.roomId}/${entry.key}`, entry, undos);
      this.onEntry(entry.entry.nonce);
    }
    for (const roomId of patch.removedRooms ?? []) {
      put(part.rooms, roomId, undefined, undos);
      for (const [key, entry] of part.entries) if (entry.roomId === roomId) put(part.entries, key, undefined, undos);
    }
    this.#note(() => {
      for (const undo of undos.reverse()) undo();
    });
  }

  sweep(before: number, but: string): void {
    this.#mayFail();
    for (const [key, part] of this.#parts) if (key !== but && part.touchedAt < before) this.#parts.delete(key);
  }

  #note(undo: Undo): void {
    this.#undos.push(undo);
    if (this.#undos.length > KEPT_UNDOS) this.#undos.shift();
  }

  #mayFail(): void {
    if (this.failure !== undefined) throw new StoreError(this.failure);
  }
}

function put<V>(map: Map<string, V>, key: string, value: V | undefined, undos: Undo[]): void {
  const before = map.get(key);
  undos.push(() => {
    if (before === undefined) map.delete(key);
    else map.set(key, before);
  });
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

function snapshotOf(part: Part | undefined): StoreSnapshot {
  return part === undefined
    ? { rooms: [], entries: [] }
    : { rooms: [...part.rooms.values()], entries: [...part.entries.values()] };
}
