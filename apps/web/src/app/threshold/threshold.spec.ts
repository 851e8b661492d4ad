import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { PageName, PageText } from '@hearken/protocol';
import { App } from '../app';
import type { ClientState } from '../client/client-state';
import { HAS_KEPT_SESSION } from '../open-session';
import { PAGE_TEXTS, type PageTexts } from '../pages/page-texts';
import { FRESH } from '../../testing/fake-hearken';
import { type Drawn, Page } from '../../testing/render';
import { aPlace, aState, anEnded, talking } from '../../testing/scenes';

const COMPILE_MAX_MS = 60_000;

// Angular compiles each template at its first use, which takes seconds on a busy machine and is no test's business.
beforeAll(async () => {
  (await open('/vent')).drawn.fixture.destroy();
  TestBed.resetTestingModule();
}, COMPILE_MAX_MS);

afterEach(() => {
  document.body.replaceChildren();
});

interface Given {
  readonly state?: ClientState;
  /** Version of the guidelines that was accepted; undefined: none. */
  readonly accepted?: string;
  readonly hasSeenGuide?: boolean;
  readonly hasKeptSession?: boolean;
  readonly texts?: PageTexts;
}

const TEXTS: PageTexts = (name) => Promise.resolve(text(name, '2'));

function text(name: PageName, version: string): PageText {
  return { name, version, markdown: `# The ${name}\n\nWords of the ${name}.` };
}

/** Alice's page at an address, on a device that remembers what is given. */
async function open(address: string, given: Given = {}): Promise<{ page: Page; drawn: Drawn<App> }> {
  const page = new Page(given.state ?? FRESH, {
    providers: [
      { provide: PAGE_TEXTS, useValue: given.texts ?? TEXTS },
      { provide: HAS_KEPT_SESSION, useValue: given.hasKeptSession ?? false },
    ],
  });
  page.settings.clear();
  if (given.accepted !== undefined) page.settings.set('hearken.guidelines', given.accepted);
  if (given.hasSeenGuide === true) page.settings.set('hearken.listening', 'seen');
  const drawn = await page.draw(App);
  await TestBed.inject(Router).navigateByUrl(address);
  await drawn.settle();
  await drawn.settle();
  return { page, drawn };
}

const AGREE = 'I am 18 or older, and I agree';

