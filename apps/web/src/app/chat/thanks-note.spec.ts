import { afterEach, describe, expect, it } from '@jest/globals';
import type { ConversationView } from '../client/client-state';
import { aState, aText, anEnded, myText } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { ThanksNote } from './thanks-note';

afterEach(() => {
  document.body.replaceChildren();
});

const talked = { lines: [aText(), myText('thank you')] };

async function note(given: Partial<ConversationView>, thanksReceived = 0): Promise<[Page, Drawn<ThanksNote>]> {
  const ended = anEnded(given);
  const page = new Page(aState({ conversations: [ended], thanksReceived }));
  return [page, await page.draw(ThanksNote, { ended: () => ended })];
}

describe('ThanksNote', () => {
  it('tells the other with one tap', async () => {
    const [page, { element }] = await note({ ...talked, roomId: 'ROOM' });
    element.querySelector('button')?.click();
    expect(page.client.calls).toContainEqual(['thank', 'ROOM']);
  });

  it('says what was given, what was received, and how often', async () => {
    const [, { element }] = await note({ ...talked, thanks: 'both' }, 3);
    expect(element.textContent).toContain('You told them that it helped.');
    expect(element.textContent).toContain('They told you that it helped.');
    expect(element.textContent).toContain('3 people');
    expect(element.querySelector('button')).toBeNull();
  });

  it.each<[string, Partial<ConversationView>]>([
    ['nothing was said', { lines: [] }],
    ['only one said something', { lines: [aText()] }],
    ['it was blocked', { ...talked, parted: ['block'] }],
    [
      'the server does not know it',
      { ...talked, end: { reason: 'reset', by: 'system', at: 0, wasAwayTooLong: false } },
    ],
  ])('asks nothing where %s', async (_, given) => {
    const [, { element }] = await note(given);
    expect(element.querySelector('button')).toBeNull();
  });
});
