import type { Collection } from 'mongodb';
import type { Clock } from '../../platform/clock.js';
import type { GroupOutcome } from '../../platform/grouped-call.js';
import { refusedWrites } from '../../platform/mongo/mongo-errors.js';
import { isSameEntry, type PersonRecord, type QueueEntry, type Registration } from '../person-store.port.js';
import { heldBy, seenAt } from './person-filters.js';
import { toPerson, toQueueDocument } from './user-document.js';
import type { UserDocument } from './user.schema.js';

/** A queue place to be set under a registration. */
export interface Enqueueing {
  readonly holder: Registration;
  readonly entry: QueueEntry;
}

type Outcome = GroupOutcome<PersonRecord | undefined>;

/**
 * Sets queue places in one flush: a conditional update for each person, none of which knows of the others, then one look
 * at who holds the place they asked for. Who was changed again in between does not any more, and is answered as if it
 * had come before: refused.
 */
export async function enqueueTogether(
  users: Collection<UserDocument>,
  clock: Clock,
  requests: readonly Enqueueing[],
): Promise<readonly Outcome[]> {
  const [first, later] = oncePerPerson(requests);
  const refused = await write(users, clock, first);
  const after = await read(users, first);
  const outcomes = new Map<Enqueueing, Outcome>(
    first.map((request, at) => [request, outcomeOf(request, refused.get(at), after)]),
  );
  // An unordered write has no order: of two places of one person the second is set when the first is decided.
  if (later.length > 0) {
    for (const [at, outcome] of (await enqueueTogether(users, clock, later)).entries()) {
      const request = later[at];
      if (request !== undefined) outcomes.set(request, outcome);
    }
  }
  return requests.map((request) => outcomes.get(request) ?? { is: 'answered', answer: undefined });
}

function oncePerPerson(requests: readonly Enqueueing[]): readonly [Enqueueing[], Enqueueing[]] {
  const named = new Set<string>();
  const first: Enqueueing[] = [];
  const later: Enqueueing[] = [];
  for (const request of requests) {
    const { publicId } = request.holder;
    (named.has(publicId) ? later : first).push(request);
    named.add(publicId);
  }
  return [first, later];
}

/** The writes that the database refused for a reason of their own, by index; rejects when the fate of all is unknown. */
async function write(
  users: Collection<UserDocument>,
  clock: Clock,
  requests: readonly Enqueueing[],
): Promise<ReadonlyMap<number, unknown>> {
  const seen = seenAt(clock.now());
  const updates = requests.map(({ holder, entry }) => ({
    updateOne: {
      filter: { ...heldBy(holder), room: { $exists: false } },
      update: { $set: { role: entry.role, queue: toQueueDocument(entry), ...seen } },
    },
  }));
  try {
    await users.bulkWrite(updates, { ordered: false });
    return new Map();
  } catch (error) {
    const refused = refusedWrites(error);
    if (refused === undefined) throw error;
    return new Map(Array.from(refused, ([at, { cause }]) => [at, cause]));
  }
}

async function read(
  users: Collection<UserDocument>,
  requests: readonly Enqueueing[],
): Promise<ReadonlyMap<string, UserDocument>> {
  const found = await users.find({ _id: { $in: requests.map(({ holder }) => holder.publicId) } }).toArray();
  return new Map(found.map((user) => [user._id, user]));
}

function outcomeOf(
  { holder, entry }: Enqueueing,
  refusal: unknown,
  after: ReadonlyMap<string, UserDocument>,
): GroupOutcome<PersonRecord | undefined> {
  if (refusal !== undefined) return { is: 'failed', cause: refusal };
  const user = after.get(holder.publicId);
  const isHeld = user?.gen === holder.gen && user.reg === holder.reg && user.room === undefined;
  if (!isHeld) return { is: 'answered', answer: undefined };
  const person = toPerson(user);
  const isThere = person.queue !== undefined && isSameEntry(person.queue, entry);
  return { is: 'answered', answer: isThere ? person : undefined };
}
