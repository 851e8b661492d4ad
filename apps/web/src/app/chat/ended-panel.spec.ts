import { afterEach, describe, expect, it } from '@jest/globals';
import type { ConversationView, EndView, PersonView } from '../client/client-state';
import { aState, anEnded, anEvent, myText } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { EndedPanel } from './ended-panel';

afterEach(() => {
  document.body.replaceChildren();
});

async function ended(
  conversation: ConversationView | undefined,
  person: (page: Page) => PersonView = () => ({ is: 'idle' }),
): Promise<Drawn<EndedPanel>> {
  const page = new Page(aState());
  const inputs = { conversation: () => conversation, person: () => person(page), role: () => 'vent' };
  return page.draw(EndedPanel, inputs);
}

const end = (given: Partial<EndView>): EndView => ({
  reason: 'leave',
  by: 'partner',
  at: 0,
  wasAwayTooLong: false,
  ...given,
});

describe('EndedPanel', () => {
  it.each([
    [{ reason: 'next', by: 'partner' }, 'Your listener went on to somebody new.'],
    [{ reason: 'leave', by: 'partner' }, 'Your listener left the conversation.'],
    [{ reason: 'closed', by: 'partner' }, 'Your listener closed the page.'],
    [{ reason: 'block', by: 'partner' }, 'Your listener left the conversation.'],
    [{ reason: 'report', by: 'partner' }, 'Your listener left the conversation.'],
    [{ reason: 'next', by: 'you' }, 'You went on to somebody new.'],
    [{ reason: 'leave', by: 'you' }, 'You left the conversation.'],
    [{ reason: 'partner-lost', by: 'system' }, 'Your listener was away too long, so the conversation ended.'],
    [{ reason: 'partner-lost', by: 'partner' }, 'Your listener was away too long, so the conversation ended.'],
    [{ reason: 'unconfirmed', by: 'system' }, 'After a fault on our side the other person did not come back.'],
    [{ reason: 'reset', by: 'system' }, 'The server no longer knows this browser'],
    [{ reason: 'deleted', by: 'you' }, 'You deleted the conversation.'],
    [{ reason: 'deleted', by: 'partner' }, 'Your listener deleted the conversation.'],
    [{ reason: 'operator', by: 'system' }, 'The conversation was ended by the people who run this site.'],
  ] as const)('tells of %j: %s', async (given, words) => {
    const drawn = await ended(anEnded({ end: end(given) }));
    expect(drawn.words).toContain(words);
  });

  it('tells the one who came back too late, and offers one tap to go on', async () => {
    const drawn = await ended(anEnded({ end: end({ reason: 'partner-lost', by: 'system', wasAwayTooLong: true }) }));
    expect(drawn.get('h2').textContent).toBe('You were away too long');
    let asked = 0;
    drawn.fixture.componentInstance.again.subscribe(() => asked++);
    await drawn.press('Find a listener');
    expect(asked).toBe(1);
  });

  it('says how much did not arrive', async () => {
    const lines = [
      anEvent('joined'),
      myText('Still there?', { label: { is: 'failed', why: 'ended' } }),
      anEvent('ended'),
    ];
    const drawn = await ended(anEnded({ lines }));
    expect(drawn.words).toContain('1 message of yours did not arrive.');
  });

  it('says how long a new line takes to open', async () => {
    const drawn = await ended(anEnded(), (page) => ({ is: 'idle', joinAt: page.clock.now() + 7_000 }));
    expect(drawn.words).toContain('A new line opens for you in 7 seconds.');
  });

  it('says so where this device meets nobody for now, and looks again when asked', async () => {
    const drawn = await ended(anEnded(), () => ({ is: 'idle', isHeld: true }));
    expect(drawn.words).toContain('You cannot meet anybody just now');
    let asked = 0;
    drawn.fixture.componentInstance.again.subscribe(() => asked++);
    await drawn.press('Look again');
    expect(asked).toBe(1);
  });

  it('is ready where nothing has been yet', async () => {
    const drawn = await ended(undefined);
    expect(drawn.get('h2').textContent).toBe('Ready when you are');
  });
});
