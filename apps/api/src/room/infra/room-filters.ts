import type { Slot } from '@hearken/protocol';
import type { Filter } from 'mongodb';
import type { Actor } from '../room-store.port.js';
import type { RoomDocument } from './room.schema.js';

/** The condition that `actor` acts for `slot`. */
export function actedBy(slot: Slot, actor: Actor): Filter<RoomDocument> {
  return { [`actors.${slot}.gen`]: actor.gen, [`actors.${slot}.reg`]: actor.reg };
}

/** Nothing that came over the wire is ever read as an expression. */
export function literal<T>(value: T): { readonly $literal: T } {
  return { $literal: value };
}
