import AxeBuilder from '@axe-core/playwright';
import type { CDPSession, Locator, Page } from '@playwright/test';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import type { Person } from '../src/person.ts';

/** How long a notice of typing is believed. */
const EXPIRY_MS = 5_000;

const message = (person: Person, text: string): Locator =>
  person.conversation
    .locator('hk-message')
    .filter({ has: person.page.locator('.bubble').getByText(text, { exact: true }) });
const heart = (person: Person, text: string): Locator => message(person, text).getByRole('button', { name: 'Like' });
const likedBadge = (person: Person, text: string): Locator => message(person, text).getByText('likes this');
const typing = (person: Person): Locator => person.page.locator('.typing');

/** A finger on a message, by hand: Playwright has no swipe, and knows no pace. */
class Finger {
  readonly #client: CDPSession;
  readonly #at: { readonly x: number; readonly y: number };

  private constructor(client: CDPSession, at: { readonly x: number; readonly y: number }) {
    this.#client = client;
    this.#at = at;
  }

  static async on(page: Page, target: Locator): Promise<Finger> {
    const box = await target.boundingBox();
    if (box === null) throw new Error('nothing to touch');
    const at = { x: box.x + 24, y: box.y + box.height / 2 };
    return new Finger(await page.context().newCDPSession(page), at);
  }

  async swipe(byPx: number): Promise<void> {
    await this.#touch('touchStart', 0);
    for (let step = 1; step <= 8; step += 1) await this.#touch('touchMove', (byPx * step) / 8);
    await this.#touch('touchEnd');
  }

