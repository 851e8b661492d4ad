import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
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

/** One person's part: who acts, and how often the store was claimed. */
interface Part {
  readonly store: string;
  readonly attempt: number;
  readonly owner: string;
  /** Anyone has written since the last claim. */
  readonly isAddedTo: boolean;
  readonly touchedAt: number;
}

interface Schema extends DBSchema {
  parts: { key: string; value: Part };
  /** Key: [storeKey, roomId]. */
  rooms: { key: [string, string]; value: RoomRecord };
  /** Key: [storeKey, roomId, entry key]. */
  entries: { key: [string, string, string]; value: StoredEntry };
}

type Names = ['parts', 'rooms', 'entries'];
const NAMES: Names = ['parts', 'rooms', 'entries'];
const VERSION = 1;
/** A part that is written is marked as touched at most this often, ms. */
const TOUCH_EVERY_MS = 60 * 60 * 1_000;
/** Sorts after every string, so that [key] .. [key, LAST] holds all keys that start with key. */
const LAST: [] = [];

/**
 * Keeps conversations in IndexedDB, each transaction with durability `strict`: Chrome's default may be taken back by a
 * power cut (I1).
 */
export class IdbConversationStore implements ConversationStore {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  /**
   * @param now ms since the epoch, for `sweep`
   * @param name of the database
   */
  constructor(
    private readonly now: () => number,
    private readonly name = 'hearken',
  ) {}

  read(storeKey: string): Promise<StoreSnapshot> {
    return this.#run(async (database) => {
      const transaction = database.transaction(NAMES, 'readonly');
      const snapshot = await readPart(transaction, storeKey);
      await transaction.done;
      return snapshot;
    });
  }

  claim(storeKey: string, owner: string, newStore: string, when: ClaimWhen): Promise<StoreClaim> {
    return this.#run(async (database) => {
      const transaction = database.transaction(NAMES, 'readwrite', { durability: 'strict' });
      const held = await transaction.objectStore('parts').get(storeKey);
      if (when === 'unless-taken' && held !== undefined && held.owner !== owner) {
        await transaction.done;
        throw new StoreError('not-owner');
      }
      const claim = { store: held?.store ?? newStore, attempt: (held?.attempt ?? 0) + 1 };
      await transaction
        .objectStore('parts')
        .put({ ...claim, owner, isAddedTo: false, touchedAt: this.now() }, storeKey);
      const knows = held?.owner === owner && !held.isAddedTo;
      const snapshot = knows ? undefined : await readPart(transaction, storeKey);
      await transaction.done;
      return snapshot === undefined ? claim : { ...claim, snapshot };
    });
  }

  write(storeKey: string, writer: StoreWriter, patch: StorePatch): Promise<void> {
    return this.#run(async (database) => {
      const transaction = database.transaction(NAMES, 'readwrite', { durability: 'strict' });
      const parts = transaction.objectStore('parts');
      const part = await parts.get(storeKey);
      const refusal = refusalOf(part, writer);
      if (part === undefined || refusal !== undefined) {
        transaction.abort();
        await transaction.done.catch(() => undefined);
        throw new StoreError(refusal ?? 'stale');
      }
      const now = this.now();
      if (writer === 'anyone' || now - part.touchedAt > TOUCH_EVERY_MS) {
        void parts.put({ ...part, isAddedTo: writer === 'anyone', touchedAt: now }, storeKey);
      }
      const [rooms, entries] = [transaction.objectStore('rooms'), transaction.objectStore('entries')];
      for (const room of patch.rooms ?? []) void rooms.put(room, [storeKey, room.roomId]);
      for (const stored of patch.entries ?? []) void entries.put(stored, [storeKey, stored.roomId, stored.key]);
      for (const roomId of patch.removedRooms ?? []) {
        void rooms.delete([storeKey, roomId]);
        void entries.delete(within([storeKey, roomId]));
      }
      await transaction.done;
    });
  }

  sweep(before: number, but: string): Promise<void> {
    return this.#run(async (database) => {
      const transaction = database.transaction(NAMES, 'readwrite');
      for await (const cursor of transaction.objectStore('parts')) {
        if (cursor.key === but || cursor.value.touchedAt >= before) continue;
        void transaction.objectStore('rooms').delete(within([cursor.key]));
        void transaction.objectStore('entries').delete(within([cursor.key]));
        void cursor.delete();
      }
      await transaction.done;
    });
  }

  async #run<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (error) {
      if (error instanceof StoreError) throw error;
      // The next try opens anew: a browser may close a database under pressure.
      this.#close();
      throw new StoreError(failureOf(error), { cause: error });
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>(this.name, VERSION, {
      upgrade: (database) => {
        for (const name of NAMES) if (!database.objectStoreNames.contains(name)) database.createObjectStore(name);
      },
      blocking: () => {
        this.#close();
      },
      terminated: () => {
        this.#database = undefined;
      },
    });
    return this.#database;
  }

  #close(): void {
    const database = this.#database;
    this.#database = undefined;
    database?.then(
      (open) => {
        open.close();
      },
      () => undefined,
    );
  }
}

/** Why a writer may not write, if so. */
function refusalOf(part: Part | undefined, writer: StoreWriter): StoreFailure | undefined {
  if (part === undefined) return 'stale';
  if (writer === 'anyone') return undefined;
  if (part.owner !== writer.owner) return 'not-owner';
  return part.isAddedTo ? 'stale' : undefined;
}

/** What reading a part needs of a transaction, in either mode. */
interface Readable {
  objectStore(name: 'rooms'): { getAll(range: IDBKeyRange): Promise<RoomRecord[]> };
  objectStore(name: 'entries'): { getAll(range: IDBKeyRange): Promise<StoredEntry[]> };
}

async function readPart(transaction: Readable, storeKey: string): Promise<StoreSnapshot> {
  const [rooms, entries] = await Promise.all([
    transaction.objectStore('rooms').getAll(within([storeKey])),
    transaction.objectStore('entries').getAll(within([storeKey])),
  ]);
  return { rooms, entries };
}

/** All keys that start with these parts. */
function within(start: readonly string[]): IDBKeyRange {
  return IDBKeyRange.bound([...start], [...start, LAST]);
}

function failureOf(error: unknown): StoreFailure {
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  switch (name) {
    case 'QuotaExceededError':
      return 'quota';
    case 'SecurityError':
    case 'InvalidStateError':
    case 'NotFoundError':
    case 'ReferenceError':
      return 'unavailable';
    default:
      return 'failed';
  }
}