describe('the guidelines', () => {
  it('are asked for before anything is started, and begin with what matters', async () => {
    const { page, drawn } = await open('/vent');
    expect(drawn.words).toContain('You are 18 or older.');
    expect(drawn.words).toContain('peer support, and not therapy');
    expect(drawn.words).toContain('Words of the guidelines.');
    expect(drawn.get('h3').textContent).toBe('The guidelines');
    expect(document.activeElement?.textContent).toBe('Before you begin');
    expect(page.client.calls).toEqual([]);
  });

  it.each(['vent', 'talk'] as const)('once accepted, lead to /%s, and are kept for this version', async (role) => {
    const { page, drawn } = await open(`/${role}`);
    await drawn.press(AGREE);
    expect(page.settings.get('hearken.guidelines')).toBe('2');
    expect(page.client.callsOf('start')).toHaveLength(1);
    page.client.show(aState());
    await drawn.settle();
    expect(page.client.callsOf('join')).toEqual([[role]]);
  });

  it('are not asked for again once accepted', async () => {
    const { page, drawn } = await open('/vent', { accepted: '2', state: aState() });
    expect(drawn.findButton(AGREE)).toBeUndefined();
    expect(page.client.callsOf('join')).toEqual([['vent']]);
  });

  it('are asked for again in another version, and say so', async () => {
    const { page, drawn } = await open('/vent', { accepted: '1', state: aState() });
    expect(drawn.words).toContain('The guidelines have changed');
    expect(page.client.callsOf('join')).toEqual([]);
    await drawn.press(AGREE);
    expect(page.client.callsOf('join')).toEqual([['vent']]);
  });

  it('are asked for again while the page is open, once operators raise the version', async () => {
    let version = '2';
    const texts = jest.fn<PageTexts>((name) => Promise.resolve(text(name, version)));
    const site = { queue: 'open', guidelinesVersion: 1 } as const;
    const { page, drawn } = await open('/vent', { texts, accepted: '2', state: talking(undefined, { site }) });
    expect(drawn.findButton(AGREE)).toBeUndefined();
    version = '2+2';
    page.client.show(talking(undefined, { site: { ...site, guidelinesVersion: 2 } }));
    await drawn.settle();
    await drawn.settle();
    // Never before a conversation that goes on.
    expect(drawn.findButton(AGREE)).toBeUndefined();
    page.client.show(aState({ conversations: [anEnded()], site: { ...site, guidelinesVersion: 2 } }));
    await drawn.settle();
    expect(drawn.words).toContain('The guidelines have changed');
    expect(page.client.callsOf('join')).toEqual([]);
    await drawn.press(AGREE);
    expect(page.settings.get('hearken.guidelines')).toBe('2+2');
    expect(texts).toHaveBeenCalledTimes(2);
  });

  it('that cannot be had again hold nobody up, nor do other settings', async () => {
    let isUp = true;
    const texts = jest.fn<PageTexts>((name) => (isUp ? TEXTS(name) : Promise.reject(new Error('away'))));
    const site = { queue: 'open', guidelinesVersion: 1 } as const;
    const { page, drawn } = await open('/vent', { texts, accepted: '2', state: aState({ site }) });
    page.client.show(aState({ site: { queue: 'closed', notice: 'Back at nine.', guidelinesVersion: 1 } }));
    await drawn.settle();
    expect(texts).toHaveBeenCalledTimes(1);
    isUp = false;
    page.client.show(aState({ site: { ...site, guidelinesVersion: 2 } }));
    await drawn.settle();
    await drawn.settle();
    expect(texts).toHaveBeenCalledTimes(2);
    expect(drawn.findButton(AGREE)).toBeUndefined();
    // And nobody is put in line a second time for it.
    expect(page.client.callsOf('join')).toEqual([['vent']]);
  });

  it('declined, lead back kindly, and nothing is started or kept', async () => {
    const { page, drawn } = await open('/vent');
    await drawn.press('No, thank you');
    expect(drawn.words).toContain('That is all right');
    expect(document.activeElement?.textContent).toBe('That is all right');
    await drawn.press('Read the guidelines again');
    expect(drawn.findButton(AGREE)).toBeDefined();
    await drawn.press('No, thank you');
    await drawn.press('To the start page');
    await drawn.settle();
    expect(page.path).toBe('/');
    expect(page.client.calls).toEqual([]);
    expect([...page.settings]).toEqual([]);
  });

  it('that cannot be had are asked for again on a tap', async () => {
    let isUp = false;
    const texts = jest.fn<PageTexts>((name) => (isUp ? TEXTS(name) : Promise.reject(new Error('away'))));
    const { page, drawn } = await open('/vent', { texts });
    expect(drawn.words).toContain('The guidelines could not be loaded');
    expect(page.client.calls).toEqual([]);
    isUp = true;
    await drawn.press('Try again');
    await drawn.settle();
    expect(drawn.findButton(AGREE)).toBeDefined();
  });

  it('that cannot be had do not keep out somebody who accepted them before', async () => {
    const texts: PageTexts = () => Promise.reject(new Error('away'));
    const { page } = await open('/vent', { texts, accepted: '1', state: aState() });
    expect(page.client.callsOf('join')).toEqual([['vent']]);
  });

  it('never stand before a conversation or a place that goes on', async () => {
    for (const state of [talking(), aState({ person: aPlace() })]) {
      TestBed.resetTestingModule();
      const { page, drawn } = await open('/vent', { state, accepted: '1', hasKeptSession: true });
      expect(drawn.findButton(AGREE)).toBeUndefined();
      expect(page.client.callsOf('start')).toHaveLength(1);
      drawn.fixture.destroy();
    }
  });

  it('wait until it is known where somebody is who was here before', async () => {
    const { page, drawn } = await open('/vent', { state: FRESH, hasKeptSession: true });
    expect(page.client.callsOf('start')).toHaveLength(1);
    expect(drawn.findButton(AGREE)).toBeUndefined();
    page.client.show(aState());
    await drawn.settle();
    expect(drawn.findButton(AGREE)).toBeDefined();
    expect(page.client.callsOf('join')).toEqual([]);
  });

  it('leave the last conversation readable', async () => {
    const { drawn } = await open('/vent', {
      state: aState({ conversations: [anEnded()] }),
      accepted: '1',
      hasKeptSession: true,
    });
    expect(drawn.find('[role=log]')).not.toBeNull();
    expect(drawn.findButton(AGREE)).toBeDefined();
  });

  it('have help one tap away', async () => {
    const { drawn } = await open('/vent');
    await drawn.press('Help now');
    expect(drawn.get('dialog .modal-heading').textContent).toBe('Help now');
  });
});

