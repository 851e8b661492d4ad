import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TextLine } from '../client/client-state';
import { aConversation, aText, anEnded, myText, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { ChatPage } from './chat-page';

let shown: Element[] = [];
beforeEach(() => {
  shown = [];
  Element.prototype.scrollIntoView = function (this: Element) {
    shown.push(this);
  };
});
afterEach(() => {
  document.body.replaceChildren();
});

const theirs = aText({ key: 'theirs', nonce: 'theirs', text: 'How are you?' });
const mine = myText('Tired', { key: 'mine', nonce: 'mine' });

/** Alice in a conversation of these texts. */
class Alice {
  constructor(
    readonly page: Page,
    readonly drawn: Drawn<ChatPage>,
  ) {}

  message(line: TextLine): HTMLElement {
    return this.drawn.get(`[data-row$=":${line.key}"]`);
  }
  act(line: TextLine, act: 'like' | 'reply'): HTMLElement | null {
    return this.message(line).querySelector(`[data-act=${act}]`);
  }
  async presses(line: TextLine, act: 'like' | 'reply'): Promise<void> {
    this.act(line, act)?.click();
    await this.drawn.settle();
  }
  async touches(line: TextLine, ...points: readonly (readonly [x: number, type: string])[]): Promise<void> {
    const speech = this.message(line).querySelector('.speech');
    for (const [clientX, type] of points) {
      const event = new MouseEvent(type, { clientX, clientY: 100, bubbles: true });
      Object.assign(event, { pointerType: 'touch', pointerId: 1 });
      speech?.dispatchEvent(event);
    }
    await this.drawn.settle();
  }
  async key(key: string): Promise<void> {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await this.drawn.settle();
  }
  get field(): HTMLTextAreaElement {
    return this.drawn.get('#composer-field') as HTMLTextAreaElement;
  }
}

async function alice(lines: readonly TextLine[] = [theirs, mine], isOpen = true): Promise<Alice> {
  const conversation = isOpen ? aConversation({ lines }) : anEnded({ lines });
  const page = new Page(talking(conversation, isOpen ? {} : { person: { is: 'idle' } }));
  return new Alice(page, await page.draw(ChatPage, { role: () => 'vent' }));
}

describe('a like', () => {
  it("is offered for the partner's texts, never for one's own, and not when all is over", async () => {
    const one = await alice();
    expect(one.act(theirs, 'like')).not.toBeNull();
    expect(one.act(mine, 'like')).toBeNull();
    document.body.replaceChildren();
    TestBed.resetTestingModule();
    const over = await alice([theirs, { ...mine, isLiked: true }], false);
    expect(over.drawn.all('[data-act]')).toEqual([]);
    expect(over.message(mine).textContent).toContain('Listener likes this');
  });

  it('is given and taken back by the heart, which says how it stands', async () => {
    const one = await alice();
    expect(one.act(theirs, 'like')?.getAttribute('aria-pressed')).toBe('false');
    await one.presses(theirs, 'like');
    expect(one.act(theirs, 'like')?.getAttribute('aria-pressed')).toBe('true');
    await one.presses(theirs, 'like');
    expect(one.page.client.callsOf('like')).toEqual([
      ['theirs', true],
      ['theirs', false],
    ]);
  });

  it('is given by a double tap, and by a double tap on an own text nothing', async () => {
    const one = await alice();
    const twice = [
      [50, 'pointerdown'],
      [50, 'pointerup'],
      [50, 'pointerdown'],
      [50, 'pointerup'],
    ] as const;
    await one.touches(mine, ...twice);
    await one.touches(theirs, ...twice);
    expect(one.page.client.callsOf('like')).toEqual([['theirs', true]]);
  });

  it('is said once by screen readers when it comes, in no live region of the log', async () => {
    const one = await alice();
    one.page.client.showLine('mine', { isLiked: true });
    await one.drawn.settle();
    const announcer = document.querySelector('.cdk-live-announcer-element');
    // The announcer lets a moment pass before it says something.
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (announcer?.textContent !== '') resolve();
      };
      new MutationObserver(look).observe(announcer ?? document.body, { childList: true, characterData: true });
      look();
    });
    expect(announcer?.textContent).toBe('Listener likes your message: Tired');
    expect(one.message(mine).querySelector('.heart.liked')?.closest('[aria-live=off]')).not.toBeNull();
  });
});

describe('the keyboard in the log', () => {
  it('reaches one message by Tab, the newest, and the others by arrows', async () => {
    const last = aText({ key: 'last', nonce: 'last', text: 'I see' });
    const one = await alice([theirs, mine, last]);
    const stops = () => one.drawn.all('[data-act]').filter((act) => act.tabIndex === 0);
    expect(stops().map((act) => act.closest('hk-message'))).toEqual([one.message(last), one.message(last)]);
    one.act(last, 'like')?.focus();
    await one.key('ArrowUp');
    expect(document.activeElement).toBe(one.act(mine, 'reply'));
    await one.key('Home');
    expect(document.activeElement).toBe(one.act(theirs, 'reply'));
    expect(stops().every((act) => act.closest('hk-message') === one.message(theirs))).toBe(true);
    await one.key('End');
    expect(document.activeElement).toBe(one.act(last, 'reply'));
    await one.key('ArrowDown');
    expect(document.activeElement).toBe(one.act(last, 'reply'));
    one.field.focus();
    await one.drawn.settle();
    expect(stops().map((act) => act.closest('hk-message'))).toEqual([one.message(last), one.message(last)]);
  });
});

