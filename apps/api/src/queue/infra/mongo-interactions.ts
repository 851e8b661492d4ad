import { HAVE_MET_MAX, HAVE_MET_MS } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import { interactionId, type Interaction } from '../pairing-store.port.js';
import { interactionModel, type InteractionDocument } from './interaction.schema.js';

/** Two first notes of one pair that race: the second finds the first one's document. */
const NOTE_ATTEMPTS = 3;

/** Who has met whom, in MongoDB. One document for both sides: what one forgets, the other forgets too. */
export class MongoInteractions {
  readonly collection: Collection<InteractionDocument>;

  constructor(connection: Connection) {
    this.collection = nativeCollection(interactionModel(connection));
  }

  /** Notes a meeting or a block; neither a later meeting nor a block is taken back by it. */
  async note(left: string, right: string, at: number, isBlock: boolean): Promise<void> {
    const devices = left < right ? [left, right] : [right, left];
    const update = [
      {
        $set: {
          devices: { $literal: devices },
          at: { $max: ['$at', new Date(at)] },
          blocked: isBlock ? true : { $ifNull: ['$blocked', false] },
        },
      },
      { $set: { expiresAt: { $cond: ['$blocked', '$$REMOVE', { $add: ['$at', HAVE_MET_MS] }] } } },
    ];
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.collection.updateOne({ _id: interactionId(left, right) }, update, { upsert: true });
        return;
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === NOTE_ATTEMPTS) throw error;
      }
    }
  }

  /** Keeps the device's newest meetings. */
  async cap(device: string): Promise<void> {
    const beyond = await this.collection
      .find({ devices: device, blocked: false })
      .sort({ at: -1, _id: -1 })
      .skip(HAVE_MET_MAX)
      .project<Pick<InteractionDocument, '_id' | 'at'>>({ at: 1 })
      .toArray();
    const newest = beyond[0];
    if (newest === undefined) return;
    // The time again: a pair that has met anew since it was read is no longer an old one.
    await this.collection.deleteMany({
      _id: { $in: beyond.map(({ _id }) => _id) },
      blocked: false,
      at: { $lte: newest.at },
    });
  }

  /** Whom each of these devices met after `since` (ms), and whom it must not meet; the most recent last. */
  async of(devices: readonly string[], since: number): Promise<ReadonlyMap<string, readonly Interaction[]>> {
    const documents = await this.collection
      .find({ devices: { $in: devices }, $or: [{ blocked: true }, { at: { $gt: new Date(since) } }] })
      .sort({ at: 1, _id: 1 })
      .toArray();
    const found = new Map<string, Interaction[]>(devices.map((device) => [device, []]));
    for (const { devices: pair, at, blocked } of documents) {
      for (const [device, other] of [pair, pair.toReversed()]) {
        if (device === undefined || other === undefined) continue;
        found.get(device)?.push({ device: other, at: at.getTime(), blocked });
      }
    }
    return found;
  }
}
