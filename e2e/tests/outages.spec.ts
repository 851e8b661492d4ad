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
  await alice.say('alice in the tunnel 1');
  await alice.say('alice in the tunnel 2');
  await bob.say('bob meanwhile 1');
  await bob.say('bob meanwhile 2');
  await expect(bob.label('bob meanwhile 2')).toHaveText('Sent');
  await expect(bob.presence).toHaveText('Reconnecting…');
  await expect(alice.page.getByText('The connection is gone. Trying to get it back…')).toBeVisible();
  await outageOf(9_900);
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
