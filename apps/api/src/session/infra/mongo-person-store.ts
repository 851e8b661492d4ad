import type { PublicId, RoomId } from '@hearken/protocol';
import type { Collection, Filter, UpdateFilter } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { GroupedCall } from '../../platform/grouped-call.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import {
  OWED_MAX,
  type NewRegistration,
  type PersonRecord,
  type PersonStore,
  type QueueEntry,
  type Registration,
  type Settlement,
} from '../person-store.port.js';
import { enqueueTogether, type Enqueueing } from './mongo-enqueue.js';
import { heldBy, seenAt } from './person-filters.js';
import { toPerson, toQueueDocument } from './user-document.js';
import { userModel, type UserDocument } from './user.schema.js';

/** First registers of one person that race: each round one of them wins. */
const REGISTER_ATTEMPTS = 10;
/** Queue places in one write: 500 people who join at once are half paired while the others are written. */
const ENQUEUE_TOGETHER = 250;

/**
 * Persons in MongoDB. Each change is one conditional update: the condition and the change are one step (I4). Queue places
 * that are asked for together share a flush.
 */
export class MongoPersonStore implements PersonStore {
  readonly #users: Collection<UserDocument>;
  readonly #enqueue: GroupedCall<Enqueueing, PersonRecord | undefined>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#users = nativeCollection(userModel(connection));
    this.#enqueue = new GroupedCall((requests) => enqueueTogether(this.#users, clock, requests), clock, {
      most: ENQUEUE_TOGETHER,
    });
  }

  async register(registration: NewRegistration): Promise<PersonRecord | 'late'> {
    const { publicId, store, attempt } = registration;
    for (let round = 1; ; round += 1) {
      try {
        const after = await this.#users.findOneAndUpdate(
          { _id: publicId, $nor: [{ store, attempt: { $gte: attempt } }] },
          [{ $set: registered(registration) }],
          { upsert: true, returnDocument: 'after' },
        );
        if (after !== null) return toPerson(after);
      } catch (error) {
        // The filter passed over the person, so the upsert met their key: late, or created by another register just now.
        if (!isDuplicateKey(error) || round === REGISTER_ATTEMPTS) throw error;
        if ((await this.#users.findOne({ _id: publicId, store, attempt: { $gte: attempt } })) !== null) return 'late';
      }
    }
  }

  async find(publicId: PublicId): Promise<PersonRecord | undefined> {
    const user = await this.#users.findOne({ _id: publicId, expiresAt: { $gt: new Date(this.clock.now()) } });
    return user === null ? undefined : toPerson(user);
  }

  enqueue(holder: Registration, entry: QueueEntry): Promise<PersonRecord | undefined> {
    return this.#enqueue.ask({ holder, entry });
  }

  async dequeue(holder: Registration): Promise<boolean> {
    return (await this.#change(heldBy(holder), { $unset: { queue: true } })) !== undefined;
  }

  async setTakeBreak(holder: Registration, takeBreak: boolean): Promise<boolean> {
    return (await this.#change(heldBy(holder), { $set: { takeBreak } })) !== undefined;
  }

  async enter(holder: Registration, roomId: RoomId): Promise<boolean> {
    return (await this.#change(heldBy(holder), { $set: { room: roomId }, $unset: { queue: true } })) !== undefined;
  }

  settle(publicId: PublicId, { roomId, place, joinFrom, isOwed }: Settlement): Promise<PersonRecord | undefined> {
    return this.#change(
      { _id: publicId, room: roomId },
      {
        $set: {
          lastRoom: roomId,
          ...(place !== undefined && { queue: toQueueDocument(place) }),
          ...(joinFrom !== undefined && { joinFrom: new Date(joinFrom) }),
        },
        $unset: {
          room: true,
          ...(place === undefined && { queue: true as const }),
          ...(joinFrom === undefined && { joinFrom: true as const }),
        },
        ...(isOwed && { $push: { owed: { $each: [roomId], $slice: -OWED_MAX } } }),
      },
    );
  }

  async forgive(publicId: PublicId, roomIds: readonly RoomId[]): Promise<void> {
    await this.#users.updateOne({ _id: publicId }, { $pullAll: { owed: [...roomIds] } });
  }

  async touch(publicIds: readonly PublicId[]): Promise<void> {
    if (publicIds.length === 0) return;
    await this.#users.updateMany({ _id: { $in: publicIds } }, { $set: seenAt(this.clock.now()) });
  }

  async queued(servers?: readonly string[]): Promise<readonly PersonRecord[]> {
    const users = await this.#users
      .find({
        'queue.enteredAt': { $exists: true },
        ...(servers !== undefined && { server: { $in: [...servers] } }),
        expiresAt: { $gt: new Date(this.clock.now()) },
      })
      .sort({ 'queue.front': -1, 'queue.enteredAt': 1, _id: 1 })
      .toArray();
    return users.map(toPerson);
  }

  async stranded(living: readonly string[]): Promise<readonly PersonRecord[]> {
    const users = await this.#users
      .find({
        $or: [{ 'queue.enteredAt': { $exists: true } }, { room: { $exists: true } }],
        server: { $nin: [...living] },
        expiresAt: { $gt: new Date(this.clock.now()) },
      })
      .toArray();
    return users.map(toPerson);
  }

  /** The person after the change, undefined when the filter matches nobody. */
  async #change(
    filter: Filter<UserDocument>,
    change: Pick<UpdateFilter<UserDocument>, '$set' | '$unset' | '$push'>,
  ): Promise<PersonRecord | undefined> {
    const update = { ...change, $set: { ...change.$set, ...seenAt(this.clock.now()) } };
    const after = await this.#users.findOneAndUpdate(filter, update, { returnDocument: 'after' });
    return after === null ? undefined : toPerson(after);
  }
}

/** The fields of a registration, for an aggregation pipeline. `$max` passes over the gen that a new person lacks. */
function registered({ publicId: _, now, network, ...fields }: NewRegistration): Record<string, unknown> {
  const values = { ...fields, ...(network !== undefined && { ipHash: network }), ...seenAt(now) };
  // Literals: nothing that came over the wire is ever read as an expression.
  const literals = Object.entries(values).map(([name, value]) => [name, { $literal: value }] as const);
  return { ...Object.fromEntries(literals), gen: { $add: [{ $max: ['$gen', 0] }, 1] } };
}
