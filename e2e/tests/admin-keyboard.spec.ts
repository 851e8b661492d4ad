import type { Locator } from '@playwright/test';
import { expect, test } from '../src/fixtures.ts';
import { hasFocus, tabTo } from '../src/keyboard.ts';
import { meet } from '../src/meet.ts';
import type { Person } from '../src/person.ts';
import type { HearkenServer } from '../src/server.ts';

const PASSWORD = 'four little words here';

const title = ({ page }: Person, name: string): Locator => page.getByRole('heading', { level: 1, name });

/** Tabs to the button, or back to it, and presses it. */
async function press({ page }: Person, button: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await tabTo(page, button, key);
  await page.keyboard.press('Enter');
}

/** From anywhere on the page back to the menu, and to the heading of the section. */
async function goByKeys(operator: Person, section: string): Promise<void> {
  await press(operator, operator.page.getByRole('navigation').getByRole('link', { name: section }), 'Shift+Tab');
  await hasFocus(operator.page, title(operator, section));
}

/** With the one-time password of the console, and then with a password of one's own. */
async function signInByKeys(operator: Person, server: HearkenServer): Promise<void> {
  const once = await server.createOperator(operator.name, 'admin');
  operator.secrets.add(once).add(PASSWORD);
  await operator.arrive('/admin');
  const { page } = operator;
  await expect(title(operator, 'Operators’ sign-in')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.type(operator.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Name or password is wrong.')).toBeVisible();
  await hasFocus(page, page.getByLabel('Password'));
  await page.keyboard.type(once);
  await page.keyboard.press('Enter');
  await hasFocus(page, title(operator, 'Choose your password'));
  for (const word of [once, PASSWORD, PASSWORD]) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(word);
  }
  await page.keyboard.press('Enter');
  await hasFocus(page, title(operator, 'Overview'));
}

test('an operator’s whole round works from the keyboard alone, and the focus is never lost', async ({
  server,
  bring,
  alice,
  bob,
}) => {
  const olga = await bring('olga');
  await signInByKeys(olga, server);
  const { page } = olga;
  await meet(alice, bob);
  await alice.say('I know where you live');
  await bob.hears('I know where you live');

  await test.step('an announcement is written, sent, and taken back', async () => {
    await goByKeys(olga, 'Announcements');
    await tabTo(page, page.getByLabel('Text'));
    await page.keyboard.type('We restart at eight.');
    await press(olga, olga.button('See how many it reaches'));
    await expect(page.getByText('This goes to everybody: 2 people at once')).toBeVisible();
    await press(olga, olga.button('Send now'));
    await expect(page.getByText('Sent. It reached 2 people so far.')).toBeVisible();
    await hasFocus(page, page.getByLabel('Text'));
    await expect(alice.log.getByText('We restart at eight.')).toBeVisible();

    const withdraw = olga.button(/^Withdraw.*We restart/);
    const dialog = page.getByRole('dialog', { name: 'Withdraw this announcement?' });
    await press(olga, withdraw);
    await hasFocus(page, dialog.getByRole('heading'));
    await page.keyboard.press('Escape');
    await hasFocus(page, withdraw);
    await page.keyboard.press('Enter');
    // A Tab before the dialog is there is one on the page below.
    await hasFocus(page, dialog.getByRole('heading'));
    await press(olga, dialog.getByRole('button', { name: 'Withdraw' }));
    await expect(page.getByText(/withdrawn .* by olga/)).toBeVisible();
    await hasFocus(page, page.getByRole('heading', { name: 'Sent' }));
  });

  await test.step('a report is read and decided', async () => {
    await bob.button('Report this conversation').click();
    const reasons = bob.page.getByRole('dialog', { name: 'What is wrong?' });
    await reasons.getByRole('button', { name: 'Threatens somebody' }).click();
    await goByKeys(olga, 'Reports');
    await press(olga, olga.button(/^Look at it/));
    await hasFocus(page, title(olga, 'Report: Threat to someone'));
    await tabTo(page, page.getByRole('list', { name: 'What was said' }));
    await tabTo(page, page.getByRole('radio', { name: 'Dismiss' }));
    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('radio', { name: 'Ban' })).toBeChecked();
    await press(olga, olga.button('Ban the person'));
    await expect(page.getByText('Write what the person is told.')).toBeVisible();
    await hasFocus(page, olga.button('Ban the person'));
    await tabTo(page, page.getByLabel('Reason, as the person is shown it'), 'Shift+Tab');
    await page.keyboard.type('You threatened somebody.');
    await press(olga, olga.button('Ban the person'));
    await hasFocus(page, page.getByRole('heading', { name: 'Decision' }));
    await expect(alice.page.getByText('You threatened somebody.').first()).toBeVisible();
    await press(olga, olga.button('Back to the reports'), 'Shift+Tab');
    await hasFocus(page, title(olga, 'Reports'));
    await expect(page.getByText('No report waits.')).toBeVisible();
  });

  await test.step('the ban is lifted again', async () => {
    await goByKeys(olga, 'Bans');
    await press(olga, olga.button(/^Lift the ban/));
    await expect(page.getByText(/lifted .* by olga/)).toBeVisible();
    await hasFocus(page, page.getByText('You threatened somebody.').locator('xpath=ancestor-or-self::p'));
  });

  await test.step('the round ends where it began', async () => {
    const everywhere = page.getByRole('banner').getByRole('button', { name: 'Sign out everywhere' });
    await press(olga, everywhere, 'Shift+Tab');
    await hasFocus(page, page.getByRole('dialog').getByRole('heading'));
    await page.keyboard.press('Escape');
    await hasFocus(page, everywhere);
    await press(olga, page.getByRole('button', { name: 'Sign out', exact: true }), 'Shift+Tab');
    await hasFocus(page, title(olga, 'Operators’ sign-in'));
    await expect(page.getByText('You are signed out.')).toBeVisible();
  });
});
