import { afterEach, describe, expect, it } from '@jest/globals';
import { signal } from '@angular/core';
import type { Place } from '@hearken/protocol';
import { aConversation, aState, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { ChatBar } from './chat-bar';
import { PartnerPlace } from './partner-place';
import { PlaceSwitch } from './place-switch';
import { SettingsDialog } from './settings-dialog';

afterEach(() => {
  document.body.replaceChildren();
});

const LISBON: Place = { country: 'PT', utcOffsetMinutes: 0 };

async function draw(place: Place | undefined): Promise<{ page: Page; drawn: Drawn<PartnerPlace> }> {
  const page = new Page(talking());
  return { page, drawn: await page.draw(PartnerPlace, { place: signal(place) }) };
}

/** Without the narrow space that some languages put before AM and PM. */
const words = (drawn: Drawn<unknown>): string => drawn.words.replaceAll(/\s/gu, ' ');

describe('PartnerPlace', () => {
  it('names the country, and what time it is there', async () => {
    const { page, drawn } = await draw(LISBON);
    expect(words(drawn)).toMatch(/^Portugal · 12:16 AM there$/);
    page.clock.advance(60_000);
    await drawn.settle();
    expect(words(drawn)).toMatch(/^Portugal · 12:17 AM there$/);
  });

  it.each<[string, Place, RegExp]>([
    ['with a region', { country: 'PT', region: 'Madeira' }, /^Madeira, Portugal$/],
    ['with the country alone', { country: 'PT' }, /^Portugal$/],
    ['with the clock alone', { utcOffsetMinutes: 345 }, /^Place unknown · 6:01 AM there$/],
    ['west of UTC, the day before', { country: 'CA', utcOffsetMinutes: -210 }, /^Canada · 8:46 PM there$/],
    ['with a code that is no country', { country: 'ZZ' }, /^(Place unknown|Unknown Region)$/],
    ['with what is not even a code', { country: '<b>' }, /^Place unknown$/],
  ])('%s', async (_, place, told) => {
    expect(words((await draw(place)).drawn)).toMatch(told);
  });

  it('says kindly that nothing is known, whatever the reason', async () => {
    expect((await draw(undefined)).drawn.words).toBe('Place unknown');
  });

  it('reckons by the server’s clock, as the own one may be wrong', async () => {
    const page = new Page(talking(aConversation(), { serverAheadMs: 3_600_000 }));
    const drawn = await page.draw(PartnerPlace, { place: signal(LISBON) });
    expect(words(drawn)).toMatch(/1:16 AM there$/);
  });
});

describe('ChatBar', () => {
  const bar = async (place: 'shown' | 'hidden' | undefined): Promise<Drawn<ChatBar>> => {
    const { partner } = aConversation();
    const conversation = aConversation({ partner: { ...partner, place: LISBON } });
    const page = new Page(talking(conversation, place === undefined ? {} : { place }));
    return page.draw(ChatBar, { conversation: signal(conversation), title: signal('Hearken') });
  };

  it.each(['shown', 'hidden'] as const)('shows where the partner is to who has their own place %s', async (place) => {
    const drawn = await bar(place);
    expect(drawn.get('hk-partner-place').textContent).toContain('Portugal');
  });

  it('announces it to nobody, as it moves by itself', async () => {
    const drawn = await bar('shown');
    expect(drawn.get('hk-partner-place').closest('[role=status], [aria-live]')).toBeNull();
  });

  it('has nothing to say of it where the server shows no places', async () => {
    expect((await bar(undefined)).find('hk-partner-place')).toBeNull();
  });
});

describe('PlaceSwitch', () => {
  it('switches the place off and on', async () => {
    const page = new Page(aState({ place: 'shown' }));
    const drawn = await page.draw(PlaceSwitch);
    const flip = drawn.get('[role=switch]') as HTMLInputElement;
    expect(flip.checked).toBe(true);
    flip.click();
    await drawn.settle();
    expect(page.client.callsOf('setPlace')).toEqual([['hidden']]);
    expect(flip.checked).toBe(false);
    flip.click();
    await drawn.settle();
    expect(page.client.callsOf('setPlace')).toEqual([['hidden'], ['shown']]);
  });

  it('is the first of the settings, with where the countries come from', async () => {
    const drawn = await new Page(aState({ place: 'shown' })).draw(SettingsDialog);
    expect(drawn.get('hk-toggle').textContent).toContain('Show where I am');
    expect(drawn.get('a[href="https://db-ip.com"]').textContent).toBe('IP Geolocation by DB-IP');
  });

  it('is not there where the server shows no places', async () => {
    const drawn = await new Page(aState()).draw(SettingsDialog);
    expect(drawn.words).not.toContain('Show where I am');
    expect(drawn.find('a[href="https://db-ip.com"]')).toBeNull();
  });
});
