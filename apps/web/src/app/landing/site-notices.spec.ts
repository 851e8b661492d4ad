import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SiteNotices } from '@hearken/protocol';
import { type Drawn, Page } from '../../testing/render';
import { Landing } from './landing';
import { NOTICES_EVERY_MS, READ_NOTICES } from './site-notices';

/** The clock of the page stands here at first, and the server's is 5 s ahead of it. */
const NOW = 1_000_000;
const AHEAD_MS = 5_000;

let told: Partial<SiteNotices> | undefined;
let reads: number;
let isHidden: boolean;

beforeEach(() => {
  told = {};
  reads = 0;
  isHidden = false;
  jest.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden);
});

afterEach(() => {
  document.body.replaceChildren();
});

const anAnnouncement = { id: 7, audience: 'all', text: 'We restart tonight.' } as const;
const banners = (drawn: Drawn<Landing>): string[] =>
  drawn.all('hk-banner').map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim());

async function open(): Promise<{ drawn: Drawn<Landing>; pass: (ms: number) => Promise<void> }> {
  const page: Page = new Page(undefined, {
    providers: [
      {
        provide: READ_NOTICES,
        useValue: () => {
          reads += 1;
          const now = page.clock.now() + AHEAD_MS;
          const whole = { queue: 'open', guidelinesVersion: 1, now, announcements: [] } as const;
          return Promise.resolve(told === undefined ? undefined : { ...whole, ...told });
        },
      },
    ],
  });
  const drawn = await page.draw(Landing);
  await drawn.settle();
  const pass = async (ms: number): Promise<void> => {
    page.clock.advance(ms);
    await drawn.settle();
    await drawn.settle();
  };
  return { drawn, pass };
}

function hide(hidden: boolean): void {
  isHidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}

/** What changes from now on in what a screen reader hears of the notices. */
function hearChanges(drawn: Drawn<Landing>): () => readonly string[] {
  const status = drawn.get('hk-site-notices').closest('[role=status]');
  if (status === null) throw new Error('nobody is told');
  const observer = new MutationObserver(() => undefined);
  observer.observe(status, { subtree: true, childList: true, characterData: true });
  const isHeard = ({ target, addedNodes, removedNodes }: MutationRecord): boolean => {
    const isComment = [...addedNodes, ...removedNodes].every(({ nodeType }) => nodeType === Node.COMMENT_NODE);
    if (isComment && addedNodes.length + removedNodes.length > 0) return false;
    const element = target instanceof Element ? target : target.parentElement;
    return element?.closest('[aria-hidden=true]') === null;
  };
  return () =>
    observer
      .takeRecords()
      .filter(isHeard)
      .map(({ type, target }) => `${type}: ${target.textContent ?? ''}`);
}

describe('words of the operators on the first page', () => {
  it('are shown, in a place that a screen reader reads out', async () => {
    told = { announcements: [anAnnouncement] };
    const { drawn } = await open();
    expect(banners(drawn)).toEqual(['We restart tonight.']);
    expect(drawn.get('hk-banner').closest('[role=status]')).not.toBeNull();
  });

  it('say that nobody is let in', async () => {
    told = { queue: 'closed', notice: 'Back at eight.' };
    const { drawn } = await open();
    expect(banners(drawn)).toEqual(['Nobody new is let in just now. Back at eight.']);
  });

  it('count down to a restart by the clock of the server, and go on to say that it is now', async () => {
    told = { announcements: [{ ...anAnnouncement, restartAt: NOW + AHEAD_MS + 90_000 }] };
    const { drawn, pass } = await open();
    const countdown = () => drawn.get('hk-restart-countdown [aria-hidden=true]').textContent.trim();
    expect(countdown()).toBe('This site restarts in 1:30');
    await pass(1_000);
    expect(countdown()).toBe('This site restarts in 1:29');
    for (let second = 0; second < 88; second += 1) await pass(1_000);
    expect(countdown()).toBe('This site restarts in 0:01');
    await pass(1_000);
    expect(banners(drawn)).toEqual(['We restart tonight. This site restarts now.']);
  });

  it('are read out once, however often they are read again and whatever is counted', async () => {
    told = { announcements: [{ ...anAnnouncement, restartAt: NOW + AHEAD_MS + 600_000 }] };
    const { drawn, pass } = await open();
    const changes = hearChanges(drawn);
    for (let second = 0; second < 65; second += 1) await pass(1_000);
    expect(reads).toBeGreaterThan(2);
    expect(changes()).toEqual([]);
  });

  it('go when they are over, to the second', async () => {
    told = { announcements: [{ ...anAnnouncement, expiresAt: NOW + AHEAD_MS + 10_000 }] };
    const { drawn, pass } = await open();
    await pass(9_999);
    expect(banners(drawn)).toHaveLength(1);
    await pass(1);
    expect(banners(drawn)).toEqual([]);
    expect(reads).toBe(1);
  });

  it('go when they are taken back, and come when they are new', async () => {
    told = { announcements: [anAnnouncement] };
    const { drawn, pass } = await open();
    told = { announcements: [{ ...anAnnouncement, id: 8, text: 'We do not.' }] };
    await pass(NOTICES_EVERY_MS);
    expect(banners(drawn)).toEqual(['We do not.']);
  });

  it('stay while the server does not answer', async () => {
    told = { announcements: [anAnnouncement] };
    const { drawn, pass } = await open();
    told = undefined;
    await pass(NOTICES_EVERY_MS);
    expect(banners(drawn)).toEqual(['We restart tonight.']);
    told = {};
    await pass(NOTICES_EVERY_MS);
    expect(banners(drawn)).toEqual([]);
  });

  it('are not asked for while nobody looks, and at once when somebody does again', async () => {
    const { drawn, pass } = await open();
    hide(true);
    await drawn.settle();
    await pass(10 * NOTICES_EVERY_MS);
    expect(reads).toBe(1);
    hide(false);
    await drawn.settle();
    expect(reads).toBe(2);
  });
});
