import type { RoomId } from '@hearken/protocol';
import type { Ids } from '../connection/ports';
import {
  StoreError,
  type ConversationStore,
  type StoreClaim,
  type StorePatch,
  type StoreSnapshot,
  type StoreWriter,
} from '../conversation/conversation-store';
import type { LogChange } from '../conversation/log-draft';
import type { LogRules } from '../conversation/log-rules';
import type { RoomLog } from '../conversation/room-log';
import type { Model } from './model';

/** What the vault takes from outside. */
export interface VaultPorts {
  readonly store: ConversationStore;
  readonly fallbackStore: ConversationStore;
  readonly ids: Ids;
}

/**
 * The client's way to its store. The model changes only after the store has taken the change, in one transaction; when
 * the store fails the client goes on in memory and says so. `not-owner` is thrown on: another tab acts now (I4).
 */
export class Vault {
  #store: ConversationStore;
  /** This page's life. Minted anew at each load: a duplicated tab copies what is kept, so it must not be kept. */
  readonly #owner: string;
  #isOwner = false;
  /**
   * The next claim takes the part from whichever page has it: at a page load, and when the person says so. Any other one
   * only goes on with what is this page's: two pages would take it from each other for ever.
   */
  #isTaking = true;

  /** @param found told when a text turned up that another page of this browser left waiting */
  constructor(
    private readonly ports: VaultPorts,
    private readonly model: Model,
    private readonly rules: LogRules,
    private readonly found: () => void,
  ) {
    this.#store = ports.store;
    this.#owner = ports.ids.store();
  }

  /** Reads what is held, to show it before the server has answered. */
  async load(): Promise<void> {
    const snapshot = await this.#attempt((store) => store.read(this.#key));
    if (!this.#isOwner) this.model.rooms = logsOf(snapshot);
  }

  /** The person wants to go on in this page: its next claim is granted whoever is the owner. */
  takeOver(): void {
    this.#isTaking = true;
  }

  /** Becomes the owner, or stays it; takes over what other tabs have written meanwhile. */
  async claim(): Promise<Pick<StoreClaim, 'store' | 'attempt'>> {
    const when = this.#isTaking || this.rules.ownerUnchecked ? 'always' : 'unless-taken';
    const claim = await this.#attempt((store) => store.claim(this.#key, this.#owner, this.ports.ids.store(), when));
    this.#isTaking = false;
    if (claim.snapshot !== undefined && this.model.storage === 'disk') this.model.rooms = logsOf(claim.snapshot);
    this.#isOwner = true;
    return claim;
  }

  /** Looks whether this page is still the owner, and takes in what a page wrote that was not. */
  async check(): Promise<void> {
    if (this.#isOwner) await this.#write({});
  }

  /** Stores changes in one transaction, then takes them into the model. */
  async commit(changes: readonly LogChange[], removed: readonly RoomId[] = []): Promise<void> {
    if (changes.length === 0 && removed.length === 0) return;
    if (this.rules.sendBeforeStore) this.#adopt(changes, removed);
    await this.#write(patchOf(changes, removed));
    this.#adopt(changes, removed);
  }

  async #write(patch: StorePatch): Promise<void> {
    try {
      await this.#attempt((store) => store.write(this.#key, this.#writer(), patch));
    } catch (error) {
      if (!this.#isOwner || !(error instanceof StoreError) || error.reason !== 'stale') throw error;
      await this.#reclaim();
      await this.#attempt((store) => store.write(this.#key, this.#writer(), patch));
    }
  }

  /**
   * A page that had not registered added a waiting text, or the part is gone (site data cleared under this page). What
   * this page holds is the truth either way; what was added joins it. A page that has claimed in between is the owner.
   */
  async #reclaim(): Promise<void> {
    const when = 'unless-taken';
    const { snapshot } = await this.#attempt((store) =>
      store.claim(this.#key, this.#owner, this.ports.ids.store(), when),
    );
    if (snapshot === undefined) return;
    const rooms = new Map(this.model.rooms);
    for (const { roomId, key, entry } of snapshot.entries) {
      const log = rooms.get(roomId);
      if (log === undefined || log.entries.has(key) || entry.fate !== 'waiting') continue;
      rooms.set(roomId, { room: log.room, entries: new Map(log.entries).set(key, entry) });
      this.found();
    }
    this.model.rooms = rooms;
    if (snapshot.rooms.length < rooms.size) await this.#attempt((store) => this.#writeAll(store));
  }

  #writeAll(store: ConversationStore): Promise<void> {
    const whole = [...this.model.rooms.values()].map((log) => ({
      log,
      isRecordChanged: true,
      touched: [...log.entries],
    }));
    return store.write(this.#key, { owner: this.#owner }, patchOf(whole, []));
  }

  /** Before the first claim only waiting texts are written: they are new, so they are in nobody's way. */
  #writer(): StoreWriter {
    return this.#isOwner && !this.rules.ownerUnchecked ? { owner: this.#owner } : 'anyone';
  }

