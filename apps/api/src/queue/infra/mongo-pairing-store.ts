import { HAVE_MET_MS } from '@hearken/protocol';
import type { ClientSession, Collection, TransactionOptions } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { GroupedCall, type GroupOutcome } from '../../platform/grouped-call.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey, isTransactionConflict } from '../../platform/mongo/mongo-errors.js';
import { toRoomDocument } from '../../room/infra/room-document.js';
import { IS_ACTIVE, roomModel, type RoomDocument } from '../../room/infra/room.schema.js';
import { heldBy, seenAt } from '../../session/infra/person-filters.js';
import { userModel, type UserDocument } from '../../session/infra/user.schema.js';
import {
  interactionId,
  meetingKeys,
  type Interaction,
  type PairingStore,
  type PairOutcome,
  type ProposedPair,
} from '../pairing-store.port.js';
import { MongoInteractions } from './mongo-interactions.js';
import { judgePairs, refusedAll, type Seen } from './judge-pairs.js';

/** The write concern is the connection's. */
const TRANSACTION: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  readPreference: 'primary',
  maxCommitTimeMS: 5_000,
};

/** A pair alone meets another writer at most this often; who lost by then is read again and waits on. */
const ALONE_ATTEMPTS = 3;

/** Devices in one question: each may have met 256 others. */
const DEVICES_TOGETHER = 100;

/** Whose meetings are asked for, and since when (server time, ms). */
interface MeetingsAsked {
  readonly device: string;
  readonly since: number;
}

/** Pairs and meetings in MongoDB. Pairs that are ready together share a transaction: ten times cheaper than one each. */
export class MongoPairingStore implements PairingStore {
  readonly #users: Collection<UserDocument>;
  readonly #rooms: Collection<RoomDocument>;
  readonly #interactions: MongoInteractions;
  readonly #asked: GroupedCall<MeetingsAsked, readonly Interaction[]>;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#users = nativeCollection(userModel(connection));
    this.#rooms = nativeCollection(roomModel(connection));
    this.#interactions = new MongoInteractions(connection);
    this.#asked = new GroupedCall((requests) => this.#interactionsOf(requests), clock, { most: DEVICES_TOGETHER });
  }

  async commit(pairs: readonly ProposedPair[], now: number): Promise<readonly PairOutcome[]> {
    if (pairs.length === 0) return [];
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#together(pairs, now);
      } catch (error) {
        if (!mayTryAgain(error) || attempt === ALONE_ATTEMPTS) return pairs.map(refusedAll);
        if (pairs.length > 1) break;
      }
    }
    // Halves of halves find the pair that breaks it: 250 pairs with one bad one take 16 transactions, not 250.
    const middle = Math.ceil(pairs.length / 2);
    const earlier = await this.commit(pairs.slice(0, middle), now);
    return [...earlier, ...(await this.commit(pairs.slice(middle), now))];
  }

  block(left: string, right: string, at: number): Promise<void> {
    return this.#interactions.note(left, right, at, true);
  }

  async met(left: string, right: string, at: number): Promise<void> {
    await this.#interactions.note(left, right, at, false);
    await this.#interactions.cap(left);
    await this.#interactions.cap(right);
  }

  interactions(device: string, since: number): Promise<readonly Interaction[]> {
    return this.#asked.ask({ device, since });
  }

  async #interactionsOf(requests: readonly MeetingsAsked[]): Promise<readonly GroupOutcome<readonly Interaction[]>[]> {
    const devices = [...new Set(requests.map(({ device }) => device))];
    const earliest = Math.min(...requests.map(({ since }) => since));
    const found = await this.#interactions.of(devices, earliest);
    return requests.map(({ device, since }) => {
      const answer = (found.get(device) ?? []).filter(({ blocked, at }) => blocked || at > since);
      return { is: 'answered', answer };
    });
  }

  /**
   * One transaction: what it reads is a snapshot, and another writer of anything it changes ends it. Pairs that the
   * snapshot refuses are left out; rejects when it was ended, or when its fate is not known.
   */
  #together(pairs: readonly ProposedPair[], now: number): Promise<readonly PairOutcome[]> {
    return this.connection.getClient().withSession(async (session) => {
      session.startTransaction(TRANSACTION);
      try {
        const outcomes = judgePairs(pairs, await this.#look(pairs, session), now - HAVE_MET_MS);
        const good = pairs.filter((_, index) => outcomes[index]?.is === 'paired');
        if (good.length === 0) {
          await session.abortTransaction();
          return outcomes;
        }
        await this.#write(good, session);
        await session.commitTransaction();
        return outcomes;
      } catch (error) {
        // An answer to this changes nothing: MongoDB drops what is not committed.
        if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
        throw error;
      }
    });
  }

  async #look(pairs: readonly ProposedPair[], session: ClientSession): Promise<Seen> {
    const members = pairs.flatMap(({ room }) => room.members.map(({ id }) => id));
    const meetings = pairs.map(({ room }) => interactionId(...meetingKeys(...room.members)));
    // One after the other: a transaction runs one operation at a time.
    const users = await this.#users.find({ _id: { $in: members } }, { session }).toArray();
    const rooms = await this.#rooms
      .find({ activeMembers: { $in: members }, ...IS_ACTIVE }, { session })
      .project<Pick<RoomDocument, 'activeMembers'>>({ activeMembers: 1 })
      .toArray();
    const interactions = await this.#interactions.collection.find({ _id: { $in: meetings } }, { session }).toArray();
    return {
      users: new Map(users.map((user) => [user._id, user])),
      busy: new Set(rooms.flatMap(({ activeMembers }) => activeMembers)),
      interactions: new Map(interactions.map((interaction) => [interaction._id, interaction])),
    };
  }

  async #write(pairs: readonly ProposedPair[], session: ClientSession): Promise<void> {
    const $set = seenAt(this.clock.now());
    const updates = pairs.flatMap(({ room, holders }) =>
      holders.map((holder) => ({
        updateOne: {
          filter: heldBy(holder),
          update: { $set: { ...$set, room: room.id }, $unset: { queue: true as const } },
        },
      })),
    );
    await this.#users.bulkWrite(updates, { session });
    await this.#rooms.insertMany(
      pairs.map(({ room }) => toRoomDocument(room)),
      { session },
    );
  }
}

/** Whether the server ended the transaction for a reason that may be gone, or that only one of its pairs brought in. */
function mayTryAgain(error: unknown): boolean {
  return isDuplicateKey(error) || isTransactionConflict(error);
}
