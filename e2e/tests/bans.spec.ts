import { findsNothing } from '../src/axe.ts';
import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import { OperatorCalls } from '../src/operator-calls.ts';
import type { Person } from '../src/person.ts';

const REASON = 'You asked people where they live.';
const APPEAL = 'It was a misunderstanding, please look again.';

async function appeal(person: Person, words: string): Promise<void> {
  person.secrets.add(words);
  await person.page.getByLabel('What you want to say').fill(words);
  await person.button('Send').click();
  await expect(person.page.getByText('Your words are with the people who run this site.')).toBeVisible();
}

test('who is banned reads why and until when, may appeal once from whatever tab, and comes back when it is lifted', async ({
  server,
  alice,
  bob,
  carol,
}) => {
  const olga = await OperatorCalls.signIn(server, 'olga', 'moderator');
  await meet(alice, bob);
  await alice.say('where do you live?');
  await bob.hears('where do you live?');
  const ban = (await olga.ask('POST', 'bans', { personId: await alice.publicId(), reason: REASON, hours: 2 })) as {
    readonly id: string;
  };

  // Why is between alice and those who run the site.
  await expect(bob.page.getByText('The person venting closed the page.').first()).toBeVisible();
  for (let look = 0; look < 2; look += 1) {
    await expect(alice.page.getByText(REASON)).toBeVisible();
    await expect(alice.page.getByText(/^It ends on .+\.$/)).toBeVisible();
    await expect(alice.page.getByLabel('What you want to say')).toBeVisible();
    await expect(alice.composer).toHaveCount(0);
    // A reload changes nothing: the server says so again.
    if (look === 0) await alice.reload();
  }
  await findsNothing(alice.page, 'a ban');

  await appeal(alice, APPEAL);
  const other = await alice.anotherTab('/vent');
  for (const tab of [alice, other]) {
    await tab.reload();
    await expect(tab.page.getByText(REASON)).toBeVisible();
    await expect(tab.page.getByText('Your words are with the people who run this site.')).toBeVisible();
    await expect(tab.page.getByLabel('What you want to say')).toHaveCount(0);
  }

  await olga.ask('POST', `bans/${ban.id}/appeal`, { decision: 'lift' });
  await alice.button('Look again').click();
  await expect(alice.page.getByText(REASON)).toHaveCount(0);
  await alice.arrive('/vent');
  // Not with bob: they have met.
  await carol.arrive('/listen');
  await alice.isPaired();
});

test('who is banned for good is told so, and reads the answer to their appeal', async ({ server, alice }) => {
  const olga = await OperatorCalls.signIn(server, 'olga', 'moderator');
  await alice.arrive('/talk');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  const ban = (await olga.ask('POST', 'bans', { personId: await alice.publicId(), reason: REASON })) as {
    readonly id: string;
  };
  await expect(alice.page.getByText('This has no end date.')).toBeVisible();
  await appeal(alice, APPEAL);
  await olga.ask('POST', `bans/${ban.id}/appeal`, { decision: 'keep', note: 'We read it twice.' });
  await alice.button('Look again').click();
  await expect(alice.page.getByText('Your words were read. The answer is that this stays.')).toBeVisible();
  await expect(alice.page.getByText('They say: “We read it twice.”')).toBeVisible();
  await expect(alice.page.getByLabel('What you want to say')).toHaveCount(0);
});
