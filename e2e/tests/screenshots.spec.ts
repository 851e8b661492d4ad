import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import { OperatorCalls } from '../src/operator-calls.ts';
import { goTo, signIn } from '../src/operator.ts';
import type { Person } from '../src/person.ts';
import { outageOf } from '../src/wait.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;

/** The pictures of the README. They are made on request only: `npm run screenshots`. */
test.describe('pictures', { tag: '@screenshots' }, () => {
  for (const size of ['phone', 'desktop'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test.describe(`${size}, ${colorScheme}`, () => {
        test.use({ viewport: SIZES[size], contextOptions: { reducedMotion: 'reduce', colorScheme } });

        test('of every page', async ({ alice, bob }) => {
          mkdirSync(FOLDER, { recursive: true });
          const take = async (person: Person, page: string): Promise<void> => {
            await person.page.screenshot({
              path: join(FOLDER, `${page}-${size}-${colorScheme}.png`),
              animations: 'disabled',
              caret: 'hide',
            });
          };
          await alice.arrive('/');
          await expect(alice.heading('Someone to listen, right now.')).toBeVisible();
          await take(alice, 'landing');

          await alice.arrive('/vent');
          await expect(alice.page.getByText('You are first in line.')).toBeVisible();
          await expect(alice.page.getByText('Nobody is here to listen right now.')).toBeVisible();
          await take(alice, 'waiting');

          await bob.arrive('/listen');
          await alice.isPaired();
          await bob.isPaired();
          await talk(alice, bob);
          await take(alice, 'conversation');

          bob.gate.cut();
          await expect(alice.presence).toHaveText('Reconnecting…');
          alice.gate.cut();
          await alice.say('Are you still there? I can wait.');
          await expect(alice.page.getByText('The connection is gone. Trying to get it back…')).toBeVisible();
          await take(alice, 'reconnecting');

          alice.gate.restore();
          bob.gate.restore();
          await alice.isDelivered('Are you still there? I can wait.');
          await alice.leave({ because: 'I feel better now', note: 'Thank you for listening.' });
          await expect(alice.heading('The conversation has ended')).toBeVisible();
          await take(alice, 'ended');
        });

        test('of the operators’ pages', async ({ alice, bob, bring, server }) => {
          mkdirSync(FOLDER, { recursive: true });
          const olga = await bring('olga');
          const take = (page: string) =>
            olga.page.screenshot({ path: join(FOLDER, `${page}-${size}-${colorScheme}.png`), animations: 'disabled' });
          await signIn(olga, server, 'admin');
          await meet(alice, bob);
          await talk(alice, bob);
          await expect(olga.page.getByRole('img', { name: /^Talking.*Venting: 1 now/ })).toBeVisible();
          await take('operators-overview');
          await bob.button('Report this conversation').click();
          await bob.page.getByRole('button', { name: 'Threatens somebody' }).click();
          await goTo(olga, 'Reports');
          await expect(olga.page.getByText('Threat to someone').first()).toBeVisible();
          await take('operators-reports');
          await expect(alice.page.getByText('Your listener left the conversation.').first()).toBeVisible();
          await alice.page.screenshot({
            path: join(FOLDER, `reported-${size}-${colorScheme}.png`),
            animations: 'disabled',
          });
        });

        test('of words of the operators, caught up with after 20 s', async ({ alice, bob, server }) => {
          const olga = await OperatorCalls.signIn(server, 'olga', 'admin');
          await meet(alice, bob);
          await talk(alice, bob);
          alice.gate.cut();
          await olga.say('We restart at eight. Your conversation goes on after it.');
          await outageOf(20_000);
          alice.gate.restore();
          await expect(alice.page.getByText('We restart at eight.').first()).toBeVisible();
          await alice.page.screenshot({
            path: join(FOLDER, `announcement-${size}-${colorScheme}.png`),
            animations: 'disabled',
          });
        });
      });
    }
  }
});

async function talk(alice: Person, bob: Person): Promise<void> {
  await alice.say('Hi. I had a rough week and nobody to tell.');
  await bob.hears('Hi. I had a rough week and nobody to tell.');
  await bob.say('Hi, I am glad you are here. Take your time, I am listening.');
  await alice.hears('Hi, I am glad you are here. Take your time, I am listening.');
  await alice.say('My project was cancelled on Monday.');
  await alice.say('Everybody acts as if it did not matter, and I feel silly for being this sad about it.');
  await bob.hears('Everybody acts as if it did not matter, and I feel silly for being this sad about it.');
  await bob.say('That does not sound silly at all. How long did you work on it?');
  await alice.hears('That does not sound silly at all. How long did you work on it?');
  await alice.say('Two years.');
  await alice.isDelivered('Two years.');
}
