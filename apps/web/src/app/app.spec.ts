import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Page } from '../testing/render';
import { App } from './app';
import { APP_VERSION } from './version';

afterEach(() => {
  document.body.replaceChildren();
});

describe('App', () => {
  it('shows the landing page at /', async () => {
    const app = await new Page().draw(App);
    await TestBed.inject(Router).navigateByUrl('/');
    await app.settle();
    expect(app.get('h1').textContent).toBe('Someone to listen, right now.');
  });

  it('says so where there is nothing', async () => {
    const app = await new Page().draw(App);
    await TestBed.inject(Router).navigateByUrl('/nowhere');
    await app.settle();
    expect(app.get('h1').textContent).toBe('There is nothing at this address.');
  });

  it('tells the server the version that it is', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ version: APP_VERSION });
  });
});
