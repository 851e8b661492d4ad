import {
  otherSlot,
  TEXT_EXPIRES_MS,
  type Cursor,
  type PublicId,
  type ReaderCursor,
  type RoomId,
  type Slot,
  type StreamId,
} from '@hearken/protocol';
import type { Collection, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { GroupedCall } from '../../platform/grouped-call.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import type {
  Actor,
  BySlot,
  Deletion,
  EndRecord,
  Resume,
  RoomRecord,
  RoomStore,
  StreamRecord,
  UnexpiredRoom,
} from '../room-store.port.js';
import { raiseTogether, type ReceivedCursor, type Unexpired } from './mongo-received.js';
import { toHeads, toRoom, toRoomDocument } from './room-document.js';
import { actedBy, literal } from './room-filters.js';
import { ACTIVE_INDEX, IS_ACTIVE, roomModel, type RoomDocument } from './room.schema.js';

const AFTER = { returnDocument: 'after' } as const;

/** Received cursors in one write: few enough that a flush of the log beside it hardly waits. */
const CURSORS_TOGETHER = 100;

/** Rooms in MongoDB. Each change is one conditional update; where it matches nothing, a read says why. */
export class MongoRoomStore implements RoomStore {
  readonly #rooms: Collection<RoomDocument>;
  readonly #received: GroupedCall<ReceivedCursor, boolean>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#rooms = nativeCollection(roomModel(connection));
    this.#received = new GroupedCall((requests) => raiseTogether(this.#rooms, this.#later(), requests), clock, {
      most: CURSORS_TOGETHER,
    });
  }

  async find(roomId: RoomId): Promise<RoomRecord | undefined> {
    return recordOf(await this.#rooms.findOne(this.#kept(roomId)));
  }

  async findMany(roomIds: readonly RoomId[]): Promise<readonly RoomRecord[]> {
    if (roomIds.length === 0) return [];
    const rooms = await this.#rooms.find({ _id: { $in: roomIds }, expiresAt: this.#later() }).toArray();
    return rooms.map(toRoom);
  }

  async findActive(publicId: PublicId): Promise<RoomRecord | undefined> {
    return recordOf(await this.#rooms.findOne({ activeMembers: publicId, ...IS_ACTIVE }));
  }

  async active(): Promise<readonly RoomRecord[]> {
    // The condition is on no indexed field: without the hint MongoDB reads every room there is.
    const rooms = await this.#rooms.find(IS_ACTIVE).hint(ACTIVE_INDEX).toArray();
    return rooms.map(toRoom);
  }

  async insert(room: RoomRecord): Promise<'inserted' | 'taken'> {
    try {
      await this.#rooms.insertOne(toRoomDocument(room));
      return 'inserted';
    } catch (error) {
      if (isDuplicateKey(error)) return 'taken';
      throw error;
    }
  }

  async resume(roomId: RoomId, resume: Resume): Promise<RoomRecord | 'fenced' | undefined> {
    const { slot, actor } = resume;
    const mayAct = [{ [`actors.${slot}.gen`]: { $lt: actor.gen } }, actedBy(slot, actor)];
    const after = await this.#rooms.findOneAndUpdate({ ...this.#kept(roomId), $or: mayAct }, [resumed(resume)], AFTER);
    if (after !== null) return toRoom(after);
    return (await this.find(roomId)) === undefined ? undefined : 'fenced';
  }

  async hold(roomId: RoomId, slot: Slot, actor: Actor, held: StreamRecord): Promise<RoomRecord | undefined> {
    const after = await this.#rooms.findOneAndUpdate(
      { ...this.#kept(roomId), ...actedBy(slot, actor) },
      { $max: { [`streams.${slot}.$[named].heldBelow`]: held.heldBelow } },
      { ...AFTER, arrayFilters: [{ 'named.id': held.id }] },
    );
    return recordOf(after);
  }

  async seal(roomId: RoomId, slot: Slot, end: Cursor): Promise<RoomRecord | undefined> {
    const after = await this.#rooms.findOneAndUpdate(
      { ...this.#kept(roomId), [`streams.${slot}`]: { $elemMatch: { id: end.stream, end: { $exists: false } } } },
      { $set: { [`streams.${slot}.$.end`]: end.n } },
      AFTER,
    );
    return after === null ? this.find(roomId) : toRoom(after);
  }

  setReceived(roomId: RoomId, slot: Slot, actor: Actor, received: ReaderCursor): Promise<boolean> {
    return this.#received.ask({ roomId, slot, actor, received });
  }

  async end(
    roomId: RoomId,
    end: EndRecord,
    judged?: { readonly slot: Slot; readonly actor: Actor },
  ): Promise<RoomRecord | 'fenced' | undefined> {
    const stillActs = judged === undefined ? {} : actedBy(judged.slot, judged.actor);
    const after = await this.#rooms.findOneAndUpdate(
      { ...this.#kept(roomId), endedAt: { $exists: false }, ...stillActs },
      { $set: endFields(end) },
      AFTER,
    );
    if (after !== null) return toRoom(after);
    const known = await this.find(roomId);
    return known === undefined || known.end !== undefined ? known : 'fenced';
  }

  async setHeads(roomId: RoomId, heads: BySlot<readonly Cursor[]>): Promise<RoomRecord | undefined> {
    const after = await this.#rooms.findOneAndUpdate(
      { ...this.#kept(roomId), endedAt: { $exists: true }, heads: { $exists: false } },
      { $set: { heads: toHeads(heads) } },
      AFTER,
    );
    return after === null ? this.find(roomId) : toRoom(after);
  }

  async markDeleted(roomId: RoomId, deletion: Deletion): Promise<RoomRecord | undefined> {
    const after = await this.#rooms.findOneAndUpdate(
      { ...this.#kept(roomId), endedAt: { $exists: true }, deletedAt: { $exists: false } },
      // What is still being written while they are deleted, the retention job finds.
      { $set: { ...deletedFields(deletion), retention: 'pending' }, $unset: { note: true } },
      AFTER,
    );
    const record = after === null ? await this.find(roomId) : toRoom(after);
    return record?.end === undefined ? undefined : record;
  }

  async unexpired(endedBefore: number, limit: number): Promise<readonly UnexpiredRoom[]> {
    const rooms = await this.#rooms
      .find({ retention: 'pending', endedAt: { $lte: new Date(endedBefore) } })
      .sort({ endedAt: 1 })
      .limit(limit)
      .project<Pick<RoomDocument, '_id' | 'expiresAt' | 'deletedAt'>>({ expiresAt: 1, deletedAt: 1 })
      .toArray();
    return rooms.flatMap(({ _id, expiresAt, deletedAt = expiresAt }) =>
      deletedAt ? [{ id: _id, expiresAt: deletedAt.getTime() }] : [],
    );
  }

  async thank(roomId: RoomId, slot: Slot): Promise<'first' | 'second' | undefined> {
    const before = await this.#rooms.findOneAndUpdate(
      { ...this.#kept(roomId), endedAt: { $exists: true }, thanks: { $ne: slot } },
      { $addToSet: { thanks: slot } },
      { returnDocument: 'before', projection: { thanks: 1 } },
    );
    if (before === null) return undefined;
    return (before.thanks ?? []).length === 0 ? 'first' : 'second';
  }

  async markExpiring(roomId: RoomId): Promise<void> {
    await this.#rooms.updateOne({ _id: roomId, retention: 'pending' }, { $set: { retention: 'done' } });
  }

  #kept(roomId: RoomId): Filter<RoomDocument> {
    return { _id: roomId, expiresAt: this.#later() };
  }

  #later(): Unexpired {
    return { $not: { $lte: new Date(this.clock.now()) } };
  }
}

