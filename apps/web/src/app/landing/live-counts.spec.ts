import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { OpenSession } from '../open-session';
import { type Drawn, Page } from '../../testing/render';
import { someCounts } from '../../testing/scenes';
import { STATS, STATS_EVERY_MS, STATS_PAUSE_MAX_MS, injectLiveCounts, readFigures } from './live-counts';

@Component({ selector: 'hk-looker', template: '{{ here().is }}' })
class Looker {
  readonly here = injectLiveCounts();
}

let isHidden = false;

afterEach(() => {
  document.body.replaceChildren();
  isHidden = false;
});

async function look(ask: () => Promise<unknown>): Promise<{ page: Page; drawn: Drawn<Looker>; pass: Pass }> {
  jest.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden);
  const page = new Page(undefined, { providers: [{ provide: STATS, useValue: ask }] });
  const drawn = await page.draw(Looker);
  await drawn.settle();
  const pass: Pass = async (ms) => {
    page.clock.advance(ms);
    await drawn.settle();
  };
  return { page, drawn, pass };
}

type Pass = (ms: number) => Promise<void>;

function hide(hidden: boolean): void {
  isHidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('live counts', () => {
  it('are asked for at once, and again every few seconds', async () => {
    const ask = jest.fn(() => Promise.resolve(someCounts()));
    const { drawn, pass } = await look(ask);
    expect(drawn.words).toBe('known');
    await pass(STATS_EVERY_MS - 1);
    expect(ask).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('are not asked for while nobody looks, and at once when somebody does again', async () => {
    const ask = jest.fn(() => Promise.resolve(someCounts()));
    const { drawn, pass } = await look(ask);
    hide(true);
    await drawn.settle();
    await pass(10 * STATS_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(1);
    hide(false);
    await drawn.settle();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('are asked for more and more rarely while they cannot be had, and come back', async () => {
    let isUp = false;
    const ask = jest.fn(() => (isUp ? Promise.resolve(someCounts()) : Promise.reject(new Error('away'))));
    const { drawn, pass } = await look(ask);
    expect(drawn.words).toBe('failed');
    await pass(STATS_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(1);
    await pass(STATS_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(2);
    for (let turn = 0; turn < 10; turn++) await pass(STATS_PAUSE_MAX_MS);
    expect(ask).toHaveBeenCalledTimes(12);
    isUp = true;
    await pass(STATS_PAUSE_MAX_MS);
    expect(drawn.words).toBe('known');
    await pass(STATS_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(14);
  });

  it('are those of the session where this tab has one, and nothing is asked for', async () => {
    const ask = jest.fn(() => Promise.resolve(someCounts()));
    const { drawn, pass } = await look(ask);
    const counts = someCounts({ vent: 9 });
    TestBed.inject(OpenSession).counts.set(counts);
    await drawn.settle();
    await pass(3 * STATS_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(drawn.fixture.componentInstance.here()).toEqual({ is: 'known', counts });
  });

  it('end with the page', async () => {
    const ask = jest.fn(() => Promise.resolve(someCounts()));
    const { page, drawn } = await look(ask);
    drawn.fixture.destroy();
    page.clock.advance(10 * STATS_EVERY_MS);
    hide(false);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});

describe('readFigures', () => {
  it('takes what it needs of /stats', () => {
    const role = { online: 3, waiting: 1, talking: 2 };
    const figures = { online: 3, waiting: 1 };
    expect(readFigures({ version: '1', roles: { vent: role, listen: role, talk: role } })).toEqual({
      vent: figures,
      listen: figures,
      talk: figures,
    });
  });

  it.each([null, 'x', {}, { roles: {} }, { roles: { vent: {}, listen: {}, talk: {} } }])('refuses %j', (answer) => {
    expect(() => readFigures(answer)).toThrow();
  });
});