  get #key(): string {
    return this.model.tab.storeKey;
  }

  #adopt(changes: readonly LogChange[], removed: readonly RoomId[]): void {
    const rooms = new Map(this.model.rooms);
    for (const { log, touched } of changes) {
      const held = rooms.get(log.room.roomId);
      // What turned up while this was stored is in neither the change nor its base.
      const isGrown = held !== undefined && held.entries.size > log.entries.size - touched.length;
      const found = isGrown ? [...held.entries].filter(([key]) => !log.entries.has(key)) : [];
      const entries = found.length === 0 ? log.entries : new Map([...log.entries, ...found]);
      rooms.set(log.room.roomId, { room: log.room, entries });
    }
    for (const roomId of removed) rooms.delete(roomId);
    this.model.rooms = inOrder([...rooms.values()]);
  }

  async #attempt<T>(work: (store: ConversationStore) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(this.#store);
      } catch (error) {
        const reason = error instanceof StoreError ? error.reason : 'failed';
        if (reason === 'not-owner' || reason === 'stale' || this.#store === this.ports.fallbackStore) throw error;
        // A browser may close a database for its own reasons: once more, then in memory.
        if (tries > 1 || reason === 'quota') {
          await this.#fallBack();
          this.model.notify({ kind: 'storage-lost', why: reason });
        }
      }
    }
  }

  async #fallBack(): Promise<void> {
    this.#store = this.ports.fallbackStore;
    this.model.storage = 'memory';
    await this.#store.claim(this.#key, this.#owner, this.ports.ids.store(), 'always');
    this.#isOwner = true;
    await this.#writeAll(this.#store);
  }
}

function patchOf(changes: readonly LogChange[], removedRooms: readonly RoomId[]): StorePatch {
  return {
    rooms: changes.filter(({ isRecordChanged }) => isRecordChanged).map(({ log }) => log.room),
    entries: changes.flatMap(({ log, touched }) =>
      touched.map(([key, entry]) => ({ roomId: log.room.roomId, key, entry })),
    ),
    removedRooms,
  };
}

function logsOf(snapshot: StoreSnapshot): ReadonlyMap<RoomId, RoomLog> {
  const entries = new Map<RoomId, Map<string, RoomLog['entries'] extends ReadonlyMap<string, infer E> ? E : never>>();
  for (const room of snapshot.rooms) entries.set(room.roomId, new Map());
  for (const { roomId, key, entry } of snapshot.entries) entries.get(roomId)?.set(key, entry);
  const rooms = [...snapshot.rooms].sort((left, right) => left.createdAt - right.createdAt);
  return inOrder(rooms.map((room) => ({ room, entries: entries.get(room.roomId) ?? new Map() })));
}

/**
 * Ended ones first, by their begin, as an older one may be heard of later; then the open ones as they came, for the clocks
 * of two servers differ.
 */
function inOrder(logs: readonly RoomLog[]): ReadonlyMap<RoomId, RoomLog> {
  const ended = logs.filter(({ room }) => room.end !== undefined);
  ended.sort((left, right) => left.room.createdAt - right.room.createdAt);
  const open = logs.filter(({ room }) => room.end === undefined);
  return new Map([...ended, ...open].map((log) => [log.room.roomId, log]));
}
