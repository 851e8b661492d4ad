import { otherSlot, REPORT_ENTRIES, SLOTS, type Slot } from '@hearken/protocol';
import type { MessageStore, StoredEntry } from '../room/message-store.port.js';
import type { RoomRecord, StreamRecord } from '../room/room-store.port.js';
import type { ReportSide, SnapshotEntry } from './report-store.port.js';

/** Reads the last entries of a conversation, in its order, as the server holds them; none of a deleted one. */
export async function snapshotOf(
  messages: MessageStore,
  record: RoomRecord,
  reporter: Slot,
): Promise<readonly SnapshotEntry[]> {
  if (record.end?.deleted !== undefined) return [];
  const both = await Promise.all(SLOTS.map((slot) => lastOf(messages, record, slot)));
  const ordered = both
    .flat()
    .sort((left, right) => left.t - right.t || (left.slot < right.slot ? -1 : left.slot > right.slot ? 1 : 0));
  const reported = otherSlot(reporter);
  return ordered.slice(-REPORT_ENTRIES).map((entry) => toSnapshot(entry, entry.slot === reported));
}

/** The last entries of one author. A text that moved to a later stream is in both: it counts where it was first. */
async function lastOf(messages: MessageStore, record: RoomRecord, slot: Slot): Promise<readonly StoredEntry[]> {
  let found: StoredEntry[] = [];
  for (const stream of record.streams[slot].toReversed()) {
    if (found.length >= REPORT_ENTRIES) break;
    const ref = { roomId: record.id, slot, stream: stream.id };
    const to = await endOf(messages, record, slot, stream);
    const earlier = await messages.read(ref, to - REPORT_ENTRIES, to, REPORT_ENTRIES);
    const known = new Set(earlier.map(({ nonce }) => nonce));
    found = [...earlier, ...found.filter(({ nonce }) => !known.has(nonce))];
  }
  return found;
}

async function endOf(messages: MessageStore, record: RoomRecord, slot: Slot, stream: StreamRecord): Promise<number> {
  const head = record.end?.heads?.[slot].find(({ stream: id }) => id === stream.id);
  if (head !== undefined) return head.n;
  return (await messages.tail({ roomId: record.id, slot, stream: stream.id }, stream.heldBelow)).accepted;
}

function toSnapshot(entry: StoredEntry, isReported: boolean): SnapshotEntry {
  const by: ReportSide = isReported ? 'reported' : 'reporter';
  const { nonce, at } = entry;
  if (entry.kind !== 'text') return { by, nonce, at, kind: entry.kind, target: entry.target };
  const { kind, text, replyTo } = entry;
  return { by, nonce, at, kind, text, ...(replyTo === undefined ? {} : { replyTo }) };
}
