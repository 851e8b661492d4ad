import { expect, test } from '../src/fixtures.ts';
import { bothSee, inOrder, meet, stillTogether } from '../src/meet.ts';

test('an older backup restored under running browsers: they bring back what it lacks (I1, I3)', async ({
  alice,
  bob,
  carol,
  bring,
  server,
  database,
}) => {
  const [erin, frank, grace] = [await bring('erin'), await bring('frank'), await bring('grace')];
  await meet(alice, bob);
  await alice.say('before the backup');
  await alice.isDelivered('before the backup');
  await meet(frank, grace);
  await frank.say('soon over');
  await frank.isDelivered('soon over');
  const backup = await database.backUp();

  await alice.say('after the backup');
  await bob.say('an answer after it');
  await alice.isDelivered('after the backup');
  await bob.isDelivered('an answer after it');
  await frank.leave();
  await expect(frank.heading('The conversation has ended')).toBeVisible();
  // Grace, who was left, is first in her queue.
  await carol.arrive('/vent');
  await carol.isPaired();
  await grace.isPaired();
  await carol.say('of a conversation that the backup does not know');
  await carol.isDelivered('of a conversation that the backup does not know');
  await erin.arrive('/vent');
  await expect(erin.page.getByText('You are first in line.')).toBeVisible();

  await server.terminate();
  await database.restore(backup);
  await alice.say('while the database is another');
  await server.start();

  await alice.isDelivered('while the database is another', 20_000);
  await bothSee(alice, bob, [
    'before the backup',
    'after the backup',
    'an answer after it',
    'while the database is another',
  ]);
  await inOrder(bob, 'partner', ['before the backup', 'after the backup', 'while the database is another']);
  await stillTogether(alice, bob);

  await grace.say('and on it goes');
  await grace.isDelivered('and on it goes', 20_000);
  await bothSee(carol, grace, ['of a conversation that the backup does not know', 'and on it goes']);
  await expect(carol.gaps).toHaveCount(0);
  await expect(carol.presence).toHaveText('Here');

  // In the copy Frank has not left. That Grace names a later conversation ends theirs again, as if he had been left, and
  // who was left waits before Erin.
  await expect(erin.page.getByText(/You are (first|number 2) in line\./)).toBeVisible({ timeout: 20_000 });
  await expect(frank.page.getByText('You left the conversation.')).toBeVisible();
  await expect(frank.composer).toHaveCount(0);
});
