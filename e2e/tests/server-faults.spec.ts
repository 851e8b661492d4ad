import { expect, test } from '../src/fixtures.ts';
import { bothSee, inOrder, meet, stillTogether } from '../src/meet.ts';
import { outageOf } from '../src/wait.ts';

test('kill -9 of the server with unacknowledged texts loses none of them (I1, I6)', async ({ alice, bob, server }) => {
  await meet(alice, bob);
  await alice.say('acknowledged');
  await alice.isDelivered('acknowledged');
  // Frozen first, so that it cannot acknowledge what it is killed with.
  await server.freeze();
  await alice.say('unacknowledged 1');
  await alice.say('unacknowledged 2');
  await bob.say('unacknowledged of bob');
  await server.kill9();
  await alice.say('while it is down');
  await server.start();

  await alice.isDelivered('while it is down', 20_000);
  await bob.isDelivered('unacknowledged of bob');
  await bothSee(alice, bob, [
    'acknowledged',
    'unacknowledged 1',
    'unacknowledged 2',
    'unacknowledged of bob',
    'while it is down',
  ]);
  await inOrder(bob, 'partner', ['acknowledged', 'unacknowledged 1', 'unacknowledged 2', 'while it is down']);
  await stillTogether(alice, bob);
});

test('kill -9 of the server keeps the places in the queue', async ({ alice, carol, bob, server }) => {
  await alice.arrive('/vent');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  await carol.arrive('/vent');
  await expect(carol.page.getByText('You are number 2 in line.')).toBeVisible();
  await server.kill9();
  await server.start();
  await bob.arrive('/listen');
  await alice.isPaired();
  await bob.isPaired();
  await expect(carol.page.getByText('You are first in line.')).toBeVisible({ timeout: 10_000 });
});

test('a deployment (SIGTERM, then a new start) interrupts nobody', async ({ alice, bob, server }) => {
  await meet(alice, bob);
  await alice.say('before the deployment');
  const stopped = server.terminate();
  await bob.say('during the deployment');
  await stopped;
  await server.start();
  await bob.isDelivered('during the deployment', 20_000);
  await bothSee(alice, bob, ['before the deployment', 'during the deployment']);
  await stillTogether(alice, bob);
});

test('a server that stands still for 15 s counts against nobody (I6)', async ({ alice, bob, server }) => {
  await meet(alice, bob);
  await server.freeze();
  await alice.say('said into the ice');
  await bob.say('said back');
  await outageOf(15_000);
  server.thaw();
  await alice.isDelivered('said into the ice', 20_000);
  await bob.isDelivered('said back', 20_000);
  await bothSee(alice, bob, ['said into the ice', 'said back']);
  await stillTogether(alice, bob);
});

test('kill -9 of mongod while both write loses nothing (I1, I2)', async ({ alice, bob, mongod }) => {
  await meet(alice, bob);
  const ofAlice = Array.from({ length: 8 }, (_, index) => `alice writes ${index + 1}`);
  const ofBob = Array.from({ length: 8 }, (_, index) => `bob writes ${index + 1}`);
  for (let index = 0; index < 8; index += 1) {
    if (index === 3) mongod.kill9();
    await alice.say(ofAlice[index] ?? '');
    await bob.say(ofBob[index] ?? '');
  }
  await alice.isDelivered('alice writes 8', 30_000);
  await bob.isDelivered('bob writes 8', 30_000);
  await bothSee(alice, bob, [...ofAlice, ...ofBob]);
  await inOrder(bob, 'partner', ofAlice);
  await inOrder(alice, 'partner', ofBob);
  await stillTogether(alice, bob);
});

test('with the database wiped, both find each other in the same conversation, with every text (I1)', async ({
  alice,
  bob,
  server,
  database,
}) => {
  await meet(alice, bob);
  await alice.say('the first word');
  await bob.say('the second word');
  await alice.hears('the second word');
  await alice.isDelivered('the first word');
  await bob.isDelivered('the second word');
  await server.kill9();
  await database.wipe();
  await alice.say('said to nobody yet');
  await server.start();

  await alice.isDelivered('said to nobody yet', 20_000);
  await bob.say('and back again');
  await bob.isDelivered('and back again');
  await bothSee(alice, bob, ['the first word', 'the second word', 'said to nobody yet', 'and back again']);
  await stillTogether(alice, bob);
});
