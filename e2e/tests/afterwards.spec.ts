import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import type { Person } from '../src/person.ts';

const HEARD = 'They told you that it helped.';
const COUNTED = /people of this tab have told you so/;

/** Both say something and bob leaves: only then there is something to thank for. */
async function talkAndPart(alice: Person, bob: Person): Promise<void> {
  await alice.say('I had a long day');
  await bob.hears('I had a long day');
  await bob.say('I am listening to you');
  await alice.hears('I am listening to you');
  await bob.leave();
  await expect(bob.heading('The conversation has ended')).toBeVisible();
}

test.describe('thanks', () => {
  test.use({ serverEnv: { NEXT_AFTER_MS: '0' } });

  test('are said with one tap, heard by the listener, and counted in their tab only', async ({ alice, bob, carol }) => {
    await meet(alice, bob);
    await talkAndPart(alice, bob);
    await alice.button('That helped').click();
    await expect(alice.button('That helped')).toHaveCount(0);
    await expect(bob.page.getByText(HEARD)).toBeVisible();
    await expect(bob.page.getByText(COUNTED)).toHaveCount(0);

    await bob.reload();
    await expect(bob.page.getByText(HEARD)).toBeVisible();

    await carol.arrive('/vent');
    await bob.button('Listen to somebody').click();
    await carol.isPaired();
    await bob.isPaired();
    await talkAndPart(carol, bob);
    await carol.button('That helped').click();
    await expect(bob.page.getByText('2 people of this tab have told you so.')).toBeVisible();
    const other = await bob.anotherTab('/listen');
    await expect(other.button('Stop waiting')).toBeVisible();
    await expect(other.page.getByText(COUNTED)).toHaveCount(0);
  });
});

test.describe('ghosts', () => {
  test.use({ serverEnv: { QUIET_AFTER_MS: '4000', NEXT_AFTER_MS: '0' } });

  test('who touches nothing is asked; an answer is enough, and the other may go on at once', async ({
    alice,
    bob,
    carol,
  }) => {
    await meet(alice, bob);
    const asked = alice.page.getByText('Are you still here?');
    let said = 0;
    /** Bob goes on talking, so that only alice is quiet. */
    const isAsked = () =>
      expect(async () => {
        await bob.say(`are you there? (${String((said += 1))})`);
        await expect(asked).toBeVisible({ timeout: 1_500 });
      }).toPass({ timeout: 15_000 });

    await isAsked();
    await expect(bob.presence).toHaveText('Quiet');
    await expect(bob.page.getByText('The person venting has not touched anything for a while.')).toBeVisible();

    await alice.button('I am here').click();
    await expect(asked).toBeHidden();
    await expect(bob.presence).toHaveText('Here');

    await isAsked();
    await expect(bob.presence).toHaveText('Quiet');
    await bob.next();
    await expect(bob.button('Stop waiting')).toBeVisible();
    await expect(alice.heading('The conversation has ended')).toBeVisible();
    await expect(alice.button('Stop waiting'), 'a ghost waits for nobody').toHaveCount(0);
    await carol.arrive('/vent');
    await carol.isPaired();
    await bob.isPaired();
  });
});
