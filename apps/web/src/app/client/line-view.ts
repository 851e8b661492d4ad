import type { Nonce, TextBody } from '@hearken/protocol';
import type { AnnouncementLine, EventLine, GapLine, Line, Quote, SendLabel, TextLine } from './client-state';
import { isSent } from '../conversation/end-room';
import { likedTexts } from '../conversation/likes';
import { ALL_RULES, type LogRules } from '../conversation/log-rules';
import type { LogEntry, LogMark, RoomLog, RoomRecord } from '../conversation/room-log';

/** A line with where it stands. */
interface Placed {
  readonly t: number;
  /** Among equal times: slot a, slot b, then what is no entry. */
  readonly rank: number;
  readonly order: number;
  readonly line: Line;
}

const AFTER_ENTRIES = 2;
const LAST = 3;

/**
 * Makes the lines of one room's log. The order is (t, slot), the same for both members; what waits without a number
 * stands at the bottom. Lines that did not change keep their identity from call to call.
 */
export class LineView {
  #log: RoomLog | undefined;
  #lines: readonly Line[] = [];
  #texts = new Map<string, TextLine>();
  readonly #marks = new WeakMap<LogMark, GapLine | EventLine | AnnouncementLine>();

  constructor(private readonly rules: LogRules = ALL_RULES) {}

  lines(log: RoomLog): readonly Line[] {
    if (log === this.#log) return this.#lines;
    const liked = likedTexts(log.entries, this.rules);
    const texts = new Map<string, TextLine>();
    const placed: Placed[] = [];
    for (const [key, entry] of log.entries) {
      if (entry.body.kind !== 'text') continue;
      const line = this.#textLine(key, entry, entry.body, { log, isLiked: liked.has(entry.nonce) });
      texts.set(key, line);
      placed.push(placeOf(entry, line, log.room));
    }
    log.room.marks.forEach((mark, order) => {
      placed.push({ t: mark.t, rank: AFTER_ENTRIES, order, line: this.#markLine(mark, order) });
    });
    const end = endLine(log.room);
    if (end !== undefined) placed.push({ t: Number.POSITIVE_INFINITY, rank: LAST, order: 0, line: end });
    placed.sort(comparePlaced);
    this.#log = log;
    this.#texts = texts;
    this.#lines = placed.map(({ line }) => line);
    return this.#lines;
  }

  #textLine(
    key: string,
    entry: LogEntry,
    body: TextBody,
    { log, isLiked }: { readonly log: RoomLog; readonly isLiked: boolean },
  ): TextLine {
    const quote = quoteOf(body.replyTo, log);
    const line: TextLine = {
      kind: 'text',
      key,
      nonce: entry.nonce,
      isMine: entry.isMine,
      text: body.text,
      at: entry.at,
      isLiked,
      ...(quote === undefined ? {} : { quote }),
      ...(entry.isMine ? { label: labelOf(entry, log.room) } : {}),
    };
    const before = this.#texts.get(key);
    return before !== undefined && sameText(before, line) ? before : line;
  }

  #markLine(mark: LogMark, order: number): Line {
    const before = this.#marks.get(mark);
    if (before !== undefined) return before;
    const line = markLine(mark, `${mark.kind}/${String(mark.t)}/${String(mark.at)}/${String(order)}`);
    this.#marks.set(mark, line);
    return line;
  }
}

/** How far an own entry got, as the person is told. */
export function labelOf(entry: LogEntry, room: RoomRecord): SendLabel {
  switch (entry.fate) {
    case 'waiting':
      return { is: 'waiting' };
    case 'ended':
      return { is: 'failed', why: 'ended' };
    case 'refused':
      return { is: 'failed', why: 'refused' };
    case 'held':
      return { is: entry.isDelivered ? 'delivered' : 'sent' };
    case 'outbox':
      if (entry.isDelivered) return { is: 'delivered' };
      return { is: isSent(entry, room) ? 'sent' : 'sending' };
  }
}

function placeOf(entry: LogEntry, line: Line, room: RoomRecord): Placed {
  if (entry.fate === 'waiting') return { t: Number.POSITIVE_INFINITY, rank: 0, order: entry.t, line };
  const isSlotA = (room.slot === 'a') === entry.isMine;
  return { t: entry.t, rank: isSlotA ? 0 : 1, order: 0, line };
}

function comparePlaced(left: Placed, right: Placed): number {
  if (left.t !== right.t) return left.t < right.t ? -1 : 1;
  return left.rank - right.rank || left.order - right.order;
}

function quoteOf(nonce: Nonce | undefined, log: RoomLog): Quote | undefined {
  if (nonce === undefined) return undefined;
  const quoted = log.entries.get(nonce);
  if (quoted?.body.kind !== 'text') return { is: 'missing' };
  return { is: 'text', nonce: quoted.nonce, isMine: quoted.isMine, text: quoted.body.text };
}

function sameText(left: TextLine, right: TextLine): boolean {
  return (
    left.at === right.at &&
    left.isLiked === right.isLiked &&
    left.quote?.is === right.quote?.is &&
    left.text === right.text &&
    left.label?.is === right.label?.is &&
    (left.label?.is !== 'failed' || (right.label?.is === 'failed' && left.label.why === right.label.why))
  );
}

function markLine(mark: LogMark, key: string): GapLine | EventLine | AnnouncementLine {
  const { kind, at } = mark;
  switch (kind) {
    case 'held':
    case 'stream':
    case 'restored':
    case 'corrected':
      return { kind: 'gap', key, reason: kind, at, ...(mark.isMine === undefined ? {} : { isMine: mark.isMine }) };
    case 'joined':
    case 'met-before':
    case 'reconnecting':
    case 'back':
      return { kind: 'event', key, event: kind, at };
    case 'announcement':
      return { kind, key: `said/${String(mark.said?.id ?? at)}`, at, text: mark.said?.text ?? '' };
  }
}

function endLine(room: RoomRecord): EventLine | undefined {
  if (room.end === undefined) return undefined;
  return {
    kind: 'event',
    key: 'ended',
    event: 'ended',
    at: room.end.is === 'told' ? room.end.end.endedAt : room.end.at,
  };
}
