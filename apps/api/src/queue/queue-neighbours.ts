import type { PublicId, RoomId } from '@hearken/protocol';
import type { Census } from './domain/census.js';

/** What the queue knows of other servers on the same database. */
export interface QueueNeighbours {
  /** Whether this server looks after somebody: they have registered here, or were taken up from a dead server. */
  isOurs(publicId: PublicId): boolean;
  /** The servers whose people this one looks after: itself, and dead ones. */
  lookedAfter(): readonly string[];
  /** Who is on each other server that lives, as it said last. */
  elsewhere(): readonly Census[];
  /** Where somebody of another server is has changed: theirs is to look. */
  tellMoved(publicId: PublicId): void;
  /** The room of somebody that this server holds: to be asked before the database is. */
  heldOf(publicId: PublicId): RoomId | undefined;
  /** The database says which room somebody is in: another one that was held `before` has ended elsewhere. */
  holdOnly(publicId: PublicId, before: RoomId | undefined, roomId: RoomId | undefined): void;
  /** Somebody of this server was paired by another one, and the hint of it was lost. */
  lookAfter(publicId: PublicId): void;
}
