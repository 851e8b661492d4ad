import { findsNothing } from '../src/axe.ts';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import { goTo, signIn } from '../src/operator.ts';
import type { Person } from '../src/person.ts';

test('nobody comes in without the password, and a moderator is offered what a moderator may do', async ({
  server,
  bring,
}) => {
  const mona = await bring('mona');
  await signIn(mona, server, 'moderator');
  await expect(mona.page.getByText('mona (moderator)')).toBeVisible();
  await expect(mona.page.getByRole('link', { name: 'Audit' })).toHaveCount(0);
  await expect(mona.page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
  await mona.arrive('/admin/settings');
  await expect(mona.heading(/your role does not open it/)).toBeVisible();
  // The session survived the reload by its cookie; signed out everywhere, it does not.
  await mona.button('Sign out everywhere').click();
  await mona.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(mona.page.getByText('You are signed out everywhere.')).toBeVisible();
  await mona.reload();
  await expect(mona.heading('Operators’ sign-in')).toBeVisible();

  await mona.page.getByLabel('Name').fill('mona');
  for (let tries = 0; tries < 12; tries++) {
    await mona.page.getByLabel('Password').fill('not the password');
    const answered = mona.page.waitForResponse('**/api/admin/session');
    await mona.button('Sign in').click();
    if ((await answered).status() === 429) break;
  }
  await expect(mona.page.getByRole('alert').filter({ hasText: 'Too many' })).toHaveText(/Too many .*try again in/i);
});

test('the overview moves: a pair that talks is seen within seconds', async ({ server, bring, alice, bob }) => {
  const olga = await bring('olga');
  await signIn(olga, server, 'admin');
  const row = (role: string) => olga.page.getByRole('row', { name: role }).getByRole('cell');
  await expect(row('Venting').nth(2)).toHaveText('0');
  await meet(alice, bob);
  await alice.say('we are talking now');
  await expect(row('Venting').nth(2), 'talking').toHaveText('1');
  await expect(row('Listening').nth(2), 'talking').toHaveText('1');
  await expect(olga.page.getByRole('img', { name: /^Talking \(people\).*Venting: 1 now/ })).toBeVisible();
  // Drawn, and not only said to be.
  const canvas = olga.page.getByRole('img', { name: /^Talking/ });
  const isPainted = () =>
    canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return pixels.some((value) => value > 0);
    });
  await expect.poll(isPainted).toBe(true);
});

test('an announcement says how many it reaches, alice and bob see it in their conversation, and it can be withdrawn', async ({
  server,
  bring,
  alice,
  bob,
}) => {
  const olga = await bring('olga');
  await signIn(olga, server, 'admin');
  await meet(alice, bob);
  await goTo(olga, 'Announcements');
  await olga.page.getByLabel('Text').fill('We restart at eight.');
  await olga.button('See how many it reaches').click();
  await expect(olga.page.getByText('This goes to everybody: 2 people at once')).toBeVisible();
  await olga.button('Send now').click();
  await expect(olga.page.getByText('Sent. It reached 2 people so far.')).toBeVisible();
  for (const person of [alice, bob]) {
    await expect(person.log.getByText('We restart at eight.')).toBeVisible();
  }
  await olga.button(/^Withdraw/).click();
  await olga.page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(olga.page.getByText(/withdrawn .* by olga/)).toBeVisible();
});

test('the queue is closed and opened again at run time, and the audit knows who did it', async ({
  server,
  bring,
  alice,
}) => {
  const olga = await bring('olga');
  await signIn(olga, server, 'admin');
  await goTo(olga, 'Settings');
  const save = async (): Promise<void> => {
    // The words of the time before may still stand there.
    const answered = olga.page.waitForResponse((response) => response.request().method() === 'PUT');
    await olga.button('Save').click();
    await answered;
    await expect(olga.page.getByText('Saved. It holds from now on.')).toBeVisible();
  };
  await olga.page.getByRole('radio', { name: /^Closed/ }).check();
  await olga.page.getByLabel('Notice while it is closed').fill('We are back at eight.');
  await save();
  await alice.arrive('/vent');
  await expect(alice.page.getByText('We are back at eight.').first()).toBeVisible();
  await olga.page.getByRole('radio', { name: 'Open' }).check();
  await save();
  await goTo(olga, 'Audit');
  await expect(olga.page.getByText('olga changed the settings')).toHaveCount(2);
  const download = olga.page.waitForEvent('download');
  await olga.button('Export all').click();
  expect((await download).suggestedFilename()).toBe('hearken-audit.ndjson');
});