function resumed({ slot, actor, received, list, listPartner }: Resume): { readonly $set: Record<string, unknown> } {
  return {
    $set: {
      [`actors.${slot}`]: literal({ ...actor }),
      ...(received !== undefined && { [`received.${slot}`]: literal({ ...received }) }),
      ...(list !== undefined && listed(slot, list)),
      ...(listPartner !== undefined && listed(otherSlot(slot), listPartner)),
    },
  };
}

/** Lists a stream as the newest of its author, where it is above all of theirs; ids ascend, so above the last one. */
function listed(slot: Slot, stream: StreamId): Record<string, unknown> {
  const field = `streams.${slot}`;
  const isNewest = { $gt: [literal(stream), { $last: `$${field}.id` }] };
  const longer = { $concatArrays: [`$${field}`, [{ id: literal(stream), heldBelow: 1 }]] };
  return { [field]: { $cond: [isNewest, longer, `$${field}`] } };
}

function endFields(end: EndRecord): Partial<RoomDocument> {
  return {
    activeMembers: [],
    endedAt: new Date(end.at),
    reason: end.reason,
    ...(end.by !== undefined && { endedBy: end.by }),
    ...(end.because !== undefined && { because: end.because }),
    ...(end.note !== undefined && { note: end.note }),
    ...(end.ofQuiet === true && { ofQuiet: true }),
    ...(end.deleted !== undefined && deletedFields(end.deleted)),
    expiresAt: new Date(end.at + TEXT_EXPIRES_MS),
    retention: 'pending',
  };
}

function deletedFields({ at, by }: Deletion): Pick<RoomDocument, 'deletedAt' | 'deletedBy'> {
  return { deletedAt: new Date(at), deletedBy: by };
}

function recordOf(room: RoomDocument | null): RoomRecord | undefined {
  return room === null ? undefined : toRoom(room);
}
