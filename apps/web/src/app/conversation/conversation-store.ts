import type { RoomId } from '@hearken/protocol';
import type { LogEntry, RoomRecord } from './room-log';

/** All that one person's part of a store holds. */
export interface StoreSnapshot {
  readonly rooms: readonly RoomRecord[];
  /** Entries of all rooms, in no order. `key` is the entry's key in its room (the nonce). */
  readonly entries: readonly StoredEntry[];
}

/** An entry with the room it belongs to. */
export interface StoredEntry {
  readonly roomId: RoomId;
  readonly key: string;
  readonly entry: LogEntry;
}

/** What one transaction writes: all of it or nothing. */
export interface StorePatch {
  readonly rooms?: readonly RoomRecord[];
  readonly entries?: readonly StoredEntry[];
  /** Rooms to forget, with all their entries. */
  readonly removedRooms?: readonly RoomId[];
}

/** Answer of `claim`. */
export interface StoreClaim {
  /** Random id of the store, minted when it was made. */
  readonly store: string;
  /** Raised by one by this claim. */
  readonly attempt: number;
  /** What the store holds; absent when this owner already was the owner and nobody else wrote: then it knows. */
  readonly snapshot?: StoreSnapshot;
}

/**
 * When a claim is granted: `always` takes the part from whichever page has it; `unless-taken` only where no other page
 * has it (it is this page's, or gone).
 */
export type ClaimWhen = 'always' | 'unless-taken';

/**
 * Who writes. `anyone` only adds waiting texts (or is a mutant of the simulation): the owner hears of that at its next
 * write, as `stale`, and claims again to learn what was added.
 */
export type StoreWriter = { readonly owner: string } | 'anyone';

/**
 * Why a store did not do what was asked; nothing was changed.
 *
 * - `not-owner`: another page is.
 * - `stale`: the writer is the owner and anyone has written since, or the part is gone (site data cleared).
 * - `quota`, `unavailable`, `failed`: the browser's own reasons.
 */
export type StoreFailure = 'not-owner' | 'stale' | 'quota' | 'unavailable' | 'failed';

/** A store that did not do what was asked. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly reason: StoreFailure,
    options?: ErrorOptions,
  ) {
    super(`store: ${reason}`, options);
  }
}

/**
 * Where a browser keeps its conversations: one part per person (`storeKey`), each with one owner, the page that acts.
 *
 * Each method is one transaction; what it writes is on disk (durability `strict`) when it fulfils. All throw
 * {@link StoreError}. One contract suite runs on every adapter.
 */
export interface ConversationStore {
  /** What is held, without becoming the owner: to show it before the server has answered. */
  read(storeKey: string): Promise<StoreSnapshot>;
  /**
   * Makes `owner` the owner and raises `attempt`; makes the part when there is none. With `unless-taken` it is refused
   * as `not-owner` when another page is the owner.
   *
   * @param newStore id of the part if it has to be made
   */
  claim(storeKey: string, owner: string, newStore: string, when: ClaimWhen): Promise<StoreClaim>;
  /** Writes a patch, if the writer is still the owner (`not-owner` or `stale` otherwise); an empty one only checks. */
  write(storeKey: string, writer: StoreWriter, patch: StorePatch): Promise<void>;
  /**
   * Forgets parts that nobody has claimed or written since `before` (ms since the epoch, on the store's own clock):
   * of tabs that were closed long ago. Never the part `but`: the clock may have jumped since it was claimed.
   */
  sweep(before: number, but: string): Promise<void>;
}
