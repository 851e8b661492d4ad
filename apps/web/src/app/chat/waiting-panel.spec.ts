import { afterEach, describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import { aPlace, aState, someCounts } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { WaitingPanel, type Waiting } from './waiting-panel';

afterEach(() => {
  document.body.replaceChildren();
});

async function waiting(person: Waiting, counts = someCounts()): Promise<{ page: Page; drawn: Drawn<WaitingPanel> }> {
  const page = new Page(aState({ person, counts }));
  return { page, drawn: await page.draw(WaitingPanel, { waiting: signal(person) }) };
}

describe('WaitingPanel', () => {
  it('says where alice stands, who is here, and how long it took lately', async () => {
    const { drawn } = await waiting(aPlace({ position: 3 }));
    expect(drawn.get('h2').textContent).toBe('Finding you a listener');
    expect(drawn.words).toContain('You are number 3 in line.');
    expect(drawn.words).toContain('3 listeners are here now.');
    expect(drawn.words).toContain('Lately it took half a minute.');
  });

  it('announces the place, and only that, when it changes', async () => {
    const { drawn } = await waiting(aPlace({ position: 1 }));
    expect(drawn.get('.place').getAttribute('role')).toBe('status');
    expect(drawn.get('.place').textContent.trim()).toBe('You are first in line.');
  });

  it('says that matching rests, and that the place is kept', async () => {
    const { drawn } = await waiting(aPlace({ position: 1, isPaused: true }));
    expect(drawn.get('.place').textContent.trim()).toBe('Matching is paused for a moment. You keep your place.');
  });

  it('says kindly and plainly when nobody is here', async () => {
    const { drawn } = await waiting(aPlace(), someCounts({ listen: 0 }));
    expect(drawn.words).toContain('Nobody is here to listen right now.');
    expect(drawn.words).not.toContain('Lately');
  });

  it('does not count the one who waits among those who want to talk', async () => {
    const { drawn } = await waiting(aPlace({ role: 'talk' }), someCounts({ talk: 1 }));
    expect(drawn.words).toContain('Nobody else is here right now.');
  });

  it('says when all who are here are in a conversation', async () => {
    const counts = { ...someCounts(), listen: { online: 4, waiting: 0 } };
    const { drawn } = await waiting(aPlace(), counts);
    expect(drawn.words).toContain('4 listeners are here now. Everybody is in a conversation just now.');
  });

  it('offers widening after a while, and not before', async () => {
    const page = new Page(aState());
    const person = aPlace({ widenOfferAt: page.clock.now() + 10_000 });
    page.client.show({ person });
    const drawn = await page.draw(WaitingPanel, { waiting: signal(person) });
    expect(drawn.findButton('Meet them too')).toBeUndefined();
    for (let second = 0; second < 10; second++) {
      page.clock.advance(1_000);
      await drawn.settle();
    }
    await drawn.press('Meet them too');
    expect(page.client.callsOf('widen')).toHaveLength(1);
  });

  it('says when it has been widened', async () => {
    const { drawn } = await waiting(aPlace({ widen: true }));
    expect(drawn.words).toContain('You may also meet somebody who just wants to talk.');
  });

  it('counts down to when the place counts, for eyes only', async () => {
    const page = new Page(aState());
    const person = aPlace({ opensAt: page.clock.now() + 9_000 });
    const drawn = await page.draw(WaitingPanel, { waiting: signal(person) });
    expect(drawn.words).toContain('Your place counts in 9 seconds.');
    expect(drawn.get('hk-countdown').getAttribute('aria-hidden')).toBe('true');
    page.clock.advance(1_000);
    await drawn.settle();
    expect(drawn.get('hk-countdown').textContent).toBe('8');
  });

  it('leads to the other roles', async () => {
    const { drawn } = await waiting(aPlace());
    expect(drawn.button('listen').getAttribute('href')).toBe('/listen');
    expect(drawn.button('just talk').getAttribute('href')).toBe('/talk');
  });

  it('says that the place is being asked for', async () => {
    const { drawn } = await waiting({ is: 'joining', role: 'listen', widen: false });
    expect(drawn.get('.place').textContent).toContain('Getting you in line');
  });

  it('lets alice hide where she is before anybody is told', async () => {
    const page = new Page(aState({ person: aPlace(), counts: someCounts(), place: 'shown' }));
    const drawn = await page.draw(WaitingPanel, { waiting: signal(aPlace()) });
    (drawn.get('hk-place-switch [role=switch]') as HTMLInputElement).click();
    expect(page.client.callsOf('setPlace')).toEqual([['hidden']]);
  });
});
