import { TestBed } from '@angular/core/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../client/client-state';
import { aConversation, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { Composer } from './composer';
import { Preferences } from './preferences';

afterEach(() => {
  document.body.replaceChildren();
});

/** Alice at the composer. */
class Alice {
  constructor(
    readonly page: Page,
    readonly drawn: Drawn<Composer>,
  ) {}

  get field(): HTMLTextAreaElement {
    return this.drawn.get('textarea') as HTMLTextAreaElement;
  }
  get sent(): readonly unknown[] {
    return this.page.client.callsOf('send').map(([text]) => text);
  }
  /** What is sent is answered when the result is called. */
  sendsSlowly(): (outcome: SendOutcome) => void {
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    this.page.client.outcome = () => promise;
    return resolve;
  }
  async types(text: string): Promise<void> {
    this.field.value = text;
    this.field.dispatchEvent(new Event('input'));
    await this.drawn.settle();
  }
  /** Types on, faster than the page is drawn. */
  typesFast(more: string): void {
    this.field.value += more;
    this.field.dispatchEvent(new Event('input'));
  }
  pressesFast(key: string): void {
    this.field.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  }
  /** Presses a key, and says whether the browser went on with it. */
  async presses(key: string, more: KeyboardEventInit = {}): Promise<boolean> {
    const wentOn = this.field.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, ...more }));
    await this.drawn.settle();
    return wentOn;
  }
}

async function alice(given: { draft?: string; onGlass?: boolean } = {}): Promise<Alice> {
  const conversation = aConversation({ draft: given.draft ?? '' });
  const page = new Page(talking(conversation), { onGlass: given.onGlass ?? false });
  return new Alice(page, await page.draw(Composer, { roomId: () => conversation.roomId }));
}

describe('Composer', () => {
  it('has the focus as soon as it is there', async () => {
    const { field } = await alice();
    expect(document.activeElement).toBe(field);
  });

  it('sends on Enter, tidied, and is free for the next text at once', async () => {
    const one = await alice();
    await one.types('  Hello bob \r\n');
    expect(await one.presses('Enter')).toBe(false);
    expect(one.sent).toEqual(['Hello bob']);
    expect(one.field.value).toBe('');
  });

  it('begins a new line on Shift + Enter', async () => {
    const one = await alice();
    await one.types('Hello');
    expect(await one.presses('Enter', { shiftKey: true })).toBe(true);
    expect(one.sent).toEqual([]);
  });

  it('leaves Enter to the input method while it composes', async () => {
    const one = await alice();
    await one.types('にほ');
    expect(await one.presses('Enter', { isComposing: true })).toBe(true);
    expect(await one.presses('Enter', { keyCode: 229 })).toBe(true);
    expect(one.sent).toEqual([]);
  });

  it('leaves Enter to the keyboard of a phone, and sends by the button', async () => {
    const one = await alice({ onGlass: true });
    await one.types('Hello');
    expect(await one.presses('Enter')).toBe(true);
    expect(one.sent).toEqual([]);
    await one.drawn.press('Send');
    expect(one.sent).toEqual(['Hello']);
  });

  it('sends nothing that is empty', async () => {
    const one = await alice();
    await one.types(' \n ');
    await one.presses('Enter');
    await one.drawn.press('Send');
    expect(one.sent).toEqual([]);
  });

  it('counts down near the limit, in code points, and refuses what is beyond it', async () => {
    const one = await alice();
    await one.types('x'.repeat(3_000));
    expect(one.drawn.get('#composer-counter').hidden).toBe(true);
    await one.types('💙'.repeat(3_990));
    expect(one.drawn.get('#composer-counter').textContent).toContain('10 characters left');
    await one.types('x'.repeat(4_001));
    expect(one.drawn.get('#composer-counter').textContent).toContain('1 character too many');
    expect(one.field.getAttribute('aria-invalid')).toBe('true');
    await one.presses('Enter');
    expect(one.sent).toEqual([]);
    expect(one.field.value).toHaveLength(4_001);
  });

  it('begins with the draft that was kept, and keeps each change', async () => {
    const one = await alice({ draft: 'I wanted to' });
    expect(one.field.value).toBe('I wanted to');
    await one.types('I wanted to say');
    expect(one.page.client.callsOf('saveDraft').at(-1)).toEqual(['I wanted to say']);
  });

  it('keeps the draft until the text is stored', async () => {
    const one = await alice();
    const store = one.sendsSlowly();
    await one.types('Hello');
    await one.presses('Enter');
    expect(one.page.client.callsOf('saveDraft')).toEqual([['Hello']]);
    store({ ok: true, nonce: 'n' });
    await one.drawn.settle();
    expect(one.page.client.callsOf('saveDraft').at(-1)).toEqual(['']);
  });

  it('gives back a text that was not taken, before what was typed since, and says why', async () => {
    const one = await alice();
    const answer = one.sendsSlowly();
    await one.types('First');
    await one.presses('Enter');
    await one.types('Second');
    answer({ ok: false, fault: 'not-here' });
    await one.drawn.settle();
    expect(one.field.value).toBe('First\nSecond');
    expect(one.drawn.get('[role=alert]').textContent).toContain('Your text is still here');
  });

  it('takes what is typed before the page is drawn again for the next text, and sends nothing twice (I1)', async () => {
    const one = await alice();
    await one.types('First');
    one.pressesFast('Enter');
    one.typesFast('S');
    await one.drawn.settle();
    expect(one.sent).toEqual(['First']);
    expect(one.field.value).toBe('S');
  });

  it('gives back a text that was not taken also to who is typing just then', async () => {
    const one = await alice();
    const answer = one.sendsSlowly();
    await one.types('First');
    await one.presses('Enter');
    one.typesFast('S');
    answer({ ok: false, fault: 'not-here' });
    await Promise.resolve();
    await Promise.resolve();
    one.typesFast('econd');
    await one.drawn.settle();
    expect(one.field.value).toBe('First\nSecond');
    expect(one.page.client.callsOf('saveDraft').at(-1)).toEqual(['First\nSecond']);
  });

  it('says that she writes, and that she stopped', async () => {
    const one = await alice();
    await one.types('H');
    await one.types('');
    expect(one.page.client.callsOf('setTyping')).toEqual([[true], [false]]);
  });

  it('says that she stopped when she goes elsewhere', async () => {
    const one = await alice();
    await one.types('H');
    one.field.dispatchEvent(new Event('blur'));
    expect(one.page.client.callsOf('setTyping')).toEqual([[true], [false]]);
  });

  it('never says that she writes when she keeps it to herself', async () => {
    const one = await alice();
    TestBed.inject(Preferences).setTypingPrivate(true);
    await one.types('Hello');
    expect(one.page.client.callsOf('setTyping')).not.toContainEqual([true]);
  });
});
