import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { aConversation, aPlace, aState, aText, myText, talking } from '../../testing/scenes';
import { Page } from '../../testing/render';
import { Attention } from './attention';
import { Preferences } from './preferences';

let isHidden = false;

function hide(hidden: boolean): void {
  isHidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
  TestBed.tick();
}

beforeEach(() => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.hasFocus = () => !isHidden;
});
afterEach(() => {
  isHidden = false;
  Reflect.deleteProperty(document, 'hidden');
});

/** Alice talks with bob; all switches are on. */
function alice(): { page: Page; bobWrites: (text: string) => void; aliceWrites: (text: string) => void } {
  const conversation = aConversation();
  const page = new Page(talking(conversation));
  page.signals.granted = 'granted';
  page.settings.set('hearken.settings', 'sound notify');
  TestBed.inject(Attention).pageTitle.set('Conversation · Hearken');
  let { lines } = conversation;
  const say = (line: (typeof lines)[number]): void => {
    lines = [...lines, line];
    page.client.show({ conversations: [{ ...conversation, lines }] });
    TestBed.tick();
  };
  return { page, bobWrites: (text) => say(aText({ text })), aliceWrites: (text) => say(myText(text)) };
}

describe('Attention', () => {
  it('counts what came in the title while the tab is hidden', () => {
    const { bobWrites } = alice();
    hide(true);
    bobWrites('Hello');
    bobWrites('Are you there?');
    expect(document.title).toBe('(2) Conversation · Hearken');
    hide(false);
    expect(document.title).toBe('Conversation · Hearken');
  });

  it('plays and notifies, never with what was written', () => {
    const { page, bobWrites } = alice();
    hide(true);
    bobWrites('my secret');
    expect(page.signals.tones).toBe(1);
    expect(page.signals.shown).toEqual([['Hearken', 'There is something new for you.']]);
  });

  it('is still while alice looks, and for her own texts', () => {
    const { page, bobWrites, aliceWrites } = alice();
    bobWrites('Hello');
    hide(true);
    aliceWrites('Hello');
    expect(page.signals.tones).toBe(0);
    expect(page.signals.shown).toEqual([]);
  });

  it('is still where the switches are off', () => {
    const { page, bobWrites } = alice();
    TestBed.inject(Preferences).setSound(false);
    TestBed.inject(Preferences).setNotifications(false);
    hide(true);
    bobWrites('Hello');
    expect(page.signals.tones).toBe(0);
    expect(page.signals.shown).toEqual([]);
  });

  it('tells when somebody comes', () => {
    const page = new Page(aState({ person: aPlace() }));
    page.signals.granted = 'granted';
    page.settings.set('hearken.settings', 'notify');
    TestBed.inject(Attention);
    hide(true);
    const conversation = aConversation();
    page.client.show({
      conversations: [conversation],
      person: { is: 'paired', roomId: conversation.roomId, role: 'vent' },
    });
    expect(page.signals.shown).toEqual([['Hearken', 'Somebody is here for you.']]);
  });
});
