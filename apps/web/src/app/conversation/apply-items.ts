import type { Cursor, Entry, EntryBody, Gap, LogItem } from '@hearken/protocol';
import { isWithPartner, settleOutbox } from './delivery';
import { isAtOrBeyond, type LogDraft } from './log-draft';
import { ownAtTip, place } from './numbering';
import type { LogEntry } from './room-log';

/** What came of applying items: all of them, or up to a hole that only a sync can explain. */
export type Applied = 'all' | 'hole';

/**
 * Applies what the server gave of the log, in its order (docs/log.md, rule 5). Stops at the first item that does not
 * follow what is held: nothing behind an unexplained hole is ever shown (I3).
 *
 * @param at this browser's estimate of server time, ms: when a gap line is said to have been found
 */
export function applyItems(draft: LogDraft, items: readonly LogItem[], at: number): Applied {
  for (const item of items) {
    const isMine = item.author !== draft.room.partnerId;
    const followed = item.kind === 'gap' ? applyGap(draft, item, isMine, at) : applyEntry(draft, item, isMine, at);
    if (!followed) return 'hole';
  }
  ownAtTip(draft);
  settleOutbox(draft);
  return 'all';
}

function applyEntry(draft: LogDraft, item: Entry, isMine: boolean, at: number): boolean {
  const cursor = isMine ? draft.room.own : draft.room.received;
  const isNext = item.stream === cursor.stream && item.n === cursor.n + 1;
  if (!isNext && !draft.rules.noGapCheck) return passOver(draft, item, isMine, at);
  if (isMine) {
    draft.set({ own: placeOf(item) });
    takeOwn(draft, item);
  } else {
    draft.set({ received: placeOf(item), receivedNonce: item.nonce });
    takePartners(draft, item);
  }
  draft.set({ clock: Math.max(draft.room.clock, item.t) });
  return true;
}

/** Below the cursor: held already. Anywhere else only a sync can explain it. */
function passOver(draft: LogDraft, item: Entry, isMine: boolean, at: number): boolean {
  const cursor = isMine ? draft.room.own : draft.room.received;
  if (item.stream !== cursor.stream || item.n > cursor.n) return false;
  if (isMine || draft.entries.has(keyOf(draft, item))) return true;
  // The database lost what stood there, and the author's store as well: the number is another text's now, and so may be
  // all of this stream's. It is read from its start; what is held of it already is passed over by its nonce.
  draft.set({ received: { stream: cursor.stream, n: 0 }, receivedNonce: undefined });
  draft.mark({ kind: 'held', t: draft.lastTimeOf(false), at, isMine: false });
  return false;
}

function takePartners(draft: LogDraft, item: Entry): void {
  const key = keyOf(draft, item);
  if (!draft.entries.has(key)) draft.put(key, entryOf(item, false));
}

/**
 * An own entry comes back: from before a lost store, or as the proof that an earlier place of it is durable. One that
 * was thought unsent (an older store came back, an end told too much) is sent after all.
 */
function takeOwn(draft: LogDraft, item: Entry): void {
  // It stands on the server: its person sees that it is sent, also where this store does not know that any more.
  if (item.stream === draft.room.stream) draft.set({ told: Math.max(draft.room.told, item.n) });
  const key = keyOf(draft, item);
  const held = draft.entries.get(key);
  if (held === undefined || (held.isMine && held.fate !== 'held' && held.fate !== 'outbox')) {
    restoreOwn(draft, key, item);
    return;
  }
  if (!held.isMine) return;
  // Items come in the order of the streams, and the partner meets the first of several places. One that is settled may
  // still have stood earlier: what a page of an answer had no room for comes after the cursor that settled it.
  const isFirst = held.fate === 'outbox' ? !held.isProven : item.t < held.t;
  if (isFirst) {
    draft.put(key, { ...held, isProven: true, t: item.t, at: item.at });
  }
}

/**
 * An own entry that this browser does not hold any more. What is not delivered goes back to the outbox and moves on to
 * the current stream, as it would have with a store that was not lost.
 */
function restoreOwn(draft: LogDraft, key: string, item: Entry): void {
  const entry = entryOf(item, true);
  const isOver = item.stream === draft.room.stream || draft.isOver;
  if (isOver || isWithPartner(entry, draft.room)) draft.put(key, entry);
  else place(draft, key, { ...entry, isProven: true });
}

function applyGap(draft: LogDraft, gap: Gap, isMine: boolean, at: number): boolean {
  const cursor = isMine ? draft.room.own : draft.room.received;
  if (isAtOrBeyond(cursor, gap.to)) return true;
  const isWithin = cursor.stream === gap.from.stream && cursor.n >= gap.from.n;
  if (!isWithin && !draft.rules.noGapCheck) return false;
  draft.set(isMine ? { own: gap.to } : { received: gap.to, receivedNonce: undefined });
  // The author knows what an own earlier stream held; only others may have missed something there.
  if (isMine && gap.reason === 'stream') return true;
  draft.mark({ kind: gap.reason, t: draft.lastTimeOf(isMine), at, isMine });
  return true;
}

function placeOf({ stream, n }: Entry): Cursor {
  return { stream, n };
}

function keyOf(draft: LogDraft, item: Entry): string {
  return draft.rules.noncePerStreamOnly ? `${item.nonce}/${item.stream}` : item.nonce;
}

function entryOf(item: Entry, isMine: boolean): LogEntry {
  return {
    nonce: item.nonce,
    isMine,
    body: bodyOf(item),
    t: item.t,
    at: item.at,
    fate: 'held',
    places: isMine ? [{ stream: item.stream, n: item.n, t: item.t }] : [],
    isProven: false,
    isDelivered: false,
  };
}

function bodyOf(item: Entry): EntryBody {
  if (item.kind !== 'text') return { kind: item.kind, target: item.target };
  return item.replyTo === undefined
    ? { kind: 'text', text: item.text }
    : { kind: 'text', text: item.text, replyTo: item.replyTo };
}
