import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Person } from '../src/person.ts';
import { expect, test } from '../src/fixtures.ts';
import { findsNothing } from '../src/axe.ts';
import { meet } from '../src/meet.ts';

const AGREE = 'I am 18 or older, and I agree';

/** Whether the server has made this tab somebody. */
async function hasSession(person: Person): Promise<boolean> {
  return person.page.evaluate(() => sessionStorage.getItem('hearken.tab')?.includes('privateId') === true);
}

/** Scripts that a page has loaded before anything is tapped: those that it names, and what they import at once. */
function partsOfFirstLoad(): ReadonlySet<string> {
  const folder = fileURLToPath(new URL('../../apps/web/dist/browser', import.meta.url));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const parts = new Set(
    Array.from(read('index.html').matchAll(/(?:src|href)="([^"]+\.js)"/g), ([, name = '']) => name),
  );
  for (const name of parts) {
    for (const [, imported = ''] of read(name).matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) parts.add(imported);
  }
  return parts;
}

test.describe('help now', () => {
  test.use({ contextOptions: { timezoneId: 'Europe/Berlin' } });

  test('is one tap away from every page, for the country of the clock', async ({ alice }) => {
    for (const path of ['/', '/about', '/guidelines', '/privacy', '/contact', '/listening', '/nowhere']) {
      await alice.arrive(path);
      await alice.page.getByRole('link', { name: 'Help now' }).first().click();
      await expect(alice.page).toHaveURL(/\/help$/);
      await expect(alice.heading('TelefonSeelsorge')).toBeVisible();
    }
    await expect(alice.page.getByRole('link', { name: '0800 111 0 111' })).toHaveAttribute('href', 'tel:08001110111');
    await alice.page.getByLabel('Country').selectOption({ label: 'Brazil' });
    await expect(alice.page.getByRole('link', { name: '188' })).toBeVisible();
    await expect(alice.heading('TelefonSeelsorge')).toBeHidden();
    expect(await hasSession(alice)).toBe(false);
  });

  test('lies over a conversation, which goes on', async ({ alice, bob }) => {
    await meet(alice, bob);
    await alice.button('Help now').click();
    const dialog = alice.page.getByRole('dialog', { name: 'Help now' });
    await expect(dialog.getByRole('heading', { name: 'TelefonSeelsorge' })).toBeVisible();
    await bob.say('are you there?');
    await alice.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await alice.hears('are you there?');
    await alice.button('Settings').click();
    await alice.button('In danger? Who can help now').click();
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(alice.button('Settings'), 'the focus is back where it all began').toBeFocused();
    await alice.say('I am');
    await bob.hears('I am');
  });
});

test.describe('somebody who was never here', () => {
  test.use({ isFirstVisit: true });

  test('accepts the guidelines once, and listens after a guide', async ({ alice, bob }) => {
    await alice.arrive('/vent');
    await expect(alice.heading('Before you begin')).toBeFocused();
    await expect(alice.page.getByText('This is peer support, and not therapy.')).toBeVisible();
    expect(await hasSession(alice)).toBe(false);
    await alice.button(AGREE).click();
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
    await alice.reload();
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
    await alice.arrive('/talk');
    await expect(alice.page.getByRole('dialog')).toBeVisible();
    await alice.button('Keep my place').click();

    await bob.arrive('/listen');
    await bob.button(AGREE).click();
    await expect(bob.heading('Before you listen for the first time')).toBeVisible();
    await expect(alice.page.getByText('Nobody is here to listen right now.')).toBeVisible();
    await bob.button('I am ready to listen').click();
    await alice.isPaired();
    await bob.isPaired();
    await bob.reload();
    await bob.isPaired();
  });

  test('declines, is led back kindly, and has left nothing', async ({ alice }) => {
    await alice.arrive('/talk');
    await alice.button('No, thank you').click();
    await expect(alice.heading('That is all right')).toBeFocused();
    await alice.page.getByRole('link', { name: 'To the start page' }).click();
    await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
    expect(await hasSession(alice)).toBe(false);
    expect(await alice.page.evaluate(() => localStorage.length)).toBe(0);
  });

  test('gets over the threshold with the keyboard alone', async ({ alice }) => {
    await alice.arrive('/vent');
    await expect(alice.heading('Before you begin')).toBeFocused();
    const agree = alice.button(AGREE);
    for (let stop = 0; stop < 10; stop += 1) {
      if (await agree.evaluate((button) => button === document.activeElement)) break;
      await alice.page.keyboard.press('Tab');
    }
    await expect(agree).toBeFocused();
    await alice.page.keyboard.press('Enter');
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  });

  test('is told where the guidelines cannot be had, and tries again', async ({ alice }) => {
    await alice.context.route('**/api/pages/*', (route) => route.fulfill({ status: 500, body: 'no' }));
    await alice.arrive('/vent');
    await expect(alice.heading('The guidelines could not be loaded')).toBeVisible();
    await findsNothing(alice.page, 'guidelines that cannot be had');
    await alice.context.unroute('**/api/pages/*');
    await alice.button('Try again').click();
    await expect(alice.button(AGREE)).toBeVisible();
  });

  test('axe finds nothing on the way in', async ({ alice }) => {
    await alice.arrive('/listen');
    await expect(alice.button(AGREE)).toBeVisible();
    await findsNothing(alice.page, 'guidelines');
    await alice.button('No, thank you').click();
    await findsNothing(alice.page, 'declined');
    await alice.button('Read the guidelines again').click();
    await alice.button(AGREE).click();
    await expect(alice.button('I am ready to listen')).toBeVisible();
    await findsNothing(alice.page, 'guide');
  });
});

