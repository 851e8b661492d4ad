import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { type Drawn, Page } from '../../testing/render';
import { RESTART_LASTS_MS, RestartCountdown } from './restart-countdown';

afterEach(() => {
  document.body.replaceChildren();
});

const seen = (drawn: Drawn<RestartCountdown>): string | undefined => drawn.find('[aria-hidden=true]')?.textContent;

async function countTo(until: number): Promise<{ page: Page; drawn: Drawn<RestartCountdown> }> {
  const page = new Page();
  return { page, drawn: await page.draw(RestartCountdown, { until: () => until }) };
}

async function pass(page: Page, drawn: Drawn<unknown>, ms: number): Promise<void> {
  page.clock.advance(ms);
  await drawn.settle();
}

describe('RestartCountdown', () => {
  it('counts each second once, for eyes only', async () => {
    const { page, drawn } = await countTo(1_000_000 + 61_500);
    expect(seen(drawn)).toBe('This site restarts in 1:02');
    await pass(page, drawn, 500);
    expect(seen(drawn)).toBe('This site restarts in 1:01');
    await pass(page, drawn, 1_000);
    expect(seen(drawn)).toBe('This site restarts in 1:00');
    await pass(page, drawn, 1_000);
    expect(seen(drawn)).toBe('This site restarts in 0:59');
  });

  it('says the time of day to a screen reader, once and for all, though the clocks drift a little', async () => {
    const eight = new Date(2030, 0, 1, 8, 0).getTime();
    const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format(eight);
    for (const until of [eight - 40, eight, eight + 40]) {
      const { drawn } = await countTo(until);
      expect(drawn.get('.visually-hidden').textContent).toBe(`This site restarts at ${time}.`);
      drawn.fixture.destroy();
      TestBed.resetTestingModule();
    }
  });

  it('says when it is now, and nothing any more once it must be over', async () => {
    const { page, drawn } = await countTo(1_000_000 + 1_000);
    await pass(page, drawn, 1_000);
    expect(drawn.words).toBe('This site restarts now.');
    expect(drawn.find('[aria-hidden=true]')).toBeNull();
    await pass(page, drawn, RESTART_LASTS_MS - 1);
    expect(drawn.words).toBe('This site restarts now.');
    await pass(page, drawn, 1);
    expect(drawn.words).toBe('');
  });

  it('says nothing of one that is long over', async () => {
    const { drawn } = await countTo(1_000_000 - RESTART_LASTS_MS);
    expect(drawn.words).toBe('');
  });
});
