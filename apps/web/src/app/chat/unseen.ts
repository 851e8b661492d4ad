import type { ConversationView } from '../client/client-state';

/** Keys of what the person should not miss: the partner's texts, words of the operators, and gap lines. */
export function notableKeys(conversations: readonly ConversationView[]): readonly string[] {
  return conversations.flatMap((conversation) =>
    conversation.lines
      .filter((line) => line.kind === 'gap' || line.kind === 'announcement' || (line.kind === 'text' && !line.isMine))
      .map((line) => rowId(conversation, line.key)),
  );
}

/** Rows of the texts of the conversation that goes on, or of the last one. */
export function textRows(conversations: readonly ConversationView[]): readonly string[] {
  const last = conversations.at(-1);
  if (last === undefined) return [];
  return last.lines.filter((line) => line.kind === 'text').map((line) => rowId(last, line.key));
}

/** Name of a line's row in the page; a line's key is unique only within its conversation. */
export function rowId(conversation: ConversationView, key: string): string {
  return `${conversation.roomId}:${key}`;
}

/** Vertical extent, in CSS pixels. */
export interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** Where a row stands to what is visible. A row counts as seen as soon as its first line of text is. */
export function placeOf(row: Extent, view: Extent): 'above' | 'seen' | 'below' {
  const peek = Math.min(row.bottom, row.top + 24);
  if (peek > view.bottom) return 'below';
  return row.bottom < view.top + 8 ? 'above' : 'seen';
}
