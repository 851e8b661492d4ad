import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import type { ConversationView, Line } from '../client/client-state';
import { aConversation, aGap, aText, anEnded, anEvent, myText, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { ConversationLog } from './conversation-log';

const VIEW_PX = 400;
const ROW_PX = 50;

/** Rows of one height below each other, and a view onto them: jsdom lays out nothing. */
function layOut(): () => void {
  const { getBoundingClientRect } = Element.prototype;
  const rows = (log: Element): Element[] => [...log.querySelectorAll('[data-row]')];
  const define = (name: string, get: (this: Element) => number): void => {
    Object.defineProperty(Element.prototype, name, { configurable: true, get });
  };
  define('scrollHeight', function () {
    return rows(this).length * ROW_PX;
  });
  define('clientHeight', () => VIEW_PX);
  Element.prototype.getBoundingClientRect = function (this: Element) {
    const log = this.closest('[role=log]');
    if (log === null || log === this) return new DOMRect(0, 0, 300, VIEW_PX);
    const all = rows(log);
    // A browser scrolls no further than to the end.
    const scrolled = Math.min(log.scrollTop, Math.max(0, all.length * ROW_PX - VIEW_PX));
    return new DOMRect(0, all.indexOf(this) * ROW_PX - scrolled, 300, ROW_PX);
  };
  return () => {
    Element.prototype.getBoundingClientRect = getBoundingClientRect;
    Reflect.deleteProperty(Element.prototype, 'scrollHeight');
    Reflect.deleteProperty(Element.prototype, 'clientHeight');
  };
}

/** Alice at the log. */
class Alice {
  constructor(
    readonly drawn: Drawn<ConversationLog>,
    private readonly conversations: ReturnType<typeof signal<readonly ConversationView[]>>,
  ) {}

  get log(): HTMLElement {
    return this.drawn.get('[role=log]');
  }
  get chip(): string | undefined {
    return this.drawn.find('.chip')?.textContent.trim();
  }
  async shows(...conversations: readonly ConversationView[]): Promise<void> {
    this.conversations.set(conversations);
    await this.drawn.settle();
  }
  async scrollsTo(px: number): Promise<void> {
    this.log.scrollTop = px;
    this.log.dispatchEvent(new Event('scroll'));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await this.drawn.settle();
  }
}

async function alice(...first: readonly ConversationView[]): Promise<Alice> {
  const page = new Page(talking());
  const conversations = signal<readonly ConversationView[]>(first);
  return new Alice(await page.draw(ConversationLog, { conversations }), conversations);
}

/** A conversation of `count` texts of bob's. */
function longOne(count: number): ConversationView {
  return aConversation({
    lines: Array.from({ length: count }, (_, index) => aText({ text: `Text ${String(index)}` })),
  });
}

const withLines = (conversation: ConversationView, lines: readonly Line[]): ConversationView => ({
  ...conversation,
  lines,
});

let restore = (): void => undefined;
beforeEach(() => {
  restore = layOut();
});
afterEach(() => {
  restore();
  document.body.replaceChildren();
});

describe('ConversationLog', () => {
  it('shows texts as text, whatever they hold', async () => {
    const one = await alice(aConversation({ lines: [aText({ text: '<img src=x onerror=alert(1)>' })] }));
    expect(one.drawn.find('img')).toBeNull();
    expect(one.drawn.words).toContain('<img src=x onerror=alert(1)>');
  });

  it.each([
    [{ is: 'waiting' }, 'Sending'],
    [{ is: 'sending' }, 'Sending'],
    [{ is: 'sent' }, 'Sent'],
    [{ is: 'delivered' }, 'Delivered'],
    [{ is: 'failed', why: 'ended' }, 'Not delivered, the conversation had ended'],
    [{ is: 'failed', why: 'refused' }, 'Not sent, the server refused it'],
  ] as const)('labels %j as %s', async (label, words) => {
    const one = await alice(aConversation({ lines: [myText('Hello', { label })] }));
    expect(one.drawn.get('.label').textContent).toBe(words);
  });

  it('offers to try again what was refused, and to copy what failed', async () => {
    const failed = myText('Hello', { label: { is: 'failed', why: 'refused' } });
    const one = await alice(aConversation({ lines: [failed] }));
    const retried: string[] = [];
    one.drawn.fixture.componentInstance.retried.subscribe((nonce) => retried.push(nonce));
    await one.drawn.press('Try again');
    expect(retried).toEqual([failed.nonce]);
    expect(one.drawn.findButton('Copy')).toBeDefined();
  });

  it('offers no second try once the conversation has ended', async () => {
    const one = await alice(anEnded({ lines: [myText('Hello', { label: { is: 'failed', why: 'ended' } })] }));
    expect(one.drawn.findButton('Try again')).toBeUndefined();
    expect(one.drawn.findButton('Copy')).toBeDefined();
  });

  it('announces each text once: its label changes without anything being added to the log', async () => {
    const line = myText('Hello', { label: { is: 'sending' } });
    const before = aConversation({ lines: [line] });
    const one = await alice(before);
    expect(one.log.getAttribute('aria-relevant')).toBe('additions');
    const added: Node[] = [];
    const observer = new MutationObserver((records) => {
      for (const record of records) added.push(...record.addedNodes);
    });
    observer.observe(one.log, { childList: true, subtree: true });
    await one.shows(withLines(before, [{ ...line, label: { is: 'delivered' } }]));
    await Promise.resolve();
    observer.disconnect();
    expect(one.drawn.get('.label').textContent).toBe('Delivered');
    expect(added).toEqual([]);
  });

  it('adds one text without touching those before it', async () => {
    const before = longOne(3);
    const one = await alice(before);
    const elements = one.drawn.all('hk-message');
    await one.shows(withLines(before, [...before.lines, aText()]));
    expect(one.drawn.all('hk-message').slice(0, 3)).toEqual(elements);
  });

  it.each([
    ['held', 'Messages of theirs may be missing here: the server lost them.'],
    ['stream', 'Messages of theirs may be missing here: their browser lost its memory.'],
    ['restored', 'This browser lost its memory.'],
    ['corrected', 'The server lost some messages that were shown as sent.'],
  ] as const)('shows a gap line for %s', async (reason, words) => {
    const one = await alice(aConversation({ lines: [aText(), aGap(reason), aText()] }));
    expect(one.drawn.get('.gap').textContent).toContain(words);
  });

  it('says what happened, with its time', async () => {
    const at = new Date(2026, 10, 21, 18, 4).getTime();
    const one = await alice(
      aConversation({ lines: [anEvent('joined', at), anEvent('reconnecting', at), anEvent('back', at)] }),
    );
    expect(one.drawn.all('hk-log-note').map((note) => note.textContent.trim())).toEqual([
      expect.stringMatching(/^You are connected with a listener\. .*04/),
      expect.stringMatching(/^Your listener lost the connection\. .*04/),
      expect.stringMatching(/^Your listener is back\. .*04/),
    ]);
  });

  it('says how it ended and what was said with it', async () => {
    const one = await alice(
      anEnded({
        end: {
          reason: 'leave',
          by: 'partner',
          at: 0,
          wasAwayTooLong: false,
          because: 'have-to-go',
          note: 'Good night',
        },
      }),
    );
    expect(one.drawn.words).toContain('Your listener left the conversation.');
    expect(one.drawn.words).toContain('They said: “I have to go. Good night”');
  });

  it('offers a word to begin with until somebody has said something', async () => {
    const before = aConversation();
    const one = await alice(before);
    expect(one.drawn.get('.opening').textContent).toContain('Begin anywhere.');
    await one.shows(withLines(before, [...before.lines, aText()]));
    expect(one.drawn.find('.opening')).toBeNull();
  });

  it('divides a new conversation from the old one', async () => {
    const one = await alice(anEnded(), aConversation());
    expect(one.drawn.all('section')).toHaveLength(2);
    expect(one.drawn.get('h2').textContent).toContain('New conversation');
  });

  describe('when it moves', () => {
    it('stays at the end while alice is there', async () => {
      const before = longOne(20);
      const one = await alice(before);
      expect(one.log.scrollTop).toBe(20 * ROW_PX);
      await one.shows(withLines(before, [...before.lines, aText()]));
      expect(one.log.scrollTop).toBe(21 * ROW_PX);
      expect(one.chip).toBeUndefined();
    });

    it('leaves her where she reads, counts what comes, and leads there', async () => {
      const before = longOne(20);
      const one = await alice(before);
      await one.scrollsTo(100);
      await one.shows(withLines(before, [...before.lines, aText(), aText()]));
      expect(one.log.scrollTop).toBe(100);
      expect(one.chip).toBe('2 new messages');
      await one.scrollsTo(22 * ROW_PX - VIEW_PX);
      expect(one.chip).toBeUndefined();
    });

    it('goes to the end when she writes herself', async () => {
      const before = longOne(20);
      const one = await alice(before);
      await one.scrollsTo(100);
      await one.shows(withLines(before, [...before.lines, myText('Hello')]));
      expect(one.log.scrollTop).toBe(21 * ROW_PX);
      expect(one.chip).toBeUndefined();
    });

    it('leads up to a late text that took its place above the view', async () => {
      const before = longOne(20);
      const one = await alice(before);
      const late = aText({ text: 'Late' });
      await one.shows(withLines(before, [before.lines[0] ?? late, late, ...before.lines.slice(1)]));
      expect(one.chip).toBe('1 new message');
      let shown = '';
      Element.prototype.scrollIntoView = function (this: Element) {
        shown = this.textContent;
      };
      await one.drawn.press('1 new message');
      expect(shown).toContain('Late');
    });

    it('counts her own texts and what happens as nothing new', async () => {
      const before = longOne(20);
      const one = await alice(before);
      await one.scrollsTo(100);
      await one.shows(withLines(before, [...before.lines, anEvent('reconnecting')]));
      expect(one.drawn.findButton('To the latest message')).toBeDefined();
    });
  });
});
