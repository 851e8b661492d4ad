import { readFile } from 'node:fs/promises';
import type { Download, Route } from '@playwright/test';
import { findsNothing } from '../src/axe.ts';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import type { Person } from '../src/person.ts';

const LEFT = 'Your listener left the conversation.';

test.use({ serverEnv: { NEXT_AFTER_MS: '500' } });

async function isWaiting(person: Person): Promise<void> {
  await expect(person.button('Stop waiting'), `${person.name} waits`).toBeVisible({ timeout: 10_000 });
}

test('a report in two taps: the conversation ends, the reporter is told what comes next, the other only that they left', async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await alice.say('where do you live');
  await bob.hears('where do you live');
  await bob.button('Report this conversation').click();
  await bob.page
    .getByRole('dialog', { name: 'What is wrong?' })
    .getByRole('button', { name: 'Asks who or where I am' })
    .click();

  await expect(bob.page.getByText('You reported this conversation.').first()).toBeVisible();
  await expect(bob.page.getByText('Your report is with the moderators.')).toBeVisible();
  await expect(bob.button('Report')).toHaveCount(0);
  await expect(alice.page.getByText(LEFT).first()).toBeVisible();
  await isWaiting(alice);
  await expect(alice.page.getByText(/report/i)).toHaveCount(1); // the button that would report them
  await bob.reload();
  await expect(bob.page.getByText('Your report is with the moderators.'), 'also after a reload').toBeVisible();
});

