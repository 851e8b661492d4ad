import type { PersonRecord, QueueEntry } from '../person-store.port.js';
import type { QueueDocument, UserDocument } from './user.schema.js';

/** A person as the services know them. */
export function toPerson(user: UserDocument): PersonRecord {
  return {
    publicId: user._id,
    gen: user.gen,
    reg: user.reg,
    device: user.device,
    store: user.store,
    attempt: user.attempt,
    server: user.server,
    takeBreak: user.takeBreak,
    // Registered before there was anything else.
    numbering: user.numbering ?? 'browser',
    ...(user.ipHash !== undefined && { network: user.ipHash }),
    ...(user.role !== undefined && { role: user.role }),
    ...(user.queue !== undefined && { queue: toEntry(user.queue) }),
    ...(user.room !== undefined && { room: user.room }),
    ...(user.lastRoom !== undefined && { lastRoom: user.lastRoom }),
    ...(user.owed !== undefined && user.owed.length > 0 && { owed: user.owed }),
    ...(user.joinFrom !== undefined && { joinFrom: user.joinFrom.getTime() }),
    lastSeenAt: user.lastSeenAt.getTime(),
  };
}

/** A queue place as stored. */
export function toQueueDocument({ role, widen, enteredAt, front, opensAt }: QueueEntry): QueueDocument {
  return { type: role, widen, enteredAt: new Date(enteredAt), front, opensAt: new Date(opensAt) };
}

function toEntry({ type, widen, enteredAt, front, opensAt }: QueueDocument): QueueEntry {
  return { role: type, widen, enteredAt: enteredAt.getTime(), front, opensAt: opensAt.getTime() };
}