const own = mkdtempSync(join(tmpdir(), 'hearken-e2e-content-'));
test.describe("an operator's own texts", () => {
  test.use({ serverEnv: { CONTENT_DIR: own } });
  test.afterAll(() => {
    rmSync(own, { recursive: true, force: true });
  });

  test('stand in place of ours, and a new version of the guidelines is asked for', async ({ alice }) => {
    writeFileSync(
      join(own, 'contact.md'),
      '# Write to us\n\n<script>document.title = "broken"</script>\n\nAt the _desk_.',
    );
    await alice.arrive('/contact');
    await expect(alice.heading('Write to us')).toBeVisible();
    await expect(alice.page).toHaveTitle('Contact · Hearken');

    await alice.arrive('/vent');
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
    await alice.button('Stop waiting').click();
    await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
    writeFileSync(join(own, 'guidelines.md'), '---\nversion: 99\n---\n# Guidelines\n\nBe kinder still.');
    await alice.arrive('/vent');
    await expect(alice.heading('The guidelines have changed')).toBeVisible();
    await expect(alice.page.getByText('Be kinder still.')).toBeVisible();
  });
});

for (const path of ['/about', '/guidelines', '/privacy', '/contact', '/listening', '/help']) {
  test(`axe finds nothing on ${path}`, async ({ alice }) => {
    await alice.arrive(path);
    await expect(alice.page.getByRole('heading', { level: 1 })).toBeVisible();
    await findsNothing(alice.page, path);
  });
}

test('a text that cannot be had says so', async ({ alice }) => {
  await alice.context.route('**/api/pages/*', (route) => route.abort());
  await alice.arrive('/about');
  await expect(alice.heading('This page could not be loaded.')).toBeVisible();
  await findsNothing(alice.page, 'a text that cannot be had');
});

test.describe('on a phone of 320 px with text of 200 %', () => {
  test.use({ viewport: { width: 320, height: 568 }, isFirstVisit: true });

  test('nothing scrolls sideways', async ({ alice }) => {
    const fits = async (where: string): Promise<void> => {
      await alice.page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      const width = await alice.page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, `width of ${where}`).toBeLessThanOrEqual(320);
    };
    for (const path of ['/', '/about', '/guidelines', '/privacy', '/contact', '/listening', '/help']) {
      await alice.arrive(path);
      await expect(alice.page.getByRole('heading', { level: 1 })).toBeVisible();
      await fits(path);
    }
    await alice.arrive('/listen');
    await expect(alice.button(AGREE)).toBeInViewport();
    await fits('guidelines before a conversation');
    await alice.button(AGREE).click();
    await expect(alice.button('I am ready to listen')).toBeInViewport();
    await fits('guide');
    await alice.button('I am ready to listen').click();
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
    await fits('waiting');
    await alice.page.getByRole('banner').getByRole('button', { name: 'Help now' }).click();
    await expect(alice.page.getByRole('dialog').getByRole('button', { name: 'Close' })).toBeInViewport();
    await fits('help');
  });
});

