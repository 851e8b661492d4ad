import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Title } from '@angular/platform-browser';
import { Router } from '@angular/router';
import { PAGE_NAMES } from '@hearken/protocol';
import { App } from '../app';
import { Page } from '../../testing/render';
import { PAGE_TEXTS, readPageText, type PageTexts } from './page-texts';
import { PAGE_TITLES } from './words';

afterEach(() => {
  document.body.replaceChildren();
});

async function open(address: string, page = new Page()) {
  const drawn = await page.draw(App);
  await TestBed.inject(Router).navigateByUrl(address);
  await drawn.settle();
  await drawn.settle();
  return { page, drawn };
}

describe('TextPage', () => {
  it.each(PAGE_NAMES)('/%s shows its text under its title, and starts no session', async (name) => {
    const { page, drawn } = await open(`/${name}`);
    expect(drawn.all('h1').map((heading) => heading.textContent)).toEqual([`The ${name}`]);
    expect(TestBed.inject(Title).getTitle()).toBe(PAGE_TITLES[name]);
    expect(page.client.calls).toEqual([]);
    expect(drawn.get('header a[href="/help"]').textContent).toBe('Help now');
  });

  it('says that it loads', async () => {
    const texts: PageTexts = () => new Promise(() => undefined);
    const { drawn } = await open(
      '/about',
      new Page(undefined, { providers: [{ provide: PAGE_TEXTS, useValue: texts }] }),
    );
    expect(drawn.get('main [role=status]').textContent).toBe('Loading…');
  });

  it('says that it could not, and tries again', async () => {
    let isUp = false;
    const texts = jest.fn<PageTexts>((name) =>
      isUp ? Promise.resolve({ name, markdown: '# There', version: '1' }) : Promise.reject(new Error('away')),
    );
    const { drawn } = await open(
      '/about',
      new Page(undefined, { providers: [{ provide: PAGE_TEXTS, useValue: texts }] }),
    );
    expect(drawn.get('h1').textContent).toBe('This page could not be loaded.');
    isUp = true;
    await drawn.press('Try again');
    await drawn.settle();
    expect(drawn.get('h1').textContent).toBe('There');
  });

  it('shows the next text when the address changes, and drops an old one that comes late', async () => {
    const late: (() => void)[] = [];
    const texts: PageTexts = (name) =>
      name === 'about'
        ? new Promise((resolve) => late.push(() => resolve({ name, markdown: '# Late', version: '1' })))
        : Promise.resolve({ name, markdown: `# The ${name}`, version: '1' });
    const { drawn } = await open(
      '/about',
      new Page(undefined, { providers: [{ provide: PAGE_TEXTS, useValue: texts }] }),
    );
    await TestBed.inject(Router).navigateByUrl('/privacy');
    await drawn.settle();
    for (const come of late) come();
    await drawn.settle();
    expect(drawn.get('h1').textContent).toBe('The privacy');
  });
});

describe('readPageText', () => {
  it('takes an answer that is one', () => {
    const text = { name: 'about', markdown: '# Hi', version: '1' };
    expect(readPageText({ ...text, more: 1 })).toEqual(text);
  });

  it.each([
    null,
    'x',
    [],
    {},
    { name: 'other', markdown: '', version: '1' },
    { name: 'about', markdown: 1, version: '1' },
  ])('refuses %j', (answer) => {
    expect(() => readPageText(answer)).toThrow();
  });
});