describe("the listener's guide", () => {
  it('is shown before a first time to listen, after the guidelines, and once', async () => {
    const { page, drawn } = await open('/listen', { state: aState() });
    await drawn.press(AGREE);
    expect(drawn.words).toContain('Words of the listening.');
    expect(page.client.callsOf('join')).toEqual([]);
    await drawn.press('I am ready to listen');
    expect(page.client.callsOf('join')).toEqual([['listen']]);
    expect(page.settings.has('hearken.listening')).toBe(true);
  });

  it('is not shown again', async () => {
    const { page } = await open('/listen', { state: aState(), accepted: '2', hasSeenGuide: true });
    expect(page.client.callsOf('join')).toEqual([['listen']]);
  });

  it('is not shown to somebody who vents', async () => {
    const { page } = await open('/vent', { state: aState(), accepted: '2' });
    expect(page.client.callsOf('join')).toEqual([['vent']]);
  });

  it('put off, leads to the start page', async () => {
    const { page, drawn } = await open('/listen', { state: aState(), accepted: '2' });
    await drawn.press('Not now');
    await drawn.settle();
    expect(page.path).toBe('/');
    expect(page.client.callsOf('join')).toEqual([]);
    expect(page.settings.has('hearken.listening')).toBe(false);
  });

  it('comes before a change of the line, and the old place is kept meanwhile', async () => {
    const { page, drawn } = await open('/vent', { state: aState({ person: aPlace() }), accepted: '2' });
    await drawn.press('listen');
    await drawn.press('Change');
    await drawn.settle();
    expect(drawn.words).toContain('Words of the listening.');
    expect(page.client.callsOf('join')).toEqual([]);
    await drawn.press('I am ready to listen');
    expect(page.client.callsOf('join')).toEqual([['listen']]);
  });

  it('put off during a change of the line, leads back to the old one', async () => {
    const { page, drawn } = await open('/vent', { state: aState({ person: aPlace() }), accepted: '2' });
    await drawn.press('listen');
    await drawn.press('Change');
    await drawn.settle();
    await drawn.press('Not now');
    await drawn.settle();
    expect(page.path).toBe('/vent');
    expect(drawn.findButton('Stop waiting')).toBeDefined();
    expect(page.client.callsOf('join')).toEqual([]);
  });

  it('that cannot be had keeps nobody from listening, and is tried again the next time', async () => {
    const texts: PageTexts = (name) => (name === 'listening' ? Promise.reject(new Error('away')) : TEXTS(name));
    const { page } = await open('/listen', { state: aState(), accepted: '2', texts });
    expect(page.client.callsOf('join')).toEqual([['listen']]);
    expect(page.settings.has('hearken.listening')).toBe(false);
  });
});
