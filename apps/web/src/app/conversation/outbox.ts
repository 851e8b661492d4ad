import type { EntryBody, NewEntry, Nonce, RoomClaim, StreamId } from '@hearken/protocol';
import { isWithPartner, settleOutbox } from './delivery';
import { currentPlace, outboxOf, type LogDraft, type Outgoing } from './log-draft';
import { ownAtTip, place } from './numbering';
import type { LogEntry, RoomLog } from './room-log';

/** Something the person said, before it has a number. */
export interface Said {
  readonly nonce: Nonce;
  readonly body: EntryBody;
  /** This browser's estimate of server time, ms. */
  readonly at: number;
}

/** Keeps what was said without a number, behind everything else that waits. */
export function addWaiting(draft: LogDraft, said: Said): void {
  let last = 0;
  for (const entry of draft.entries.values()) if (entry.fate === 'waiting') last = Math.max(last, entry.t);
  draft.put(said.nonce, {
    ...said,
    isMine: true,
    t: last + 1,
    fate: 'waiting',
    places: [],
    isProven: false,
    isDelivered: false,
  });
}

/** Gives everything that waits its number and its time. Only after the server has said where to go on (I1). */
export function numberWaiting(draft: LogDraft): void {
  const waiting = [...draft.entries].filter(([, entry]) => entry.fate === 'waiting');
  waiting.sort(([, left], [, right]) => left.t - right.t);
  for (const [key, entry] of waiting) place(draft, key, entry);
  ownAtTip(draft);
}

/**
 * Goes on in another stream (docs/log.md, rule 4): everything not delivered gets a place there, in the old order, with
 * times above everything held, whether it was accepted or not: what is accepted in the old stream may be read there by
 * the partner or not, and the nonce makes it one text either way.
 */
export function moveTo(draft: LogDraft, stream: StreamId): void {
  const { accepted, told } = draft.room;
  const left = draft.outbox();
  draft.set({ stream, lastN: 0, accepted: 0, told: 0 });
  for (const { key, entry: held, place: old } of left) {
    const entry: LogEntry = old.n <= told ? { ...held, wasSent: true } : held;
    const isLeftBehind = draft.rules.movingOnlyWhatIsNotAccepted && old.n <= accepted;
    if (isWithPartner(entry, draft.room)) draft.put(key, { ...entry, fate: 'held', isDelivered: true });
    else if (isLeftBehind) draft.put(key, { ...entry, fate: 'held' });
    else place(draft, key, entry);
  }
  settleOutbox(draft);
}

/** The server will not take this entry. The numbers behind it are only good in another stream, without it. */
export function refuse(draft: LogDraft, key: string): void {
  const entry = draft.entries.get(key);
  if (entry !== undefined) draft.put(key, { ...entry, fate: 'refused' });
}

/**
 * Lowest n of the current stream that the outbox holds, or the next n to be given. What an end left unsent stays in it:
 * below this number everything was accepted and delivered, and a server that has lost it goes by that.
 */
export function outboxFrom(log: RoomLog): number {
  let from = outboxOf(log)[0]?.place.n ?? log.room.lastN + 1;
  for (const entry of log.entries.values()) {
    if (entry.fate === 'ended') from = Math.min(from, currentPlace(entry, log.room.stream)?.n ?? from);
  }
  return from;
}

/**
 * One above the highest n of the current stream that was told to be sent, in a room that has ended: none of them will be
 * sent again, so a server that has lost one says so to its reader.
 */
export function settledBelow({ room, entries }: RoomLog): number {
  let highest = room.told;
  for (const entry of entries.values()) {
    if (entry.isDelivered) highest = Math.max(highest, currentPlace(entry, room.stream)?.n ?? 0);
  }
  return highest + 1;
}

/**
 * What this browser says of a room it holds. The own cursor starts below the outbox, so that the server's answer proves
 * which of its entries are durable at an earlier place, should a new stream come of it.
 *
 * @param fresh ask for a new stream
 */
export function claimOf(log: RoomLog, fresh: boolean): RoomClaim {
  const { room } = log;
  const from = outboxFrom(log);
  const own = room.own.stream === room.stream ? { stream: room.stream, n: from - 1 } : room.own;
  const { roomId, partnerId, received, receivedNonce } = room;
  const claim = { roomId, partnerId, received, ...(receivedNonce === undefined ? {} : { receivedNonce }), own };
  if (fresh) return { ...claim, outboxFrom: 1 };
  return { ...claim, outboxFrom: room.end === undefined ? from : settledBelow(log), stream: room.stream };
}

/** What a frame may hold. */
export interface FrameLimits {
  readonly maxEntries: number;
  /** Bytes of the entries as JSON in UTF-8. */
  readonly maxBytes: number;
}

/** The next entries to send behind number `after`, as many as one frame holds; at least one if there is any. */
export function nextFrame(log: RoomLog, after: number, limits: FrameLimits): NewEntry[] {
  const frame: NewEntry[] = [];
  let bytes = 0;
  for (const outgoing of outboxOf(log)) {
    if (outgoing.place.n <= after) continue;
    const entry = newEntry(outgoing);
    bytes += jsonBytes(entry);
    if (frame.length > 0 && (bytes > limits.maxBytes || frame.length >= limits.maxEntries)) break;
    frame.push(entry);
  }
  return frame;
}

function newEntry({ entry, place: { n, t } }: Outgoing): NewEntry {
  return { ...entry.body, n, t, nonce: entry.nonce };
}

/** Upper bound of an entry's bytes as JSON in UTF-8, without encoding it. */
function jsonBytes(entry: NewEntry): number {
  const text = entry.kind === 'text' ? entry.text : '';
  let bytes = 256;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += unit === 0x22 || unit === 0x5c || unit < 0x20 ? 2 : 1;
    else bytes += unit < 0x800 ? 2 : 3;
  }
  return bytes;
}