test('the start page tells a visitor live who is here and who waits, and opens no session', async ({
  alice,
  bob,
  server,
}) => {
  const sockets: string[] = [];
  alice.context.on('request', (request) => {
    if (request.url().includes('/socket.io/')) sockets.push(request.url());
  });
  await alice.arrive('/');
  alice.page.on('websocket', (socket) => sockets.push(socket.url()));
  const here = alice.page.getByLabel('Who is here now');
  await expect(here).toContainText(/listening\s*0\s*0 waiting/);
  await bob.arrive('/listen');
  await expect(bob.page.getByText('You are first in line.')).toBeVisible();
  await expect(bob.page.getByLabel('Who is here now')).toContainText(/listening\s*1\s*1 waiting/);
  // Asked for every 5 s, and counted once a second.
  await expect(here).toContainText(/listening\s*1\s*1 waiting/, { timeout: 10_000 });
  expect(sockets).toEqual([]);
  expect(await hasSession(alice)).toBe(false);
  const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  expect(metrics).toMatch(/^hearken_connections 1$/m);
});

test('the start page says so where the figures cannot be had', async ({ alice }) => {
  await alice.context.route('**/stats', (route) => route.fulfill({ status: 503, body: 'no' }));
  await alice.arrive('/');
  await expect(alice.page.getByText('Who is here cannot be told just now.')).toBeVisible();
  await expect(alice.page.getByRole('link', { name: /I need to vent/ })).toBeVisible();
});

test('offline is said within 1.5 s of the browser, and is over with it', async ({ alice, bob }) => {
  await meet(alice, bob);
  // The line itself stays silent, so that nothing but the browser's word can tell it.
  alice.gate.halfOpen();
  const said = alice.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const begin = performance.now();
        const look = new MutationObserver(() => {
          if (document.body.textContent.includes('You are offline.')) resolve(performance.now() - begin);
        });
        look.observe(document.body, { childList: true, subtree: true, characterData: true });
        window.dispatchEvent(new Event('offline'));
      }),
  );
  expect(await said).toBeLessThan(1_500);
  await alice.say('said while offline');
  alice.gate.restore();
  await alice.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(alice.page.getByText('You are offline.')).toBeHidden();
  await bob.hears('said while offline');
});

test('an old page that misses a part of itself says so gently, and a reload helps', async ({ alice }) => {
  let isNewer = true;
  const first = partsOfFirstLoad();
  // What a page sees whose server has been given a newer version: the parts that it has not loaded yet are gone.
  await alice.context.route(/\.js$/, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (isNewer && !first.has(name)) await route.fulfill({ status: 404, body: '{}' });
    else await route.continue();
  });
  await alice.arrive('/');
  await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
  await alice.page.getByRole('link', { name: /I need to vent/ }).click();
  const hint = alice.page.getByRole('alert');
  await expect(hint).toContainText('There may be a newer version of it');
  await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
  await findsNothing(alice.page, 'the hint at a missing part');
  isNewer = false;
  await hint.getByRole('button', { name: 'Reload' }).click();
  await expect(alice.page).toHaveURL(/\/vent$/);
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
});

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test.describe(`with motion: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } });

    test('there is something calm to look at while waiting', async ({ alice }) => {
      await alice.arrive('/vent');
      const card = alice.page.getByRole('region', { name: 'A quiet moment' });
      await expect(card).toBeVisible();
      const moving = (): Promise<number> =>
        card.evaluate(
          (element) => element.getAnimations({ subtree: true }).filter((each) => each.playState === 'running').length,
        );
      if (reducedMotion === 'no-preference') {
        await expect.poll(moving).toBeGreaterThan(0);
        await card.getByRole('button', { name: 'Hold it still' }).click();
      }
      await expect.poll(moving).toBe(0);
      await expect(card.getByText('breathe in slowly, and let it out a little longer')).toBeVisible();
    });
  });
}
