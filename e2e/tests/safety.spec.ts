import { expect, test } from '../src/fixtures.ts';
import { bothSee, meet } from '../src/meet.ts';

/** Each would leave a trace in `window.hacked`, or open a dialog, if any of it were taken for code. */
const HOSTILE = [
  '<img src="x" onerror="window.hacked = 1; alert(1)">',
  '<script>window.hacked = 2</script>',
  '<svg onload="window.hacked = 3">',
  '<a href="javascript:window.hacked = 4">a link</a>',
  'javascript:window.hacked = 5',
  '<iframe srcdoc="<script>parent.hacked = 6</script>"></iframe>',
  "{{ constructor.constructor('window.hacked = 7')() }}",
  '<style>body { display: none }</style>',
  '&lt;b&gt;not bold&lt;/b&gt; &amp; "quoted"',
];

test('hostile texts are shown as they were written, and nothing of them runs', async ({ alice, bob }) => {
  await meet(alice, bob);
  for (const text of HOSTILE) await alice.say(text);
  await bothSee(alice, bob, HOSTILE);
  for (const { page, log } of [alice, bob]) {
    await expect(log.locator('img, script, iframe, style, a, b')).toHaveCount(0);
    // The page's own icons stand beside the words.
    await expect(log.locator('.bubble svg')).toHaveCount(0);
    await expect(log.locator('.bubble')).toHaveText(HOSTILE);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  }
  // Dialogs, exceptions and broken content rules are held against every test by the fixtures.
  await alice.leave({ note: '<img src="x" onerror="window.hacked = 8">' });
  await expect(bob.page.getByText('They said: “<img src="x" onerror="window.hacked = 8">”')).toBeVisible();
  expect(await bob.page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('long words, other scripts and emoji arrive as they are', async ({ alice, bob }) => {
  await meet(alice, bob);
  const texts = ['x'.repeat(3_900), 'مرحبا، كيف حالك؟', '👩‍👩‍👧‍👦 is one picture', 'first line\nsecond line\n\nlast line'];
  for (const text of texts) {
    await alice.composer.fill(text);
    await alice.composer.press('Enter');
  }
  await expect.poll(async () => (await bob.texts()).map(({ text }) => text)).toEqual(texts);
  const overflows = await bob.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(overflows, 'the page scrolls sideways').toBe(false);
});
