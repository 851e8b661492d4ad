import type { ClientState, ConversationView, Line, TextLine } from '../client/client-state';

/** The partner's texts that `next` holds and `before` did not: what is new to the reader, in the order shown. */
export function newTexts(before: ClientState, next: ClientState): readonly TextLine[] {
  if (isRestoring(before) || before.conversations === next.conversations) return [];
  return next.conversations.flatMap((conversation) => {
    const earlier = before.conversations.find((other) => other.roomId === conversation.roomId);
    return earlier?.lines === conversation.lines ? [] : textsBeyond(earlier, conversation);
  });
}

/** The own texts that `next` shows as liked, and that `before` showed without a like. */
export function newLikes(before: ClientState, next: ClientState): readonly TextLine[] {
  if (isRestoring(before) || before.conversations === next.conversations) return [];
  return next.conversations.flatMap((conversation) => {
    const earlier = before.conversations.find((other) => other.roomId === conversation.roomId);
    if (earlier === undefined || earlier.lines === conversation.lines) return [];
    const unliked = new Set(earlier.lines.filter(isUnliked).map(({ key }) => key));
    return conversation.lines.filter(
      (line): line is TextLine => line.kind === 'text' && line.isMine && line.isLiked && unliked.has(line.key),
    );
  });
}

function isUnliked(line: Line): boolean {
  return line.kind === 'text' && !line.isLiked;
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
