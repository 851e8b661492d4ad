import { afterEach, describe, expect, it } from '@jest/globals';
import type { ConversationView } from '../client/client-state';
import { aState, anEnded } from '../../testing/scenes';
import { Page, type Drawn } from '../../testing/render';
import { ConversationActs } from './conversation-acts';

afterEach(() => {
  document.body.replaceChildren();
});

async function acts(given: Partial<ConversationView> = {}, mayAct = true): Promise<Drawn<ConversationActs>> {
  const conversation = anEnded(given);
  return new Page(aState()).draw(ConversationActs, { conversation: () => conversation, mayAct: () => mayAct });
}

const names = (drawn: Drawn<ConversationActs>): readonly string[] =>
  drawn.all('button').map(({ textContent }) => textContent.trim());
const ended = { reason: 'leave', by: 'partner', at: 0, wasAwayTooLong: false } as const;

describe('the foot of an ended conversation', () => {
  it('offers everything there is, and says what was chosen', async () => {
    const drawn = await acts();
    expect(names(drawn)).toEqual(['Keep a copy', 'Report', 'Block', 'Delete for both', 'Clear this conversation']);
    const chosen: string[] = [];
    drawn.fixture.componentInstance.chosen.subscribe((act) => chosen.push(act));
    for (const name of names(drawn)) await drawn.press(name);
    expect(chosen).toEqual(['keep', 'report', 'block', 'remove', 'dismiss']);
  });

  it('says what happens next after a report, and offers no second one', async () => {
    const drawn = await acts({ parted: ['report'] });
    expect(drawn.words).toContain('Your report is with the moderators.');
    expect(names(drawn)).toEqual(['Keep a copy', 'Delete for both', 'Clear this conversation']);
  });

  it('says that a block holds; the conversation can still be reported', async () => {
    const drawn = await acts({ parted: ['block'] });
    expect(drawn.words).toContain('You two never meet again.');
    expect(names(drawn)).toContain('Report');
    expect(names(drawn)).not.toContain('Block');
  });

  it('says who deleted it; it can still be reported', async () => {
    const drawn = await acts({ end: { ...ended, deleted: 'partner' } });
    expect(drawn.words).toContain('The other person deleted this conversation from the server.');
    expect(names(drawn)).toEqual(['Keep a copy', 'Report', 'Block', 'Clear this conversation']);
  });

  it('says what is under way', async () => {
    expect((await acts({ underWay: 'report' })).get('[role=status]').textContent).toBe('Sending the report…');
  });

  it('asks nothing of a server that no longer knows this browser', async () => {
    const drawn = await acts({ end: { ...ended, reason: 'reset', by: 'system' } });
    expect(names(drawn)).toEqual(['Keep a copy', 'Clear this conversation']);
  });

  it('asks nothing from a page that does not act', async () => {
    expect(names(await acts({}, false))).toEqual(['Keep a copy', 'Clear this conversation']);
  });
});
