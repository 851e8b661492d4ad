import type { LogItem, Nonce, ReaderCursor, StreamId } from '@hearken/protocol';
import { currentPlace, type LogDraft } from './log-draft';
import type { LogEntry, RoomLog, RoomRecord } from './room-log';

/**
 * Takes the partner's cursor in own streams, as told last (it goes down when the partner's browser lost its store).
 *
 * @param items own entries that come with it, and are not taken yet
 * @returns false where it tells that the numbers of the current stream stand for other words: go on in a new one
 */
export function takeDelivered(draft: LogDraft, delivered: ReaderCursor, items: readonly LogItem[] = []): boolean {
  const isOurs = noteDelivered(draft, delivered, items);
  settleOutbox(draft);
  return isOurs;
}

/** The same, with the outbox left as it is. */
export function noteDelivered(draft: LogDraft, delivered: ReaderCursor, items: readonly LogItem[]): boolean {
  const { stream, n } = delivered;
  const isOther = isOfOtherWords(draft, draft.rules.cursorNonceIgnored ? { stream, n } : delivered, items);
  if (isOther) doubt(draft, stream);
  draft.set({ delivered: { stream, n } });
  return !isOther || stream !== draft.room.stream;
}

/**
 * Whether the partner holds other words under numbers of a stream than this store: an older one came back after the
 * database had lost them, too, and gave the numbers again, or has not given them yet.
 */
export function isOfOtherWords(log: RoomLog, delivered: ReaderCursor, items: readonly LogItem[] = []): boolean {
  const { stream, n, nonce } = delivered;
  const { room } = log;
  const own = ownAt(log, delivered) ?? nonceAt(items, delivered);
  if (own !== undefined) return nonce !== undefined && nonce !== own;
  return room.end === undefined && stream === room.stream && n > room.lastN;
}

/** Takes what is durable of the current stream, as told last. */
export function takeAccepted(draft: LogDraft, accepted: number): void {
  noteAccepted(draft, accepted);
  settleOutbox(draft);
}

/** The same, with the outbox left as it is. */
export function noteAccepted(draft: LogDraft, accepted: number): void {
  draft.set({ accepted, told: Math.max(draft.room.told, accepted) });
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

function placeWithPartner({ places }: LogEntry, room: RoomRecord): LogEntry['places'][number] | undefined {
  const { delivered, end, doubted = [] } = room;
  const ours = doubted.length === 0 ? places : places.filter(({ stream }) => !doubted.includes(stream));
  const here = ours.find(({ stream, n }) => stream === delivered.stream && n <= delivered.n);
  if (here !== undefined || end?.is !== 'told') return here;
  const heads = new Map(end.end.mine.map(({ stream, n }) => [stream, n]));
  return ours.find(({ stream, n }) => stream < delivered.stream && n <= (heads.get(stream) ?? 0));
}

/** Nothing that the partner's cursor says of this stream is believed any more. */
function doubt(draft: LogDraft, stream: StreamId): void {
  const { doubted = [] } = draft.room;
  if (!doubted.includes(stream)) draft.set({ doubted: [...doubted, stream] });
}

function nonceAt(items: readonly LogItem[], { stream, n }: ReaderCursor): Nonce | undefined {
  const found = items.find((item) => item.kind !== 'gap' && item.stream === stream && item.n === n);
  return found?.kind === 'gap' ? undefined : found?.nonce;
}

/** Nonce of the own entry that this store has given a place to. */
function ownAt({ entries }: RoomLog, at: ReaderCursor): Nonce | undefined {
  for (const { isMine, places, nonce } of entries.values()) {
    if (isMine && places.some(({ stream, n }) => stream === at.stream && n === at.n)) return nonce;
  }
  return undefined;
}
