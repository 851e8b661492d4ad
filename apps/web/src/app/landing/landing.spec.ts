import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { HAS_KEPT_SESSION, OpenSession } from '../open-session';
import { someCounts, talking } from '../../testing/scenes';
import { Page } from '../../testing/render';
import { Landing } from './landing';

afterEach(() => {
  document.body.replaceChildren();
});

describe('Landing', () => {
  it('leads to the three ways in', async () => {
    const drawn = await new Page().draw(Landing);
    expect(drawn.all('nav.choices a').map((link) => link.getAttribute('href'))).toEqual(['/vent', '/listen', '/talk']);
  });

  it('says what this is not, and where there is more help', async () => {
    const drawn = await new Page().draw(Landing);
    expect(drawn.words).toContain('It is not therapy');
    expect(drawn.words).toContain('It is not an emergency service');
    expect(drawn.get('#help a').getAttribute('href')).toBe('/help');
  });

  it('loads no client by itself', async () => {
    const page = new Page();
    await page.draw(Landing);
    expect(page.client.calls).toEqual([]);
  });

  it('goes on with the session that this tab has kept', async () => {
    const page = new Page(talking(), { providers: [{ provide: HAS_KEPT_SESSION, useValue: true }] });
    const drawn = await page.draw(Landing);
    await import('../chat/resume');
    await drawn.settle();
    expect(page.client.callsOf('start')).toHaveLength(1);
    expect(drawn.button('Back to the conversation').getAttribute('href')).toBe('/vent');
  });

  it('leads back to a conversation that goes on', async () => {
    const page = new Page();
    TestBed.inject(OpenSession).summary.set({ is: 'talking', role: 'listen' });
    const drawn = await page.draw(Landing);
    expect(drawn.button('Back to the conversation').getAttribute('href')).toBe('/listen');
  });

  it('says who is here where that is known', async () => {
    const page = new Page();
    TestBed.inject(OpenSession).counts.set(someCounts());
    const drawn = await page.draw(Landing);
    expect(drawn.get('dl').getAttribute('aria-label')).toBe('Who is here now');
  });
});
