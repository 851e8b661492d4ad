import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { App } from '../app';
import { Page } from '../../testing/render';
import { MissingPart, isMissingPart } from './missing-part';

afterEach(() => {
  document.body.replaceChildren();
});

describe('isMissingPart', () => {
  it.each([
    'Failed to fetch dynamically imported module: https://hearken.example/chunk-ABCDEFGH.js',
    'error loading dynamically imported module: https://hearken.example/chunk-ABCDEFGH.js',
    'Importing a module script failed.',
    "'text/html' is not a valid JavaScript MIME type.",
  ])('knows: %s', (message) => {
    expect(isMissingPart(new TypeError(message))).toBe(true);
  });

  it.each([
    new Error('Failed to fetch dynamically imported module'),
    new TypeError('x is not a function'),
    'x',
    undefined,
  ])('takes no other fault for it: %s', (error) => {
    expect(isMissingPart(error)).toBe(false);
  });
});

describe('the hint', () => {
  it('stays away while all is there', async () => {
    const drawn = await new Page().draw(App);
    expect(drawn.get('[role=alert]').textContent.trim()).toBe('');
  });

  it('offers to load what was wanted, in its newest version', async () => {
    const page = new Page();
    const drawn = await page.draw(App);
    TestBed.inject(MissingPart).note('/vent');
    await drawn.settle();
    expect(drawn.get('[role=alert]').textContent).toContain('There may be a newer version');
    await drawn.press('Reload');
    expect(page.loads).toEqual(['/vent']);
  });

  it('can be put away, and everything else stays as it is', async () => {
    const page = new Page();
    const drawn = await page.draw(App);
    TestBed.inject(MissingPart).note('/vent');
    await drawn.settle();
    await drawn.press('Dismiss');
    expect(drawn.get('[role=alert]').textContent.trim()).toBe('');
    expect(page.loads).toEqual([]);
  });
});
