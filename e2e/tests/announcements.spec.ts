import type { Locator } from '@playwright/test';
import { findsNothing } from '../src/axe.ts';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import { OperatorCalls } from '../src/operator-calls.ts';
import type { Person } from '../src/person.ts';
import { outageOf } from '../src/wait.ts';

/** What was said by people and by operators, in the order of the log. */
async function saidIn({ log }: Person): Promise<readonly string[]> {
  return log.locator('.bubble, hk-log-note.said .remark').allTextContents();
}

const above = ({ page }: Person): Locator => page.locator('.announcement');

test('what operators say while alice is cut off for 20 s is there when she is back, once, and stays', async ({
  server,
  database,
  alice,
  bob,
}) => {
  const olga = await OperatorCalls.signIn(server, 'olga', 'moderator');
  await meet(alice, bob);
  await alice.say('hello bob');
  await alice.isDelivered('hello bob');
  await olga.say('A word to everybody.');
  await expect(alice.log.getByText('A word to everybody.')).toBeVisible();
  const roomId = await database.openRoom();

  alice.gate.cut();
  await expect(bob.presence).toHaveText('Reconnecting…');
  await olga.say('A word to your conversation.', { audience: 'room', roomId });
  await olga.say('A word to who vents.', { audience: 'role', role: 'vent' });
  await expect.poll(() => saidIn(bob)).toEqual(['hello bob', 'A word to everybody.', 'A word to your conversation.']);
  await outageOf(20_000);
  await olga.say('A second word to everybody.');
  alice.gate.restore();

  await expect(alice.heading('You were away too long')).toBeVisible();
  for (let look = 0; look < 2; look += 1) {
    // What was said to the conversation stands in its log, the rest above it: it is over.
    await expect
      .poll(() => saidIn(alice))
      .toEqual(['hello bob', 'A word to everybody.', 'A word to your conversation.']);
    await expect(above(alice)).toHaveText(['A word to who vents.', 'A second word to everybody.']);
    await alice.reload();
  }
  await findsNothing(alice.page, 'words of the operators');
});

test('what they say during a short outage takes its place in the log, and keeps it over a reload', async ({
  server,
  alice,
  bob,
}) => {
  const olga = await OperatorCalls.signIn(server, 'olga', 'moderator');
  await meet(alice, bob);
  await alice.say('one');
  await alice.isDelivered('one');
  alice.gate.cut();
  await expect(bob.presence).toHaveText('Reconnecting…');
  await olga.say('We restart at eight.');
  await expect(bob.log.getByText('We restart at eight.')).toBeVisible();
  alice.gate.restore();
  await expect(alice.log.getByText('We restart at eight.')).toBeVisible();
  await alice.say('two');
  await bob.hears('two');
  await bob.say('three');
  await alice.hears('three');
  const order = ['one', 'We restart at eight.', 'two', 'three'];
  for (const person of [alice, bob]) {
    expect(await saidIn(person)).toEqual(order);
    await person.reload();
    await person.isPaired();
    await expect.poll(() => saidIn(person)).toEqual(order);
  }
});
