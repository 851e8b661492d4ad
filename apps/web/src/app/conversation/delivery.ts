import type { Cursor } from '@hearken/protocol';
import { currentPlace, type LogDraft } from './log-draft';
import type { LogEntry, RoomRecord } from './room-log';

/** Takes the partner's cursor in own streams, as told last (it goes down when the partner's browser lost its store). */
export function takeDelivered(draft: LogDraft, delivered: Cursor): void {
  draft.set({ delivered });
  settleOutbox(draft);
}

/**
 * Whether the partner holds numbers that this store never gave: an older one came back after the database lost them, too.
 * Nothing that is said of this stream's numbers is about the texts that this browser gives them.
 */
export function isBeyondGiven({ stream, lastN, end }: RoomRecord, delivered: Cursor): boolean {
  return end === undefined && delivered.stream === stream && delivered.n > lastN;
}

/** Takes what is durable of the current stream, as told last. */
export function takeAccepted(draft: LogDraft, accepted: number): void {
  draft.set({ accepted, told: Math.max(draft.room.told, accepted) });
  settleOutbox(draft);
}

/**
 * Whether the partner holds an own entry, by the cursor told last (docs/log.md, rule 6): one of its places is in the
 * cursor's stream at or below it. In an ended room a place in an earlier stream, at or below that stream's head, counts
 * as well when the cursor is in a later one: the partner has read that stream to its end.
 */
export function isWithPartner(entry: LogEntry, room: RoomRecord): boolean {
  return placeWithPartner(entry, room) !== undefined;
}

/** Marks what is delivered, and drops from the outbox what is accepted and delivered: only both together are safe. */
export function settleOutbox(draft: LogDraft): void {
  const { room } = draft;
  for (const [key, entry] of draft.entries) {
    if (!entry.isMine || (entry.fate !== 'outbox' && (entry.fate !== 'held' || entry.isDelivered))) continue;
    const settled = settle(entry, room, draft.rules.dropOnAcceptedAlone);
    if (settled !== entry) draft.put(key, settled);
  }
}

function settle(entry: LogEntry, room: RoomRecord, dropOnAcceptedAlone: boolean): LogEntry {
  const place = placeWithPartner(entry, room);
  const current = currentPlace(entry, room.stream);
  const isAccepted = current !== undefined && current.n <= room.accepted;
  const isDone = entry.fate === 'outbox' && isAccepted && (place !== undefined || dropOnAcceptedAlone);
  if (!isDone && (place === undefined || entry.isDelivered)) return entry;
  // A cursor in an earlier stream proves that the partner took the entry there, and shows it at that place's time.
  const isEarlier = place !== undefined && current !== undefined && place !== current && !entry.isProven;
  return {
    ...entry,
    ...(isDone ? { fate: 'held' as const } : {}),
    ...(place === undefined ? {} : { isDelivered: true }),
    ...(isEarlier ? { isProven: true, t: place.t } : {}),
  };
}

function placeWithPartner(entry: LogEntry, room: RoomRecord): LogEntry['places'][number] | undefined {
  const { delivered, end } = room;
  const here = entry.places.find(({ stream, n }) => stream === delivered.stream && n <= delivered.n);
  if (here !== undefined || end?.is !== 'told') return here;
  const heads = new Map(end.end.mine.map(({ stream, n }) => [stream, n]));
  return entry.places.find(({ stream, n }) => stream < delivered.stream && n <= (heads.get(stream) ?? 0));
}
