import { LASTING_ENDS, type LastingEnd, type RoomEnd, type StreamId } from '@hearken/protocol';
import { settleOutbox } from './delivery';
import { isAtOrBeyond, type LogDraft } from './log-draft';
import { settledBelow } from './outbox';
import type { LogEntry, Place, RoomRecord } from './room-log';

/**
 * Takes the end of a room (docs/log.md, rule 9): own entries at or below their stream's head were sent, the others and
 * all that waits were not. Told again with other heads (the database lost the first end), the labels follow, and a line
 * says so where one that was shown as sent turns out not to be.
 *
 * @param at this browser's estimate of server time, ms
 */
export function endRoom(draft: LogDraft, end: RoomEnd, at: number): void {
  const told = draft.room.end;
  const before = draft.room;
  const kept = told?.is === 'told' ? retold(told.end, end) : end;
  if (told?.is !== 'told' || !sameEnd(told.end, kept)) draft.set({ end: { is: 'told', end: kept } });
  const heads = new Map(end.mine.map(({ stream, n }) => [stream, n]));
  let isCorrected = false;
  for (const [key, entry] of draft.entries) {
    if (!entry.isMine || entry.fate === 'refused' || (entry.fate === 'held' && entry.isDelivered)) continue;
    const settled = settleAtEnd(entry, heads, before);
    if (settled === entry) continue;
    isCorrected ||= settled.fate === 'ended' && wasSaidSent(entry, before);
    draft.put(key, settled);
  }
  // Of a room that the database has lost nobody knows what the partner wrote last, however it ended.
  const isUnproven = end.partner.length === 0 && told?.is !== 'told';
  if (isUnproven) draft.mark({ kind: 'held', t: draft.lastTimeOf(false), at, isMine: false });
  if (isCorrected) draft.mark({ kind: 'corrected', t: draft.room.clock, at });
  settleOutbox(draft);
  // Another end than the one told before may hold more of the partner's, or less of the own.
  const isSame = told?.is === 'told' && sameHeads(told.end, end);
  // Of a deleted one nothing more comes, whatever the heads say.
  const isAll = end.deleted !== undefined || (hasAllOfPartner(draft.room, end) && !isShort(draft, end));
  draft.set({ isComplete: (isSame && draft.room.isComplete) || isAll });
  notePart(draft, kept);
}

/** Keeps what this person did, where the end says it. */
function notePart(draft: LogDraft, end: RoomEnd): void {
  const did = LASTING_ENDS.find((lasting) => lasting === end.reason && end.by === 'you');
  if (did !== undefined) addPart(draft, did);
  if (end.deleted === 'you') addPart(draft, 'deleted');
}

/** Keeps what this person did about a room. */
export function addPart(draft: LogDraft, part: LastingEnd): void {
  const { parted = [] } = draft.room;
  if (!parted.includes(part)) draft.set({ parted: [...parted, part] });
}

/** Whether a room ended because this person was silent for too long. */
export function isAwayTooLong(end: RoomEnd): boolean {
  return end.reason === 'partner-lost' && end.by === 'you';
}

/**
 * Ends a room that the server knows no more: what is not known to be sent was not, which is said where it was shown as
 * sent before. What the partner wrote last nobody can tell.
 */
export function abandonRoom(draft: LogDraft, at: number): void {
  if (draft.room.end !== undefined) return;
  const { room } = draft;
  draft.set({ end: { is: 'reset', at }, isComplete: true });
  let isCorrected = false;
  for (const [key, entry] of draft.entries) {
    const isUnsent = entry.fate === 'waiting' || (entry.fate === 'outbox' && !isSent(entry, room));
    if (!isUnsent || entry.isDelivered) continue;
    isCorrected ||= wasSaidSent(entry, room);
    draft.put(key, { ...entry, fate: 'ended' });
  }
  draft.mark({ kind: 'held', t: draft.lastTimeOf(false), at, isMine: false });
  if (isCorrected) draft.mark({ kind: 'corrected', t: room.clock, at });
}

/** Whether the reader holds everything the partner sent before the end. */
export function hasAllOfPartner(room: RoomRecord, end: RoomEnd): boolean {
  const head = end.partner.at(-1);
  return head === undefined || isAtOrBeyond(room.received, head);
}

/**
 * Whether an end holds less than this browser knows to have been sent: a tail is lost. What the partner was known to hold
 * is in no outbox any more, and their store may have lost it as well. The server learns of it by a sync, and says so to
 * them (I1).
 */
function isShort(draft: LogDraft, { mine }: RoomEnd): boolean {
  const head = mine.find(({ stream }) => stream === draft.room.stream)?.n ?? 0;
  return mine.length > 0 && settledBelow(draft) - 1 > head;
}

/** Whether an entry is durable, as far as told now. */
export function isSent(entry: LogEntry, room: RoomRecord): boolean {
  return entry.isProven || entry.isDelivered || isWithin(entry, room, room.accepted);
}

/** Whether the author was ever told that an entry is sent. */
function wasSaidSent(entry: LogEntry, room: RoomRecord): boolean {
  return entry.wasSent === true || entry.fate === 'held' || isSent(entry, room) || isWithin(entry, room, room.told);
}

function isWithin(entry: LogEntry, room: RoomRecord, n: number): boolean {
  const place = entry.places.at(-1);
  return place?.stream === room.stream && place.n <= n;
}

function settleAtEnd(entry: LogEntry, heads: ReadonlyMap<StreamId, number>, room: RoomRecord): LogEntry {
  const sent = entry.places.find(({ stream, n }) => n <= (heads.get(stream) ?? 0));
  if (sent !== undefined) {
    if (entry.fate === 'held' || (entry.fate === 'outbox' && entry.isProven)) return entry;
    return { ...entry, fate: 'outbox', isProven: true, ...shownAt(entry, sent, room) };
  }
  // The partner holds it: whatever the heads say, it was not in vain.
  if (entry.isDelivered) return { ...entry, fate: 'held' };
  if (entry.fate === 'ended') return entry;
  return { ...entry, fate: 'ended', isProven: false, ...(entry.fate === 'waiting' ? { t: room.clock + entry.t } : {}) };
}

/** The partner meets the first durable place, unless their cursor has left its stream without it. */
function shownAt(entry: LogEntry, sent: Place, room: RoomRecord): { readonly t?: number } {
  return entry.isProven || sent.stream < room.delivered.stream ? {} : { t: sent.t };
}

/** An end told again: the new heads count; why it ended stays as first told, for a server that lost it knows no more. */
function retold(first: RoomEnd, again: RoomEnd): RoomEnd {
  return again.reason === 'unconfirmed' ? { ...first, mine: again.mine, partner: again.partner } : again;
}

function sameHeads(left: RoomEnd, right: RoomEnd): boolean {
  return JSON.stringify([left.mine, left.partner]) === JSON.stringify([right.mine, right.partner]);
}

function sameEnd(left: RoomEnd, right: RoomEnd): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
