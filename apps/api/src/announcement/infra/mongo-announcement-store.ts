import { ROLES, type Audience } from '@hearken/protocol';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { nativeCollection } from '../../platform/mongo/mongo-connection.js';
import { isDuplicateKey } from '../../platform/mongo/mongo-errors.js';
import {
  ANNOUNCEMENT_KEPT_MS,
  type AnnouncementRecord,
  type AnnouncementStore,
  type NewAnnouncement,
} from '../announcement-store.port.js';
import { announcementModel, type AnnouncementDocument } from './announcement.schema.js';

/** Announcements in MongoDB. */
export class MongoAnnouncementStore implements AnnouncementStore {
  readonly #announcements: Collection<AnnouncementDocument>;

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    this.#announcements = nativeCollection(announcementModel(connection));
  }

  async add(announcement: NewAnnouncement, at: number): Promise<AnnouncementRecord> {
    for (let id = at; ; id += 1) {
      try {
        await this.#announcements.insertOne(toDocument({ ...announcement, id, at, reached: 0 }));
        return { ...announcement, id, at, reached: 0 };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  async list(limit: number): Promise<readonly AnnouncementRecord[]> {
    const found = await this.#announcements.find(this.#kept()).sort({ _id: -1 }).limit(limit).toArray();
    return found.map(toRecord);
  }

  async recent(from: number, now: number): Promise<readonly AnnouncementRecord[]> {
    const found = await this.#announcements
      .find({ ...this.#kept(), $or: [{ _id: { $gte: from } }, { expiresAt: { $gt: new Date(now) } }] })
      .sort({ _id: 1 })
      .toArray();
    return found.map(toRecord);
  }

  async withdraw(id: number, by: string, at: number): Promise<AnnouncementRecord | undefined> {
    const after = await this.#announcements.findOneAndUpdate(
      { ...this.#kept(), _id: id, withdrawnAt: { $exists: false } },
      { $set: { withdrawnAt: new Date(at), withdrawnBy: by } },
      { returnDocument: 'after' },
    );
    return after === null ? undefined : toRecord(after);
  }

  async addReached(id: number, people: number): Promise<void> {
    await this.#announcements.updateOne({ _id: id }, { $inc: { reached: people } });
  }

  #kept(): { goneAt: { $gt: Date } } {
    return { goneAt: { $gt: new Date(this.clock.now()) } };
  }
}

function toDocument(record: AnnouncementRecord): AnnouncementDocument {
  const { id, at, to, text, by, reached, expiresAt, restartAt } = record;
  const target = targetOf(to);
  return {
    _id: id,
    audience: to.audience,
    ...(target !== undefined && { target }),
    text,
    by,
    at: new Date(at),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(restartAt !== undefined && { restartAt: new Date(restartAt) }),
    reached,
    goneAt: new Date(Math.max(at, expiresAt ?? at) + ANNOUNCEMENT_KEPT_MS),
  };
}

function toRecord(found: AnnouncementDocument): AnnouncementRecord {
  const { expiresAt, restartAt, withdrawnAt, withdrawnBy } = found;
  return {
    id: found._id,
    at: found.at.getTime(),
    to: toAudience(found),
    text: found.text,
    by: found.by,
    reached: found.reached,
    ...(expiresAt !== undefined && { expiresAt: expiresAt.getTime() }),
    ...(restartAt !== undefined && { restartAt: restartAt.getTime() }),
    ...(withdrawnAt !== undefined && { withdrawn: { at: withdrawnAt.getTime(), by: withdrawnBy ?? '' } }),
  };
}

function targetOf(to: Audience): string | undefined {
  switch (to.audience) {
    case 'all':
      return undefined;
    case 'role':
      return to.role;
    case 'room':
      return to.roomId;
    case 'person':
      return to.personId;
  }
}

function toAudience({ audience, target = '' }: AnnouncementDocument): Audience {
  switch (audience) {
    case 'all':
      return { audience };
    case 'role':
      return { audience, role: ROLES.find((role) => role === target) ?? 'talk' };
    case 'room':
      return { audience, roomId: target };
    case 'person':
      return { audience, personId: target };
  }
}