describe('a quoted reply', () => {
  it('is begun by the button: the field says whose words, and what is sent quotes them', async () => {
    const one = await alice();
    await one.presses(theirs, 'reply');
    expect(document.activeElement).toBe(one.field);
    expect(one.drawn.get('.composer-quote').textContent).toContain('Replying to Listener');
    expect(one.field.getAttribute('aria-describedby')).toContain('composer-quote');
    expect(one.page.client.callsOf('saveDraft').at(-1)).toEqual(['', 'theirs']);
    one.field.value = 'Tired';
    one.field.dispatchEvent(new Event('input'));
    await one.key('Enter');
    expect(one.page.client.callsOf('send')).toEqual([['Tired', 'theirs']]);
    expect(one.drawn.find('.composer-quote')).toBeNull();
  });

  it('is begun by a swipe, and dropped by Escape or its button', async () => {
    const one = await alice();
    const swipe = [
      [100, 'pointerdown'],
      [170, 'pointermove'],
      [170, 'pointerup'],
    ] as const;
    await one.touches(mine, ...swipe);
    expect(one.drawn.get('.composer-quote').textContent).toContain('Replying to yourself');
    await one.key('Escape');
    expect(one.drawn.find('.composer-quote')).toBeNull();
    await one.touches(theirs, ...swipe);
    await one.drawn.press('Do not reply to it');
    expect(one.drawn.find('.composer-quote')).toBeNull();
    expect(one.page.client.callsOf('saveDraft').at(-1)).toEqual(['']);
  });

  it('is not offered for a text that failed: the partner does not have it', async () => {
    const failed = myText('Hello', { key: 'failed', label: { is: 'failed', why: 'refused' } });
    expect((await alice([failed])).act(failed, 'reply')).toBeNull();
  });

  it('shows whose words it answers, shortened, and leads to them', async () => {
    const long = aText({ key: 'long', nonce: 'long', text: `Much  to\nsay ${'and more '.repeat(60)}` });
    const quote = { is: 'text', nonce: 'long', isMine: false, text: long.text } as const;
    const reply = myText('Yes', { key: 'reply', quote });
    const one = await alice([long, mine, reply]);
    const button = one.message(reply).querySelector<HTMLElement>('button.quote');
    expect(button?.textContent).toContain('Listener');
    expect(button?.textContent).toContain('Much to say and more');
    expect(button?.textContent.length).toBeLessThan(200);
    button?.click();
    await one.drawn.settle();
    expect(shown).toEqual([one.message(long)]);
    expect(document.activeElement).toBe(one.message(long));
    expect(one.message(long).classList).toContain('found');
  });

  it('says so where the quoted text is not here', async () => {
    const reply = aText({ key: 'reply', quote: { is: 'missing' } });
    const one = await alice([reply]);
    expect(one.message(reply).querySelector('.quote')?.tagName).toBe('P');
    expect(one.message(reply).textContent).toContain('In reply to a message that is not here');
  });

  it('stands in the field again after a reload, also of a text that is gone', async () => {
    const page = new Page(talking(aConversation({ lines: [theirs], draft: 'Well', draftReplyTo: 'theirs' })));
    const drawn = await page.draw(ChatPage, { role: () => 'vent' });
    expect(drawn.get('.composer-quote').textContent).toContain('How are you?');
    page.client.show(talking(aConversation({ draft: 'Well', draftReplyTo: 'gone' })));
    await drawn.settle();
    expect(drawn.get('.composer-quote').textContent).toContain('a message that is not here');
  });

  it('comes back when the text was not taken', async () => {
    const one = await alice();
    one.page.client.outcome = () => Promise.resolve({ ok: false, fault: 'not-here' });
    await one.presses(theirs, 'reply');
    one.field.value = 'Tired';
    one.field.dispatchEvent(new Event('input'));
    await one.key('Enter');
    expect(one.drawn.get('.composer-quote').textContent).toContain('Replying to Listener');
    expect(one.page.client.callsOf('saveDraft').at(-1)).toEqual(['Tired', 'theirs']);
  });
});

describe('typing', () => {
  it('has its place in the page whether somebody types or not, in no live region', async () => {
    const one = await alice();
    const place = one.drawn.get('.typing');
    expect(place.textContent.trim()).toBe('');
    const [conversation] = one.page.client.state.conversations;
    if (conversation === undefined) throw new Error('a conversation is shown');
    one.page.client.show({
      conversations: [{ ...conversation, partner: { ...conversation.partner, isTyping: true } }],
    });
    await one.drawn.settle();
    expect(one.drawn.get('.typing')).toBe(place);
    expect(place.textContent).toContain('Listener is writing');
    expect(place.closest('[aria-live], [role=log], [role=status], [role=alert]')).toBeNull();
  });
});
