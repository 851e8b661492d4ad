import { findsNothing } from '../src/axe.ts';
import { expect, test } from '../src/fixtures.ts';
import { tabTo } from '../src/keyboard.ts';
import { meet } from '../src/meet.ts';
import { goTo, signIn } from '../src/operator.ts';
import type { Person } from '../src/person.ts';

test('axe finds nothing on the pages without a partner', async ({ alice }) => {
  await alice.arrive('/');
  await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
  await findsNothing(alice.page, 'landing');

  await alice.arrive('/nowhere');
  await expect(alice.heading('There is nothing at this address.')).toBeVisible();
  await findsNothing(alice.page, 'not found');

  await alice.arrive('/vent');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  await findsNothing(alice.page, 'waiting');
  await alice.page.getByRole('link', { name: 'listen', exact: true }).click();
  await expect(alice.page.getByRole('dialog')).toBeVisible();
  await findsNothing(alice.page, 'the question before another line');
});

test('axe finds nothing in a conversation, in its dialogs, and at its end', async ({ alice, bob }) => {
  await meet(alice, bob);
  const isAsked = (name: string) => expect(alice.page.getByRole('dialog', { name })).toBeVisible();
  await alice.say('a text of mine');
  await bob.say('a text of yours');
  await alice.hears('a text of yours');
  await alice.isDelivered('a text of mine');
  await findsNothing(alice.page, 'conversation');

  await alice.button('Settings').click();
  await isAsked('Settings');
  await findsNothing(alice.page, 'settings');
  await alice.button('Done').click();
  await alice.button('Leave').click();
  await isAsked('Leave this conversation?');
  await findsNothing(alice.page, 'the question before leaving');
  await alice.button('Stay').click();
  await alice.button(/^New partner/).click();
  await isAsked('Meet somebody new?');
  await findsNothing(alice.page, 'the question before a new partner');
  await alice.button('Stay').click();

  alice.gate.cut();
  await alice.say('a text on its way');
  await expect(alice.page.getByText('The connection is gone. Trying to get it back…')).toBeVisible();
  await findsNothing(alice.page, 'reconnecting');
  alice.gate.restore();
  await alice.isDelivered('a text on its way');

  // Once for each page: on a busy machine both together are longer than the 15 s in which one may come back.
  alice.gate.cut();
  await expect(bob.presence).toHaveText('Reconnecting…');
  await findsNothing(bob.page, 'the partner is reconnecting');
  alice.gate.restore();
  await expect(bob.presence).toHaveText('Here');

  await alice.leave({ because: 'I feel better now' });
  await expect(alice.heading('The conversation has ended')).toBeVisible();
  await findsNothing(alice.page, 'ended');
  await expect(bob.button('Stop waiting')).toBeVisible();
  await findsNothing(bob.page, 'left, and waiting again');
});

test.describe('with all that a conversation may hold', () => {
  test.use({ timezoneId: 'Asia/Kathmandu', serverEnv: { TRUSTED_PROXIES: 'loopback' } });

  test('axe finds nothing at likes, quotes, a place, words of the operators, and thanks', async ({
    server,
    bring,
    alice,
    bob,
  }) => {
    const olga = await bring('olga');
    await signIn(olga, server, 'admin');
    await meet(alice, bob);
    await alice.say('I had a long day');
    await bob.hears('I had a long day');
    const toBob = bob.conversation.locator('hk-message').first();
    await toBob.hover();
    await toBob.getByRole('button', { name: 'Like' }).click();
    await toBob.getByRole('button', { name: 'Reply' }).click();
    await findsNothing(bob.page, 'while a reply is written');
    await bob.say('tell me of it');
    await alice.hears('tell me of it');
    await announce(olga, 'We restart at eight.');
    for (const person of [alice, bob]) {
      const { log, page } = person;
      await expect(log.getByText('We restart at eight.')).toBeVisible();
      await expect(page.getByRole('banner').locator('hk-partner-place')).toContainText('there');
      await expect(log.locator('.quote')).toContainText('I had a long day');
      await findsNothing(page, `all of it, seen by ${person.name}`);
    }
    await expect(alice.log.getByText('likes this')).toBeAttached();
    await expect(toBob.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'true');

    await bob.leave();
    await expect(bob.heading('The conversation has ended')).toBeVisible();
    await expect(alice.button('That helped')).toBeVisible();
    await findsNothing(alice.page, 'the question whether it helped');
    await alice.button('That helped').click();
    await expect(alice.button('That helped')).toHaveCount(0);
    await findsNothing(alice.page, 'after it was said');
    await expect(bob.page.getByText('They told you that it helped.')).toBeVisible();
    await findsNothing(bob.page, 'the end, with thanks');
  });
});

