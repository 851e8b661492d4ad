import type { ReaderCursor, RoomId, Slot } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { GroupOutcome } from '../../platform/grouped-call.js';
import { refusedWrites } from '../../platform/mongo/mongo-errors.js';
import type { Actor } from '../room-store.port.js';
import { actedBy, literal } from './room-filters.js';
import type { RoomDocument } from './room.schema.js';

/** Also matches a room that has no expiry yet. */
export interface Unexpired {
  readonly $not: { readonly $lte: Date };
}

/** A cursor to be noted for one member, under the registration that told it. */
export interface ReceivedCursor {
  readonly roomId: RoomId;
  readonly slot: Slot;
  readonly actor: Actor;
  readonly received: ReaderCursor;
}

/**
 * Raises received cursors in one flush: a conditional update each. They are written behind, for all rooms at a time, and
 * one by one they took every connection there is from the conversations.
 *
 * @param unexpired the condition on `expiresAt` of a room that is still kept
 */
export async function raiseTogether(
  rooms: Collection<RoomDocument>,
  unexpired: Unexpired,
  requests: readonly ReceivedCursor[],
): Promise<readonly GroupOutcome<boolean>[]> {
  const updates = requests.map((request) => ({
    updateOne: {
      filter: { _id: request.roomId, expiresAt: unexpired, ...actedBy(request.slot, request.actor) },
      update: [raised(request)],
    },
  }));
  try {
    const { matchedCount } = await rooms.bulkWrite(updates, { ordered: false });
    if (matchedCount === requests.length) return requests.map(() => ({ is: 'answered', answer: true }));
    return await whoActs(rooms, unexpired, requests);
  } catch (error) {
    const refused = refusedWrites(error);
    if (refused === undefined) throw error;
    const acting = await whoActs(rooms, unexpired, requests);
    return acting.map((outcome, at) => {
      const refusal = refused.get(at);
      return refusal === undefined ? outcome : { is: 'failed', cause: refusal.cause };
    });
  }
}

/** Some were passed over, which MongoDB only counts: their registration no longer acts, or their room is gone. */
async function whoActs(
  rooms: Collection<RoomDocument>,
  unexpired: Unexpired,
  requests: readonly ReceivedCursor[],
): Promise<readonly GroupOutcome<boolean>[]> {
  const kept = await rooms
    .find({ _id: { $in: requests.map(({ roomId }) => roomId) }, expiresAt: unexpired })
    .project<Pick<RoomDocument, '_id' | 'actors'>>({ actors: 1 })
    .toArray();
  const actors = new Map(kept.map((room) => [room._id, room.actors]));
  return requests.map(({ roomId, slot, actor }) => {
    const acting = actors.get(roomId)?.[slot];
    return { is: 'answered', answer: acting?.gen === actor.gen && acting.reg === actor.reg };
  });
}

/** Raises the cursor; a lower one changes nothing. */
function raised({ slot, received }: ReceivedCursor): { readonly $set: Record<string, unknown> } {
  const field = `received.${slot}`;
  const isBelow = {
    $or: [
      { $lt: [`$${field}.stream`, literal(received.stream)] },
      { $and: [{ $eq: [`$${field}.stream`, literal(received.stream)] }, { $lt: [`$${field}.n`, received.n] }] },
    ],
  };
  return { $set: { [field]: { $cond: [isBelow, literal({ ...received }), `$${field}`] } } };
}
