import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { HAS_KEPT_SESSION, OpenSession } from '../open-session';
import { someCounts, talking } from '../../testing/scenes';
import { Page } from '../../testing/render';
import { Landing } from './landing';
import { STATS } from './live-counts';

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

  it('says that it could not be found out who is here', async () => {
    const page = new Page(undefined, {
      providers: [{ provide: STATS, useValue: () => Promise.reject(new Error('away')) }],
    });
    const drawn = await page.draw(Landing);
    await drawn.settle();
    expect(drawn.words).toContain('Who is here cannot be told just now.');
    expect(drawn.find('dl')).toBeNull();
  });

  it('says who is here and who waits to somebody who only looks, and opens no session', async () => {
    const page = new Page(undefined, {
      providers: [{ provide: STATS, useValue: () => Promise.resolve(someCounts()) }],
    });
    const drawn = await page.draw(Landing);
    await drawn.settle();
    expect(drawn.all('dl > div').map((row) => row.textContent.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'listening32 waiting',
      'venting52 waiting',
      'just talking42 waiting',
    ]);
    expect(page.client.calls).toEqual([]);
  });

  it('says who is here where that is known', async () => {
    const page = new Page();
    TestBed.inject(OpenSession).counts.set(someCounts());
    const drawn = await page.draw(Landing);
    expect(drawn.get('dl').getAttribute('aria-label')).toBe('Who is here now');
  });
});