async function announce(operator: Person, text: string): Promise<void> {
  await goTo(operator, 'Announcements');
  await operator.page.getByLabel('Text').fill(text);
  await operator.button('See how many it reaches').click();
  await operator.button('Send now').click();
  await expect(operator.page.getByText('Sent. It reached 2 people so far.')).toBeVisible();
}

test('a whole conversation works from the keyboard alone', async ({ alice, bob }) => {
  await bob.arrive('/listen');
  await expect(bob.page.getByText('You are first in line.')).toBeVisible();
  await alice.arrive('/');
  await tabTo(alice.page, alice.page.getByRole('link', { name: /I need to vent/ }));
  await alice.page.keyboard.press('Enter');
  await alice.isPaired();
  await expect(alice.composer, 'the caret is where one writes').toBeFocused();

  await alice.page.keyboard.type('first line');
  await alice.page.keyboard.press('Shift+Enter');
  await alice.page.keyboard.type('second line');
  await alice.page.keyboard.press('Enter');
  await expect.poll(async () => (await bob.texts()).map(({ text }) => text)).toEqual(['first line\nsecond line']);

  await tabTo(alice.page, alice.button('Leave'));
  await alice.page.keyboard.press('Enter');
  const dialog = alice.page.getByRole('dialog', { name: 'Leave this conversation?' });
  await expect(dialog).toBeVisible();
  await alice.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(alice.button('Leave'), 'the focus is back where it was').toBeFocused();
  await alice.page.keyboard.press('Enter');
  await tabTo(alice.page, dialog.getByRole('radio', { name: 'No reason' }));
  await alice.page.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio', { name: 'I feel better now' })).toBeChecked();
  await tabTo(alice.page, dialog.getByRole('button', { name: 'Leave' }));
  await alice.page.keyboard.press('Enter');
  await expect(alice.heading('The conversation has ended')).toBeVisible();
  await expect(bob.page.getByText('They said: “I feel better now”')).toBeVisible();
});

test.describe('on a phone of 320 px', () => {
  test.use({ viewport: { width: 320, height: 568 } });

  test('nothing scrolls sideways, and the place to write is in view', async ({ alice, bob }) => {
    const fits = async (where: string): Promise<void> => {
      const width = await alice.page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft(width, `width of ${where}`).toBeLessThanOrEqual(320);
    };
    await alice.arrive('/');
    await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
    await fits('landing');
    await alice.arrive('/vent');
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
    await fits('waiting');
    await bob.arrive('/listen');
    await alice.isPaired();
    await bob.isPaired();
    for (let line = 1; line <= 12; line += 1)
      await alice.say(`line ${line} of a conversation that is longer than the screen`);
    await bob.say('x'.repeat(200));
    await alice.hears('x'.repeat(200));
    await fits('conversation');
    await expect(alice.composer).toBeInViewport({ ratio: 1 });
    await expect(alice.button('Leave')).toBeInViewport({ ratio: 1 });
    await alice.button('Leave').click();
    await fits('the question before leaving');
    await expect(alice.page.getByRole('dialog').getByRole('button', { name: 'Stay' })).toBeVisible();
  });
});
