import type { EndView, PartnerView } from '../client/client-state';
import { CHAT_WORDS, ENDED_WORDS, PART_WORDS } from './words';

/** How a conversation ended, in a sentence. */
export function endSentence(end: EndView, partner: PartnerView): string {
  if (end.wasAwayTooLong) return ENDED_WORDS.awayTooLong;
  const { sentence } = CHAT_WORDS.partner[partner.role];
  // What nobody asked for reads the same, whoever's silence or fault it was.
  if (isKeyOf(ENDED_WORDS.bySystem, end.reason)) return bySystem(end.reason, sentence);
  switch (end.by) {
    case 'you':
      return byYou(end.reason);
    case 'partner':
      return byPartner(end.reason, sentence);
    case 'system':
      return ENDED_WORDS.ended;
  }
}

/** What was said along with the end, if anything. */
export function endRemark(end: EndView): string | undefined {
  const say = end.by === 'you' ? ENDED_WORDS.youSaid : ENDED_WORDS.said;
  const because = end.because === undefined ? undefined : PART_WORDS.reasons[end.because];
  const words = [because, end.note].filter((part) => part !== undefined).join('. ');
  return words === '' ? undefined : say(words);
}

function byYou(reason: EndView['reason']): string {
  const { byYou: words } = ENDED_WORDS;
  return isKeyOf(words, reason) ? words[reason] : words.other;
}

/** Being blocked or reported reads like being left: the one who did it need not fear the answer. */
function byPartner(reason: EndView['reason'], sentence: string): string {
  const { byPartner: words } = ENDED_WORDS;
  return isKeyOf(words, reason) ? words[reason](sentence) : words.leave(sentence);
}

function bySystem(reason: keyof typeof ENDED_WORDS.bySystem, sentence: string): string {
  const said = ENDED_WORDS.bySystem[reason];
  return typeof said === 'string' ? said : said(sentence);
}

function isKeyOf<T extends object>(table: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(table, key);
}