  /** Sent at once: between two commands a busy machine may take longer than a finger between two taps. */
  async tapTwice(): Promise<void> {
    const taps = [1, 2].flatMap(() => [this.#touch('touchStart', 0), this.#touch('touchEnd')]);
    await Promise.all(taps);
  }

  async #touch(type: 'touchStart' | 'touchMove' | 'touchEnd', byPx?: number): Promise<void> {
    const touchPoints = byPx === undefined ? [] : [{ x: this.#at.x + byPx, y: this.#at.y }];
    await this.#client.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}

/** On glass Enter begins a new line, and the button sends. */
async function write(person: Person, text: string): Promise<void> {
  person.secrets.add(text);
  await person.composer.fill(text);
  await person.button('Send').tap();
}

/** Frames about typing that a page has sent. */
function typingFrames(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string' && payload.includes('room:typing')) frames.push(payload);
    }),
  );
  return frames;
}

test('a like is seen by both, taken back, and kept over a reload and an outage (I1)', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.say('I did it');
  await bob.hears('I did it');
  await message(bob, 'I did it').hover();
  await heart(bob, 'I did it').click();
  await expect(heart(bob, 'I did it')).toHaveAttribute('aria-pressed', 'true');
  await expect(likedBadge(alice, 'I did it')).toBeAttached();
  await expect(alice.page.locator('.cdk-live-announcer-element')).toHaveText('Listener likes your message: I did it');

  await alice.reload();
  await expect(likedBadge(alice, 'I did it')).toBeAttached();

  bob.gate.cut();
  await heart(bob, 'I did it').click();
  await expect(heart(bob, 'I did it')).toHaveAttribute('aria-pressed', 'false');
  bob.gate.restore();
  await bob.reload();
  await expect(likedBadge(alice, 'I did it')).toHaveCount(0);
  await expect(heart(bob, 'I did it')).toHaveAttribute('aria-pressed', 'false');
  await expect(heart(alice, 'I did it')).toHaveCount(0);
});

test('likes and quotes by keyboard alone, and the way back to what is quoted, far above', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.say('the beginning of it all');
  await bob.hears('the beginning of it all');
  for (let turn = 1; turn <= 14; turn += 1) await bob.say(`and then ${turn}`);
  await alice.hears('and then 14');

  // From the field back to the newest message, and up by arrow to the first.
  await bob.composer.focus();
  for (let stop = 0; stop < 4; stop += 1) {
    await bob.page.keyboard.press('Shift+Tab');
    if (await bob.page.evaluate(() => document.activeElement?.hasAttribute('data-act') === true)) break;
  }
  await bob.page.keyboard.press('Home');
  // What Tab reaches follows the focus with the next frame: sooner than any finger.
  await expect(heart(bob, 'the beginning of it all')).toHaveAttribute('tabindex', '0');
  await bob.page.keyboard.press('Shift+Tab');
  await expect(heart(bob, 'the beginning of it all')).toBeFocused();
  await bob.page.keyboard.press('Space');
  await expect(likedBadge(alice, 'the beginning of it all')).toBeAttached();
  await bob.page.keyboard.press('Tab');
  await bob.page.keyboard.press('Enter');
  await expect(bob.composer).toBeFocused();
  await expect(bob.page.getByText('Replying to Venter')).toBeVisible();

  await bob.reload();
  await expect(bob.page.getByText('Replying to Venter')).toBeVisible();
  await bob.say('this is what I meant');
  await expect(bob.page.getByText('Replying to Venter')).toBeHidden();
  await alice.hears('this is what I meant');
  const quote = message(alice, 'this is what I meant').getByRole('button', { name: /In reply to You the beginning/ });
  await expect(message(alice, 'the beginning of it all')).not.toBeInViewport();
  await quote.focus();
  await alice.page.keyboard.press('Enter');
  await expect(message(alice, 'the beginning of it all')).toBeInViewport();
  await expect(message(alice, 'the beginning of it all')).toBeFocused();
  // What comes in meanwhile does not take her away.
  await bob.say('one more');
  await alice.hears('one more');
  await expect(message(alice, 'the beginning of it all')).toBeInViewport();

  await bob.page.keyboard.press('Escape');
  for (const { page } of [alice, bob]) {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test.describe('on a phone', () => {
  test.use({ contextOptions: { hasTouch: true, isMobile: true, viewport: { width: 320, height: 640 } } });

  test('a double tap likes, a swipe quotes, a tap brings the button', async ({ alice, bob }) => {
    await meet(alice, bob);
    await write(alice, 'I am so tired of it');
    await bob.hears('I am so tired of it');
    const bubble = message(bob, 'I am so tired of it').locator('.bubble');
    await (await Finger.on(bob.page, bubble)).tapTwice();
    await expect(likedBadge(alice, 'I am so tired of it')).toBeAttached();
    await (await Finger.on(bob.page, bubble)).swipe(90);
    await expect(bob.page.getByText('Replying to Venter')).toBeVisible();
    await bob.button('Do not reply to it').click();

    await expect(async () => {
      await bubble.tap();
      await expect(message(bob, 'I am so tired of it').getByRole('button', { name: 'Reply' })).toBeVisible({
        timeout: 500,
      });
    }).toPass();
    await message(bob, 'I am so tired of it').getByRole('button', { name: 'Reply' }).tap();
    await write(bob, 'That is a lot');
    await alice.hears('That is a lot');
    await expect(message(alice, 'That is a lot').locator('.quote')).toContainText('I am so tired of it');
    const { violations } = await new AxeBuilder({ page: bob.page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await bob.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});

test.describe('typing', () => {
  test('moves nothing, stops with the text and with the focus, and expires whatever is lost', async ({
    alice,
    bob,
  }) => {
    await meet(alice, bob);
    await alice.say('Hello');
    await bob.hears('Hello');
    const place = () => message(alice, 'Hello').boundingBox();
    const before = await place();
    await bob.composer.pressSequentially('I am');
    await expect(typing(alice)).toHaveText('Listener is writing');
    expect(await place()).toEqual(before);

    await bob.composer.press('Enter');
    await alice.hears('I am');
    await expect(typing(alice)).toHaveText('');

    // A second notice within 2 s waits, and is told if a key was pressed lately: no finger is done in a few milliseconds.
    await bob.composer.pressSequentially('still', { delay: 100 });
    await expect(typing(alice)).toHaveText('Listener is writing');
    await bob.composer.blur();
    await expect(typing(alice)).toHaveText('');

    await bob.composer.pressSequentially(' here, and I am', { delay: 100 });
    await expect(typing(alice)).toHaveText('Listener is writing');
    bob.gate.halfOpen();
    await expect(typing(alice)).toHaveText('', { timeout: EXPIRY_MS + 1_000 });
    bob.gate.restore();
    await expect(alice.presence).toHaveText('Here', { timeout: 15_000 });
    await expect(typing(alice)).toHaveText('');
  });

  test('is told again after a drop by who is still typing', async ({ alice, bob }) => {
    await meet(alice, bob);
    await bob.composer.pressSequentially('I');
    await expect(typing(alice)).toHaveText('Listener is writing');
    bob.gate.cut();
    await expect(typing(alice)).toHaveText('');
    bob.gate.restore();
    await bob.composer.pressSequentially(' was saying that it goes on', { delay: 60 });
    await expect(typing(alice)).toHaveText('Listener is writing');
  });

  test('kept private is never told', async ({ alice, bob }) => {
    await meet(alice, bob);
    await bob.button('Settings').click();
    await bob.page.getByRole('switch', { name: 'Keep my typing to myself' }).check();
    await bob.button('Done').click();
    // The switch is this device's: it holds after a reload.
    const frames = typingFrames(bob.page);
    await bob.reload();
    await bob.isPaired();
    await bob.composer.pressSequentially('nobody sees this', { delay: 20 });
    await bob.say('but this');
    await alice.hears('but this');
    await bob.composer.pressSequentially('x');
    await bob.composer.blur();
    await bob.say('and this');
    await alice.hears('and this');
    expect(frames).toEqual([]);
    await expect(typing(alice)).toHaveText('');
  });
});
