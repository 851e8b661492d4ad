import type { ClientState, ConversationView, TextLine } from '../client/client-state';

/** The partner's texts that `next` holds and `before` did not: what is new to the reader, in the order shown. */
export function newTexts(before: ClientState, next: ClientState): readonly TextLine[] {
  if (isRestoring(before) || before.conversations === next.conversations) return [];
  return next.conversations.flatMap((conversation) => {
    const earlier = before.conversations.find((other) => other.roomId === conversation.roomId);
    return earlier?.lines === conversation.lines ? [] : textsBeyond(earlier, conversation);
  });
}

/** The page has just been loaded: what appears now was in this browser's store, and has been read. */
function isRestoring(before: ClientState): boolean {
  return before.person.is === 'unknown';
}

function textsBeyond(earlier: ConversationView | undefined, now: ConversationView): readonly TextLine[] {
  const known = new Set(earlier?.lines.map((line) => line.key));
  return now.lines.filter((line): line is TextLine => line.kind === 'text' && !line.isMine && !known.has(line.key));
}

/** The room that was opened between the two states, if any. */
export function newRoom(before: ClientState, next: ClientState): ConversationView | undefined {
  const open = next.conversations.at(-1);
  if (open?.open !== true || isRestoring(before)) return undefined;
  return before.conversations.some((other) => other.roomId === open.roomId) ? undefined : open;
}
