import type { PublicId, PushName, Pushes, RoomId } from '@hearken/protocol';
import type { Claimed } from '../room/domain/claim-book.js';
import type { RoomRecord } from '../room/room-store.port.js';

/** A push for one person, wherever their socket is. Only a hint: what it says can be read from the database too. */
export type PersonHint = {
  [E in PushName]: { readonly kind: 'push'; readonly to: PublicId; readonly event: E; readonly payload: Pushes[E] };
}[PushName];

/** Something a server may hold in memory has changed in the database. */
export type ServerHint =
  | { readonly kind: 'room'; readonly to: PublicId; readonly roomId: RoomId }
  /** Their partner goes on in this room: do they still hold it for open? Their server may know that they do. */
  | { readonly kind: 'gone-on'; readonly to: PublicId; readonly roomId: RoomId }
  /** They have registered on another server: one that still holds an older registration looks in the database. */
  | { readonly kind: 'person'; readonly to: PublicId }
  /** They were paired by another server, into this room as it was made. `host`: their server, where that is known. */
  | { readonly kind: 'paired'; readonly to: PublicId; readonly room: RoomRecord; readonly host?: string }
  /** Another server has changed where they are: their room has ended, or they have another place in a queue. */
  | { readonly kind: 'moved'; readonly to: PublicId }
  /** Their partner `by` is on another server, which asks how they are. */
  | { readonly kind: 'asked-after'; readonly to: PublicId; readonly by: PublicId }
  /** Their partner claims a room on another server that the database does not know. Said again while they wait. */
  | { readonly kind: 'claimed'; readonly to: PublicId; readonly claimed: Claimed };

/** The bus itself says: for some seconds hints may have been lost. What they said stands in the log. */
export interface MissedHints {
  readonly kind: 'missed';
}

/** A hint for somebody. */
export type AddressedHint = PersonHint | ServerHint;

export type Hint = AddressedHint | MissedHints;

/** The people of this server, for a bus that carries hints between several. */
export interface Residents {
  isHere(publicId: PublicId): boolean;
  publicIds(): Iterable<PublicId>;
}

/**
 * Carries hints to the one server that hosts a person: at most once, in order per person where it can. Every hint may
 * be lost; nothing may depend on one for more than speed.
 */
export interface HintBus {
  publish(hint: Hint): void;
  /** Calls `listener` with each hint for people of this server. Returns the way to stop. */
  subscribe(listener: (hint: Hint) => void, residents?: Residents): () => void;
}
