import { afterEach, describe, expect, it } from '@jest/globals';
import { Page } from '../../testing/render';
import { BreathingCard } from './breathing-card';

afterEach(() => {
  document.body.replaceChildren();
});

describe('BreathingCard', () => {
  it('can be held still, and let go again', async () => {
    const drawn = await new Page().draw(BreathingCard);
    expect(drawn.get('section').classList).not.toContain('still');
    await drawn.press('Hold it still');
    expect(drawn.get('section').classList).toContain('still');
    await drawn.press('Let it move');
    expect(drawn.get('section').classList).not.toContain('still');
  });

  it('says in words what it shows', async () => {
    const drawn = await new Page().draw(BreathingCard);
    expect(drawn.words).toContain('in while it grows, out while it shrinks');
    expect(drawn.get('.breath').getAttribute('aria-hidden')).toBe('true');
  });
});
