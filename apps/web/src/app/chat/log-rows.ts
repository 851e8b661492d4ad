import type { AnnouncementLine, EventLine, GapLine, Line, TextLine } from '../client/client-state';
import { dayKey, dayName } from '../ui/page-language';
import { CHAT_WORDS } from './words';

/** One row of the log as it is drawn: a line, and how it stands to its neighbours. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly name: string }
  | { readonly kind: 'note'; readonly key: string; readonly line: GapLine | EventLine | AnnouncementLine }
  | {
      readonly kind: 'text';
      readonly key: string;
      readonly line: TextLine;
      /** The first of a run of one author: it carries the author's name. */
      readonly isFirst: boolean;
      /** Its time and label are drawn; else they are only there for screen readers, because the next row says the same. */
      readonly showsMeta: boolean;
    };

/** Texts of one author that are closer than this stand together. */
const RUN_MS = 3 * 60_000;

/**
 * The rows of one conversation.
 *
 * @param lines the log in the order shown
 * @param now for naming days, ms
 */
export function toRows(lines: readonly Line[], now: number): readonly Row[] {
  const rows: Row[] = [];
  let day = '';
  for (const [index, line] of lines.entries()) {
    const lineDay = dayKey(line.at);
    const isNewDay = lineDay !== day;
    if (isNewDay) rows.push({ kind: 'day', key: `day-${line.key}`, name: dayName(line.at, now, CHAT_WORDS) });
    day = lineDay;
    rows.push(toRow(line, isNewDay ? undefined : lines[index - 1], lines[index + 1]));
  }
  return rows;
}

function toRow(line: Line, before: Line | undefined, after: Line | undefined): Row {
  if (line.kind !== 'text') return { kind: 'note', key: line.key, line };
  return {
    kind: 'text',
    key: line.key,
    line,
    isFirst: before === undefined || !isRun(before, line),
    showsMeta: after === undefined || !isRun(line, after) || !sameLabel(line, after),
  };
}

function isRun(before: Line, after: Line): boolean {
  return (
    before.kind === 'text' &&
    after.kind === 'text' &&
    before.isMine === after.isMine &&
    Math.abs(after.at - before.at) < RUN_MS
  );
}

/** A failed text always shows its label: it has something to say, and to press. */
function sameLabel(line: TextLine, after: Line): boolean {
  return after.kind === 'text' && line.label?.is === after.label?.is && line.label?.is !== 'failed';
}