test('a report from the ended screen, with the keyboard alone', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.leave();
  await expect(bob.page.getByText('The person venting left the conversation.').first()).toBeVisible();
  await bob.log.getByRole('button', { name: 'Report', exact: true }).press('Enter');
  const dialog = bob.page.getByRole('dialog', { name: 'What is wrong?' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('textbox').fill('said nothing but adverts');
  bob.secrets.add('said nothing but adverts');
  await dialog.getByRole('button', { name: 'Advertises or is a machine' }).press('Enter');
  await expect(bob.page.getByText('Your report is with the moderators.')).toBeVisible();
});

test('a report on a line that is slow, and then gone: what is opened says so, and a reload helps', async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  const held: Route[] = [];
  await bob.context.route(/\.js$/, (route) => void held.push(route));
  const dialog = bob.page.getByRole('dialog', { name: 'What is wrong?' });
  await bob.button('Report this conversation').press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('Loading…');
  await findsNothing(bob.page, 'a report whose reasons are under way');
  await dialog.getByRole('button', { name: 'Go back' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(bob.button('Report this conversation')).toBeFocused();

  await bob.button('Report this conversation').press('Enter');
  for (const route of held) await route.abort();
  await expect(dialog.getByRole('alert')).toContainText('could not be loaded');
  await bob.context.unroute(/\.js$/);
  await dialog.getByRole('button', { name: 'Reload' }).click();
  await bob.isPaired();
  await bob.button('Report this conversation').press('Enter');
  await dialog.getByRole('button', { name: 'Something else' }).press('Enter');
  await expect(bob.page.getByText('Your report is with the moderators.')).toBeVisible();
});

test('a block holds on every tab of both devices (I7)', async ({ alice, bob, carol }) => {
  await meet(alice, bob);
  await alice.button('Leave').click();
  const dialog = alice.page.getByRole('dialog', { name: 'Leave this conversation?' });
  await dialog.getByRole('radio', { name: /^End it and block/ }).check();
  await dialog.getByRole('radio', { name: 'We are not a good match' }).check();
  await dialog.getByRole('button', { name: 'Leave and block' }).click();
  await expect(alice.page.getByText('You two never meet again.', { exact: true })).toBeVisible();
  await expect(bob.page.getByText('The person venting left the conversation.').first()).toBeVisible();
  await expect(bob.page.getByText('They said: “We are not a good match”')).toBeVisible();
  await expect(bob.page.getByText(/block/i)).toHaveCount(1); // the button that would block her

  const other = await alice.anotherTab('/vent');
  const twin = await bob.anotherTab('/listen');
  await isWaiting(other);
  await isWaiting(twin);
  // Somebody else is met at once, so these two do not only wait for their turn.
  await carol.arrive('/listen');
  await carol.isPaired();
  await other.isPaired();
  await other.say('only carol hears this');
  await carol.hears('only carol hears this');
  await isWaiting(bob);
  await isWaiting(twin);
});

test('delete now: gone from the server for both, and said to both', async ({ alice, bob, database }) => {
  await meet(alice, bob);
  await alice.say('please forget this');
  await bob.hears('please forget this');
  await alice.button('Leave').click();
  await alice.button('Delete it for both').click();
  await alice.page.getByRole('dialog', { name: 'Delete it for both?' }).getByRole('button', { name: 'Delete' }).click();

  await expect(alice.page.getByText('You deleted the conversation.').first()).toBeVisible();
  await expect(alice.page.getByText('You deleted this conversation from the server.')).toBeVisible();
  await expect(bob.page.getByText('The person venting deleted the conversation.').first()).toBeVisible();
  await expect(bob.page.getByText('The other person deleted this conversation from the server.')).toBeVisible();
  await bob.hears('please forget this');
  expect(await database.countEntries(), 'entries in the database').toBe(0);
  await bob.reload();
  await bob.hears('please forget this');
  await expect(bob.gaps).toHaveCount(0);
});

test('keep my copy, as text and as a page that runs nothing', async ({ alice, bob, bring }) => {
  await meet(alice, bob);
  await alice.say('<img src=x onerror="window.hacked = 1">');
  await bob.hears('<img src=x onerror="window.hacked = 1">');
  await bob.leave({ note: 'good night' });
  await alice.log.getByRole('button', { name: 'Keep a copy' }).click();
  const dialog = alice.page.getByRole('dialog', { name: 'Keep a copy' });
  await findsNothing(alice.page, 'keeping a copy');
  const save = async (name: string): Promise<Download> => {
    const [download] = await Promise.all([
      alice.page.waitForEvent('download'),
      dialog.getByRole('button', { name }).click(),
    ]);
    return download;
  };
  const text = await save('As text');
  expect(text.suggestedFilename()).toMatch(/^hearken-\d{4}-\d\d-\d\d-\d{4}\.txt$/);
  const words = await readFile(await text.path(), 'utf8');
  expect(words).toContain('You: <img src=x onerror="window.hacked = 1">');
  expect(words).toContain('They said: “good night”');
  const page = await readFile(await (await save('As a web page')).path(), 'utf8');
  const reader = await bring('reader');
  const opened = await reader.context.newPage();
  await opened.setContent(page);
  await expect(opened.getByText('<img src=x onerror="window.hacked = 1">')).toBeVisible();
  expect(await opened.evaluate(() => 'hacked' in window)).toBe(false);
});

test.describe('on a phone of 320 px', () => {
  test.use({ contextOptions: { viewport: { width: 320, height: 568 } } });

  test('the ways out fit and have no violations', async ({ alice, bob }) => {
    await meet(alice, bob);
    const fits = async (where: string): Promise<void> => {
      const width = await alice.page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, `width of ${where}`).toBeLessThanOrEqual(320);
      await findsNothing(alice.page, where);
    };
    await fits('the conversation');
    await alice.button('Report this conversation').click();
    await expect(alice.page.getByRole('dialog', { name: 'What is wrong?' })).toBeVisible();
    await fits('the report');
    await alice.page.keyboard.press('Escape');
    await alice.button('Leave').click();
    await fits('leaving');
    await alice.page.keyboard.press('Escape');
    await bob.leave();
    await expect(alice.page.getByText(LEFT).first()).toBeVisible();
    const next = alice.heading('Looking for somebody new');
    await expect(next).toBeVisible();
    // Its ways out take several lines here, and what follows begins below them.
    const top = (await next.boundingBox())?.y ?? 0;
    const last = await alice.log.getByRole('button', { name: 'Clear this conversation' }).boundingBox();
    expect((last?.y ?? Number.NaN) + (last?.height ?? Number.NaN)).toBeLessThanOrEqual(top);
    await fits('the end');
  });
});
