import { expect, test } from '../src/fixtures.ts';
import { bothSee, inOrder, meet } from '../src/meet.ts';
import { outageOf } from '../src/wait.ts';

const ENDED = /has ended|away too long/;

test('an outage of 9.9 s ends nothing, and what both wrote meanwhile arrives once and in order (I1, I6)', async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await alice.say('before the tunnel');
  await alice.isDelivered('before the tunnel');

  alice.gate.cut();
  const cutAt = Date.now();
  await alice.say('alice in the tunnel 1');
  await alice.say('alice in the tunnel 2');
  await bob.say('bob meanwhile 1');
  await bob.say('bob meanwhile 2');
  await expect(bob.label('bob meanwhile 2')).toHaveText('Sent');
  await expect(bob.presence).toHaveText('Reconnecting…');
  await expect(alice.page.getByText('The connection is gone. Trying to get it back…')).toBeVisible();
  await outageOf(9_900 - (Date.now() - cutAt));
  alice.gate.restore();

  await bob.hears('alice in the tunnel 2');
  await bothSee(alice, bob, [
    'before the tunnel',
    'alice in the tunnel 1',
    'alice in the tunnel 2',
    'bob meanwhile 1',
    'bob meanwhile 2',
  ]);
  await inOrder(bob, 'partner', ['before the tunnel', 'alice in the tunnel 1', 'alice in the tunnel 2']);
  await alice.isDelivered('alice in the tunnel 2');
  await bob.isDelivered('bob meanwhile 2');
  await expect(bob.presence).toHaveText('Here');
  await expect(alice.page.getByText(ENDED)).toHaveCount(0);
  await expect(bob.page.getByText(ENDED)).toHaveCount(0);
  await expect(alice.gaps).toHaveCount(0);
});

test('a half-open line of 9.9 s, which nobody is told of, loses nothing either (I1, I6)', async ({ alice, bob }) => {
  await meet(alice, bob);
  alice.gate.halfOpen();
  const cutAt = Date.now();
  await alice.say('into the silence');
  await bob.say('are you there?');
  await expect(bob.presence, 'the heartbeat notices what TCP does not').toHaveText('Reconnecting…', { timeout: 8_000 });
  await expect(bob.label('are you there?')).toHaveText('Sent');
  await outageOf(9_900 - (Date.now() - cutAt));
  alice.gate.restore();

  await bothSee(alice, bob, ['into the silence', 'are you there?']);
  await alice.isDelivered('into the silence');
  await bob.isDelivered('are you there?');
  await expect(alice.page.getByText(ENDED)).toHaveCount(0);
});

test('after 30 s alice reads what was said, and one tap finds bob, who waits at the front', async ({
  alice,
  bob,
  carol,
}) => {
  await meet(alice, bob);
  await carol.arrive('/listen');
  await expect(carol.page.getByText('You are first in line.')).toBeVisible();
  await bob.say('take your time');
  await alice.hears('take your time');

  alice.gate.cut();
  await alice.say('too late to be sent');
  await bob.say('I wait for you');
  await outageOf(30_000);
  await expect(
    bob.page.getByText('The person venting was away too long, so the conversation ended.').first(),
  ).toBeVisible();
  await expect(bob.page.getByText('You are first in line.')).toBeVisible();
  await expect(carol.page.getByText('You are number 2 in line.')).toBeVisible();
  alice.gate.restore();

  await expect(alice.heading('You were away too long')).toBeVisible();
  await alice.hears('I wait for you');
  await expect(alice.label('too late to be sent')).toHaveText('Not delivered, the conversation had ended');
  expect((await alice.texts()).map(({ text }) => text)).toEqual([
    'take your time',
    'I wait for you',
    'too late to be sent',
  ]);

  await alice.button('Find a listener').click();
  await alice.isPaired();
  await bob.isPaired();
  await alice.say('found you again');
  await bob.hears('found you again');
  await bothSee(alice, bob, ['found you again']);
  await expect(alice.log.getByText('too late to be sent')).toBeVisible();
  await expect(bob.log.getByText('too late to be sent')).toHaveCount(0);
});

test('a browser that goes offline says so, and goes on when it is back', async ({ alice, bob }) => {
  await meet(alice, bob);
  alice.gate.cut();
  await alice.context.setOffline(true);
  await expect(alice.page.getByText('You are offline.')).toBeVisible();
  await alice.say('written offline');
  alice.gate.restore();
  await alice.context.setOffline(false);

  await bob.hears('written offline');
  await alice.isDelivered('written offline');
  await expect(alice.page.getByText('You are offline.')).toBeHidden();
});

test('a slow line of 300 ms each way loses nothing and doubles nothing (I1)', async ({ alice, bob }) => {
  await meet(alice, bob);
  alice.gate.slow(300);
  const ofAlice = ['slowly 1', 'slowly 2', 'slowly 3'];
  const ofBob = ['quickly 1', 'quickly 2', 'quickly 3'];
  for (const index of [0, 1, 2]) {
    await alice.say(ofAlice[index] ?? '');
    await bob.say(ofBob[index] ?? '');
  }
  await bothSee(alice, bob, [...ofAlice, ...ofBob]);
  await inOrder(bob, 'partner', ofAlice);
});
