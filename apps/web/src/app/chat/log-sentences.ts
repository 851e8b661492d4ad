import type { ConversationView, EventLine, GapLine } from '../client/client-state';
import { endSentence } from './end-words';
import { CHAT_WORDS } from './words';

/** What a gap line says. */
export function gapSentence(line: GapLine): string {
  const { gap } = CHAT_WORDS;
  const whose = line.isMine === true ? CHAT_WORDS.myMessages : CHAT_WORDS.theirMessages;
  switch (line.reason) {
    case 'held':
      return gap.held(whose);
    case 'stream':
      return gap.stream(whose);
    case 'restored':
      return gap.restored;
    case 'corrected':
      return gap.corrected;
  }
}

/** What a line about the conversation says. */
export function eventSentence(line: EventLine, { partner, end }: ConversationView): string {
  const { sentence } = CHAT_WORDS.partner[partner.role];
  switch (line.event) {
    case 'joined':
      return CHAT_WORDS.joinedAs[partner.role];
    case 'met-before':
      return CHAT_WORDS.metBefore;
    case 'reconnecting':
      return CHAT_WORDS.reconnecting(sentence);
    case 'back':
      return CHAT_WORDS.back(sentence);
    case 'ended':
      return end === undefined ? '' : endSentence(end, partner);
  }
}
