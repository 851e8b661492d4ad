import { endRemark } from '../chat/end-words';
import { eventSentence, gapSentence } from '../chat/log-sentences';
import { ACT_WORDS, TRANSCRIPT_WORDS } from '../chat/safety-words';
import { CHAT_WORDS } from '../chat/words';
import type { ConversationView, Line, Quote, TextLine } from '../client/client-state';
import { longDay, timeOfDay } from '../ui/page-language';

/** One row of a kept copy, all in words. */
export type Row =
  | { readonly is: 'day'; readonly words: string }
  | { readonly is: 'note' | 'gap'; readonly time: string; readonly words: string }
  | { readonly is: 'operators'; readonly time: string; readonly who: string; readonly words: string }
  | {
      readonly is: 'text';
      readonly time: string;
      readonly isMine: boolean;
      readonly who: string;
      readonly words: string;
      readonly quote?: { readonly title: string; readonly words: string };
      readonly liked?: string;
      /** Where it was not sent. */
      readonly state?: string;
    };

/** A conversation as it is kept: words alone, in the order of the log. */
export interface Transcript {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, words: string])[];
  readonly rows: readonly Row[];
  /** Without its ending. */
  readonly fileName: string;
}

/**
 * A conversation in words, with everything that its log shows.
 *
 * @param now server time, ms: when the copy is made
 */
export function transcriptOf(conversation: ConversationView, now: number): Transcript {
  const { createdAt, partner } = conversation;
  const until = conversation.end?.at ?? now;
  const rows: Row[] = [];
  let day = '';
  for (const [at, row] of rowsOf(conversation)) {
    const today = longDay(at);
    if (today !== day) rows.push({ is: 'day', words: today });
    day = today;
    rows.push(row);
  }
  const deleted = conversation.end?.deleted;
  if (deleted !== undefined) rows.push({ is: 'note', time: timeOfDay(until), words: ACT_WORDS.deleted[deleted] });
  return {
    title: TRANSCRIPT_WORDS.title,
    facts: [
      [TRANSCRIPT_WORDS.with, CHAT_WORDS.partner[partner.role].title],
      [TRANSCRIPT_WORDS.began, `${longDay(createdAt)}, ${timeOfDay(createdAt)}`],
      [TRANSCRIPT_WORDS.kept, `${longDay(now)}, ${timeOfDay(now)}`],
    ],
    rows,
    fileName: `hearken-${stampOf(createdAt)}`,
  };
}

function rowsOf(conversation: ConversationView): readonly (readonly [number, Row])[] {
  const rows: (readonly [number, Row])[] = [];
  for (const line of conversation.lines) {
    rows.push([line.at, toRow(line, conversation)]);
    const remark = remarkOf(line, conversation);
    if (remark !== undefined) rows.push([line.at, { is: 'note', time: timeOfDay(line.at), words: remark }]);
  }
  return rows;
}

function toRow(line: Line, conversation: ConversationView): Row {
  const time = timeOfDay(line.at);
  switch (line.kind) {
    case 'gap':
      return { is: 'gap', time, words: gapSentence(line) };
    case 'event':
      return { is: 'note', time, words: eventSentence(line, conversation) };
    case 'announcement':
      return line.text === ''
        ? { is: 'note', time, words: CHAT_WORDS.operatorsTookBack }
        : { is: 'operators', time, who: TRANSCRIPT_WORDS.operators, words: line.text };
    case 'text':
      return textRow(line, time, conversation);
  }
}

function textRow(line: TextLine, time: string, { partner }: ConversationView): Row {
  const names = { mine: TRANSCRIPT_WORDS.you, theirs: CHAT_WORDS.partner[partner.role].name };
  const who = line.isMine ? names.mine : names.theirs;
  const state = stateOf(line);
  return {
    is: 'text',
    time,
    isMine: line.isMine,
    who,
    words: line.text,
    ...(line.quote && { quote: quoteOf(line.quote, names) }),
    ...(line.isLiked && { liked: TRANSCRIPT_WORDS.likedBy(line.isMine ? names.theirs : names.mine) }),
    ...(state !== undefined && { state }),
  };
}

function quoteOf(
  quote: Quote,
  names: { readonly mine: string; readonly theirs: string },
): { readonly title: string; readonly words: string } {
  switch (quote.is) {
    case 'missing':
      return { title: CHAT_WORDS.quoteMissing, words: '' };
    case 'text':
      return { title: TRANSCRIPT_WORDS.replyTo(quote.isMine ? names.mine : names.theirs), words: quote.text };
  }
}

function stateOf({ label }: TextLine): string | undefined {
  switch (label?.is) {
    case 'failed':
      return TRANSCRIPT_WORDS.notDelivered;
    case 'waiting':
    case 'sending':
      return TRANSCRIPT_WORDS.notSentYet;
    case 'sent':
    case 'delivered':
    case undefined:
      return undefined;
  }
}

function remarkOf(line: Line, { end }: ConversationView): string | undefined {
  return line.kind === 'event' && line.event === 'ended' && end !== undefined ? endRemark(end) : undefined;
}

/** Local time, for a file's name: sorts by time, and every file system takes it. */
function stampOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}`;
}
