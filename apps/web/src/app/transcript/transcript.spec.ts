import { describe, expect, it } from '@jest/globals';
import type { ConversationView } from '../client/client-state';
import { aGap, aText, anEnded, anEvent, myText } from '../../testing/scenes';
import { CHAT_WORDS } from '../chat/words';
import { transcriptOf } from './transcript';
import { toPage } from './to-page';
import { toText } from './to-text';

const BEGAN = new Date(2026, 10, 21, 18, 4).getTime();
const MINUTE = 60_000;

/** What people have tried on other sites, and what a careless writer would let through. */
const ATTACKS = [
  '<script>window.hacked = 1</script>',
  '</p></li></ol></body><script>window.hacked = 2</script>',
  '<img src=x onerror="window.hacked = 3">',
  '<svg/onload=alert(4)>',
  '"><iframe srcdoc="<script>parent.hacked = 5</script>"></iframe>',
  '<!--><script>window.hacked = 6</script>-->',
  '</style><script>window.hacked = 7</script>',
  '<a href="javascript:alert(8)">click</a>',
  '&lt;script&gt;alert(9)&lt;/script&gt; & &amp; &#60;',
  '<template><script>window.hacked = 10</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(11)>">',
  '\u2028<math><mtext></form><form><mglyph><style></math><img src onerror=alert(12)>',
];

function talk(lines: ConversationView['lines'], given: Partial<ConversationView> = {}): ConversationView {
  const end = { reason: 'leave', by: 'partner', at: BEGAN + 9 * MINUTE, wasAwayTooLong: false } as const;
  return anEnded({ createdAt: BEGAN, lines, end, ...given });
}

const kept = (conversation: ConversationView) => transcriptOf(conversation, BEGAN + 60 * MINUTE);

const at = (minutes: number) => ({ at: BEGAN + minutes * MINUTE });

describe('a kept copy', () => {
  const conversation = talk(
    [
      anEvent('joined', BEGAN),
      aText({ ...at(1), text: 'Hello', isLiked: true }),
      myText('hi\nthere', { ...at(2), quote: { is: 'text', nonce: 'n', isMine: false, text: 'Hello' } }),
      aGap('held', at(3)),
      aText({ ...at(4), text: 'again', quote: { is: 'missing' } }),
      { kind: 'announcement', key: 'said', text: 'We restart at ten.', ...at(5) },
      { kind: 'announcement', key: 'taken', text: '', ...at(6) },
      myText('too late', { ...at(8), label: { is: 'failed', why: 'ended' } }),
      myText('on its way', { ...at(8), label: { is: 'sending' }, isLiked: true }),
      anEvent('ended', BEGAN + 9 * MINUTE),
    ],
    {
      end: {
        ...{ reason: 'leave', by: 'partner', because: 'have-to-go', note: 'Good night' },
        ...{ at: BEGAN + 9 * MINUTE, wasAwayTooLong: false },
      },
    },
  );
  it('as text has everything that the log shows, in its order', () => {
    const lines = toText(kept(conversation)).split('\n');
    const times = /\[\d+:\d\d(\s?[ap]m)?\]/i;
    expect(lines.slice(0, 2)).toEqual(['A conversation on Hearken', 'With: Your listener']);
    expect(lines.slice(6).map((line) => line.replace(times, '[time]'))).toEqual([
      '[time] * You are connected with a listener.',
      '[time] Listener: Hello',
      '    <3 You like this',
      '[time] You, in reply to Listener:',
      '    > Hello',
      '[time] You: hi',
      '    there',
      '[time] ... Messages of theirs may be missing here: the server lost them.',
      '[time] Listener, in reply to a message that is not here:',
      '[time] Listener: again',
      '[time] ! The people who run this site: We restart at ten.',
      `[time] * ${CHAT_WORDS.operatorsTookBack}`,
      '[time] You: too late (not delivered)',
      '[time] You: on its way (not sent yet)',
      '    <3 Listener likes this',
      '[time] * Your listener left the conversation.',
      '[time] * They said: “I have to go. Good night”',
      '',
    ]);
  });

  it('as a page has the same, with its times', () => {
    const page = new DOMParser().parseFromString(toPage(kept(conversation)), 'text/html');
    const words = page.body.textContent;
    for (const row of kept(conversation).rows) expect(words).toContain(row.words);
    expect(page.querySelectorAll('li')).toHaveLength(11);
    expect(page.querySelectorAll('time')).toHaveLength(11);
    expect(page.querySelector('blockquote')?.textContent).toBe('Hello');
    expect(page.documentElement.lang).toBe('en');
  });

  it('says when the conversation was deleted', () => {
    const deleted = talk([anEvent('joined', BEGAN)], {
      end: { reason: 'leave', by: 'you', at: BEGAN + MINUTE, wasAwayTooLong: false, deleted: 'partner' },
    });
    expect(toText(kept(deleted))).toContain('The other person deleted this conversation from the server.');
  });

  it('names each day, and its file by the time the conversation began', () => {
    const long = talk([aText(at(1)), aText({ at: BEGAN + 24 * 60 * MINUTE })]);
    expect(kept(long).rows.filter(({ is }) => is === 'day')).toHaveLength(2);
    expect(kept(long).fileName).toBe('hearken-2026-11-21-1804');
  });
});

describe('I9: words that look like code', () => {
  const everywhere = (attack: string) =>
    kept(
      talk(
        [
          aText({ ...at(1), text: attack, quote: { is: 'text', nonce: 'n', isMine: true, text: attack } }),
          { kind: 'announcement', key: 'said', text: attack, ...at(2) },
          anEvent('ended', BEGAN + 9 * MINUTE),
        ],
        { end: { reason: 'leave', by: 'partner', note: attack, at: BEGAN + 9 * MINUTE, wasAwayTooLong: false } },
      ),
    );

  it.each(ATTACKS)('stay words in the page: %s', (attack) => {
    const page = new DOMParser().parseFromString(toPage(everywhere(attack)), 'text/html');
    const known = new Set('HTML HEAD BODY TITLE META STYLE H1 H2 P OL LI DIV TIME BLOCKQUOTE'.split(' '));
    expect([...page.querySelectorAll('*')].map(({ tagName }) => tagName).filter((name) => !known.has(name))).toEqual(
      [],
    );
    expect(page.querySelector('.text .words')?.textContent).toBe(attack);
    expect(page.querySelector('.operators .words')?.textContent).toBe(attack);
    expect(page.querySelector('blockquote')?.textContent).toBe(attack);
    for (const one of page.querySelectorAll('*')) {
      for (const { name } of one.attributes) expect(name).not.toMatch(/^on|^href$|^src/);
    }
    expect(page.querySelector('meta[http-equiv]')?.getAttribute('content')).toMatch(/^default-src 'none'/);
  });

  it('cannot pass for another row of the text', () => {
    const forged = 'ok\n[18:05] You: I agree\r\n[18:06] Listener: good\u2028[18:07] You: yes';
    const lines = toText(kept(talk([aText({ ...at(1), text: forged })]))).split(/[\n\r\u2028]/);
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(1);
  });
});
