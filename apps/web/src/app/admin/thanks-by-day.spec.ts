import { signal } from '@angular/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Page } from '../../testing/render';
import { aState } from '../../testing/scenes';
import { ThanksByDay } from './thanks-by-day';

afterEach(() => {
  document.body.replaceChildren();
});

describe('ThanksByDay', () => {
  it('shows the share of each day, the newest first, and none where nothing ended', async () => {
    const days = [
      { day: '2026-11-20', ended: 8, thanked: 6 },
      { day: '2026-11-21', ended: 0, thanked: 0 },
    ];
    const drawn = await new Page(aState()).draw(ThanksByDay, { days: signal(days) });
    const rows = drawn.all('tbody tr').map((row) => [...row.children].map(({ textContent }) => textContent.trim()));
    expect(rows.map(([, ...figures]) => figures)).toEqual([
      ['0', '0', '–'],
      ['8', '6', '75 %'],
    ]);
    expect(drawn.all('time').map((time) => time.getAttribute('datetime'))).toEqual(['2026-11-21', '2026-11-20']);
    expect(rows[1]?.[0]).toMatch(/20/);
  });

  it('says so where they can’t be read', async () => {
    const drawn = await new Page(aState()).draw(ThanksByDay, { days: signal([]) });
    expect(drawn.find('table')).toBeNull();
    expect(drawn.words).toContain('They can’t be read just now.');
  });
});
