import type { Filter } from 'mongodb';
import { PERSON_KEPT_MS, type Registration } from '../person-store.port.js';
import type { UserDocument } from './user.schema.js';

/** What a change of a person also notes: they are forgotten PERSON_KEPT_MS after it. */
export function seenAt(now: number): Pick<UserDocument, 'lastSeenAt' | 'expiresAt'> {
  return { lastSeenAt: new Date(now), expiresAt: new Date(now + PERSON_KEPT_MS) };
}

/** The person while `holder` is their registration: both parts, as gen alone may be lost with a tail. */
export function heldBy({ publicId, gen, reg }: Registration): Filter<UserDocument> {
  return { _id: publicId, gen, reg };
}
