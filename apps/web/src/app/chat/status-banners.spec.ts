import { afterEach, describe, expect, it } from '@jest/globals';
import type { ClientState, Notice } from '../client/client-state';
import { aState, talking } from '../../testing/scenes';
import { type Drawn, Page } from '../../testing/render';
import { StatusBanners } from './status-banners';

afterEach(() => {
  document.body.replaceChildren();
});

const LONG_AGO = 0;

async function banners(state: ClientState): Promise<{ page: Page; drawn: Drawn<StatusBanners> }> {
  const page = new Page(state);
  return { page, drawn: await page.draw(StatusBanners) };
}

describe('StatusBanners', () => {
  it('says nothing while all is well', async () => {
    const { drawn } = await banners(talking());
    expect(drawn.words).toBe('');
  });

  it.each([
    [{ is: 'reconnecting', since: LONG_AGO }, 'The connection is gone. Trying to get it back…'],
    [{ is: 'offline', since: LONG_AGO }, 'You are offline.'],
    [{ is: 'full', since: LONG_AGO, retryAt: 1_020_000 }, 'Hearken is full right now. Looking again in 20 s.'],
    [{ is: 'blocked', since: LONG_AGO }, 'Both ways are blocked: WebSocket and long polling.'],
  ] as const)('has its own words for %j', async (connection, words) => {
    const { page, drawn } = await banners(aState({ connection }));
    expect(drawn.words).toContain(words);
    await drawn.press('Try now');
    expect(page.client.callsOf('reconnectNow')).toHaveLength(1);
  });

  it('says in a conversation that what is written is kept', async () => {
    const { drawn } = await banners(talking(undefined, { connection: { is: 'offline', since: LONG_AGO } }));
    expect(drawn.words).toContain('What you write is kept and goes out when you are back.');
  });

  it('leaves what stops the page to its own panel', async () => {
    const { drawn } = await banners(talking(undefined, { connection: { is: 'replaced', by: 'tab' } }));
    expect(drawn.words).toBe('');
  });

  it.each([
    [{ id: 1, kind: 'reset' }, 'Your earlier conversation cannot be continued'],
    [{ id: 1, kind: 'storage-lost', why: 'quota' }, 'This device has no space left.'],
    [{ id: 1, kind: 'polling' }, 'The fast connection is blocked here.'],
    [{ id: 1, kind: 'refused', what: 'join', message: 'x' }, 'The server did not accept something'],
    [{ id: 1, kind: 'newer-version', version: '2' }, 'There is a newer version of this page.'],
  ] as const satisfies readonly (readonly [Notice, string])[])('says once: %j', async (notice, words) => {
    const { page, drawn } = await banners(aState({ notices: [notice] }));
    expect(drawn.words).toContain(words);
    await drawn.press('Dismiss');
    expect(page.client.callsOf('dismissNotice')).toEqual([[1]]);
    expect(drawn.words).toBe('');
  });

  it('never interrupts a conversation for a newer version', async () => {
    const { drawn } = await banners(talking(undefined, { notices: [{ id: 1, kind: 'newer-version', version: '2' }] }));
    expect(drawn.words).toBe('');
  });

  it('drops words of the operators when they are over, to the millisecond of the server’s clock', async () => {
    const page = new Page(aState({ serverAheadMs: 5_000 }));
    const expiresAt = page.clock.now() + 5_000 + 10_000;
    page.client.show({ announcements: [{ id: 1, audience: 'all', text: 'We restart tonight.', expiresAt }] });
    const drawn = await page.draw(StatusBanners);
    page.clock.advance(9_999);
    await drawn.settle();
    expect(drawn.words).toContain('We restart tonight.');
    page.clock.advance(1);
    await drawn.settle();
    expect(drawn.words).toBe('');
  });

  it('reloads for a newer version when asked to', async () => {
    const { page, drawn } = await banners(aState({ notices: [{ id: 1, kind: 'newer-version', version: '2' }] }));
    await drawn.press('Reload');
    expect(page.reloads).toBe(1);
  });

  it('says where messages are kept when it is in memory only', async () => {
    const { drawn } = await banners(aState({ isServerVolatile: true, storage: 'memory' }));
    expect(drawn.words).toContain('This server keeps messages in memory only.');
    expect(drawn.words).toContain('This browser cannot store messages.');
  });
});