test('a report is seen by a moderator while the pair is told; a ban reaches the person', async ({
  server,
  bring,
  alice,
  bob,
}) => {
  const mona = await bring('mona');
  await signIn(mona, server, 'moderator');
  await goTo(mona, 'Reports');
  await expect(mona.page.getByText('No report waits.')).toBeVisible();
  await meet(alice, bob);
  await alice.say('I know where you live');
  await bob.hears('I know where you live');
  await bob.button('Report this conversation').click();
  await bob.page
    .getByRole('dialog', { name: 'What is wrong?' })
    .getByRole('button', { name: 'Threatens somebody' })
    .click();
  await expect(bob.page.getByText('Your report is with the moderators.')).toBeVisible();
  await expect(alice.page.getByText('Your listener left the conversation.').first()).toBeVisible();

  await mona.button(/^Look at it/).click();
  await expect(mona.page.getByRole('heading', { level: 1, name: 'Report: Threat to someone' })).toBeFocused();
  await expect(mona.page.getByText('I know where you live')).toBeVisible();
  await expect(mona.page.getByText('kept out of pairing until decided')).toBeVisible();
  await findsNothing(mona.page, 'a report');

  await mona.page.getByRole('radio', { name: 'Ban' }).check();
  await mona.page.getByLabel('Reason, as the person is shown it').fill('You threatened somebody.');
  await mona.button('Ban the person').click();
  await expect(mona.page.getByText(/Banned by mona/)).toBeVisible();
  await expect(alice.page.getByText('You threatened somebody.').first()).toBeVisible();

  await goTo(mona, 'Bans');
  await mona.button(/^Lift the ban/).click();
  await expect(mona.page.getByText(/lifted .* by mona/)).toBeVisible();
});

/** A few pages a test: axe reads each of them in both schemes. */
const PARTS = [
  ['Overview', 'Announcements'],
  ['Reports', 'Bans'],
  ['Settings', 'Audit'],
] as const;

for (const width of [320, 1280]) {
  for (const sections of PARTS) {
    test(`axe finds nothing in ${sections.join(' and ')}, ${width} px wide, and nothing is cut off`, async ({
      server,
      bring,
    }) => {
      const olga = await bring('olga');
      await signIn(olga, server, 'admin');
      await olga.page.setViewportSize({ width, height: 700 });
      await expect(olga.page.getByRole('row', { name: 'Venting' })).toBeVisible();
      for (const section of sections) {
        if (section !== 'Overview') await goTo(olga, section);
        await expect(olga.page.getByText('Loading…')).toHaveCount(0);
        await isFine(olga, section);
      }
    });
  }

  test(`axe finds nothing at the sign-in, ${width} px wide`, async ({ bring }) => {
    const olga = await bring('olga');
    await olga.arrive('/admin');
    await olga.page.setViewportSize({ width, height: 700 });
    await expect(olga.heading('Operators’ sign-in')).toBeVisible();
    await isFine(olga, 'sign-in');
  });
}

async function isFine({ page }: Person, where: string): Promise<void> {
  await findsNothing(page, where);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(over, `${where} is wider than the screen, px`).toBeLessThanOrEqual(0);
}

test('people fetch nothing of the operators’ pages', async ({ alice }) => {
  const scripts: string[] = [];
  alice.context.on('response', (response) => {
    if (!response.url().endsWith('.js')) return;
    response.text().then(
      (text) => scripts.push(text),
      () => undefined,
    );
  });
  await alice.arrive('/');
  await alice.page.waitForLoadState('networkidle');
  await alice.arrive('/vent');
  await alice.page.waitForLoadState('networkidle');
  await expect.poll(() => scripts.length).toBeGreaterThan(1);
  expect(scripts.filter((text) => text.includes('hk-admin-page'))).toEqual([]);
});
