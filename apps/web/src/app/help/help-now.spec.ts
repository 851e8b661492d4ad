import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { type Drawn, Page } from '../../testing/render';
import { BROWSER_PLACE } from './guess-country';
import { HelpDialog } from './help-dialog';
import { HelpNow } from './help-now';
import { HelpPage } from './help-page';

afterEach(() => {
  document.body.replaceChildren();
});

function pageIn(timeZone: string): Page {
  return new Page(undefined, { providers: [{ provide: BROWSER_PLACE, useValue: { languages: ['en'], timeZone } }] });
}

async function choose(drawn: Drawn<HelpNow>, code: string): Promise<void> {
  const select = drawn.get('select') as HTMLSelectElement;
  select.value = code;
  select.dispatchEvent(new Event('change'));
  await drawn.settle();
}

describe('HelpNow', () => {
  it('shows the country of the clock, and says that it is a guess', async () => {
    const drawn = await pageIn('Europe/London').draw(HelpNow);
    expect(drawn.words).toContain('Samaritans');
    expect(drawn.words).toContain('Guessed from the clock');
    expect((drawn.get('select') as HTMLSelectElement).value).toBe('GB');
    expect(drawn.button('999').getAttribute('href')).toBe('tel:999');
    expect(drawn.button('116 123').getAttribute('href')).toBe('tel:116123');
    expect(drawn.button('SHOUT to 85258').getAttribute('href')).toBe('sms:85258');
  });

  it('shows another country when asked, and tells a screen reader', async () => {
    const drawn = await pageIn('Europe/London').draw(HelpNow);
    expect(drawn.get('[role=status]').textContent).toBe('');
    await choose(drawn, 'FR');
    expect(drawn.words).toContain('3114');
    expect(drawn.words).not.toContain('Samaritans');
    expect(drawn.words).not.toContain('Guessed');
    expect(drawn.get('[role=status]').textContent).toBe('2 lines of France, below.');
  });

  it('has a way for those whose country is not known', async () => {
    const drawn = await pageIn('Asia/Kathmandu').draw(HelpNow);
    expect(drawn.words).toContain('call your local emergency number');
    expect(drawn.words).toContain('findahelpline.com');
    await choose(drawn, 'other');
    expect(drawn.words).toContain('We have no lines of this country');
  });

  it('tells other sites nothing', async () => {
    const drawn = await pageIn('Europe/Amsterdam').draw(HelpNow);
    const others = drawn.all('a[href^="http"]');
    expect(others.length).toBeGreaterThan(1);
    for (const link of others) expect(link.getAttribute('rel')).toBe('noopener noreferrer');
  });
});

describe('HelpDialog', () => {
  it('lies over the page and goes away without leading anywhere', async () => {
    const page = pageIn('Europe/Berlin');
    const navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl');
    const drawn = await page.draw(HelpDialog);
    expect((drawn.get('dialog') as HTMLDialogElement).open).toBe(true);
    expect(drawn.words).toContain('TelefonSeelsorge');
    const closed = jest.fn();
    drawn.fixture.componentInstance.closed.subscribe(closed);
    await drawn.press('Close');
    expect(closed).toHaveBeenCalledTimes(1);
    expect(navigate).not.toHaveBeenCalled();
    expect(page.client.calls).toEqual([]);
  });
});

describe('HelpPage', () => {
  it('has one heading, and the way back', async () => {
    const drawn = await pageIn('Europe/Berlin').draw(HelpPage);
    expect(drawn.all('h1').map((heading) => heading.textContent)).toEqual(['Help now']);
    expect(drawn.button('Hearken, start page').getAttribute('href')).toBe('/');
  });
});
