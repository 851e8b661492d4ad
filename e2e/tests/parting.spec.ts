import { expect, test } from '../src/fixtures.ts';
import { meet } from '../src/meet.ts';
import type { Person } from '../src/person.ts';
import { outageOf } from '../src/wait.ts';

const WENT_ON = 'Your listener went on to somebody new.';
const LEFT = 'Your listener left the conversation.';

async function isWaiting(person: Person): Promise<void> {
  await expect(person.button('Stop waiting'), `${person.name} waits`).toBeVisible({ timeout: 10_000 });
}

test('a new partner can be had after 15 s; what was asked for earlier happens then', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.next();
  await expect(alice.page.getByText('You will meet somebody new in')).toBeVisible();
  await bob.say('we still talk');
  await alice.hears('we still talk');
  await expect(bob.page.getByText('The person venting went on to somebody new.').first()).toBeVisible({
    timeout: 16_000,
  });
  await isWaiting(alice);
  await isWaiting(bob);
});

test.describe('soon after', () => {
  test.use({ serverEnv: { NEXT_AFTER_MS: '500' } });

  test('who has met is not paired again while others come (I7)', async ({ alice, bob, carol, dave }) => {
    await meet(alice, bob);
    await bob.say('the old words');
    await alice.hears('the old words');
    await alice.next({ because: 'We are not a good match', note: 'all the best to you' });
    await isWaiting(alice);
    await isWaiting(bob);
    await expect(bob.page.getByText('They said: “We are not a good match. all the best to you”')).toBeVisible();

    await carol.arrive('/listen');
    await alice.isPaired();
    await carol.isPaired();
    await carol.say('I am somebody new');
    await alice.hears('I am somebody new');
    await expect(alice.log.getByText('the old words'), 'the old conversation is still there').toBeVisible();
    await expect(alice.heading('New conversation')).toBeVisible();
    await isWaiting(bob);

    await dave.arrive('/vent');
    await dave.isPaired();
    await bob.isPaired();
    await bob.say('hello dave');
    await dave.hears('hello dave');
    await expect(alice.log.getByText('hello dave')).toHaveCount(0);
  });

  test('who leaves may say why; who is left looks for somebody new at the front', async ({ alice, bob }) => {
    await meet(alice, bob);
    await bob.leave({ because: 'I have to go', note: 'you will be fine' });
    await expect(bob.heading('The conversation has ended')).toBeVisible();
    await expect(bob.page.getByText('You left the conversation.').first()).toBeVisible();
    await expect(alice.page.getByText(LEFT).first()).toBeVisible();
    await expect(alice.page.getByText('They said: “I have to go. you will be fine”')).toBeVisible();
    await isWaiting(alice);
    await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  });

  test('who wants a break is not queued when they are left', async ({ alice, bob }) => {
    await meet(alice, bob);
    await alice.button('Settings').click();
    await alice.page.getByRole('switch', { name: 'Take a break instead' }).click();
    await alice.button('Done').click();
    await bob.leave();
    await expect(alice.heading('The conversation has ended')).toBeVisible();
    await expect(alice.button('Find a listener')).toBeVisible();
    await expect(alice.button('Stop waiting')).toHaveCount(0);
  });

  for (const seconds of [6, 30]) {
    test(`alice is cut off for ${seconds} s: bob's last words and his reason to go on arrive (I1)`, async ({
      alice,
      bob,
    }) => {
      await meet(alice, bob);
      await endsWhileAway({ alice, bob, seconds, part: 'next', line: WENT_ON });
    });

    test(`alice is cut off for ${seconds} s: bob's last words and his reason to leave arrive (I1)`, async ({
      alice,
      bob,
    }) => {
      await meet(alice, bob);
      await endsWhileAway({ alice, bob, seconds, part: 'leave', line: LEFT });
    });
  }

  for (const { how, line } of [
    { how: 'crash', line: 'Your listener was away too long, so the conversation ended.' },
    { how: 'closeTab', line: 'Your listener closed the page.' },
  ] as const) {
    test(`bob is gone (${how}) while alice is cut off for 6 s: his last words arrive, and that he is gone (I1)`, async ({
      alice,
      bob,
    }) => {
      await meet(alice, bob);
      await bob.say('my last words');
      await expect(bob.label('my last words')).toHaveText(/Sent|Delivered/);
      await bob[how]();
      await expect(alice.presence).toHaveText('Reconnecting…');
      // Bob's leeway ends 12.5 s after his socket closed; alice is away from 9 s to 15 s.
      await outageOf(9_000);
      alice.gate.cut();
      await outageOf(6_000);
      alice.gate.restore();
      await alice.hears('my last words');
      await expect(alice.page.getByText(line).first()).toBeVisible();
      await isWaiting(alice);
    });
  }

  test('both are cut off for 30 s: both read all that was sent, and how it ended (I1)', async ({ alice, bob }) => {
    await meet(alice, bob);
    alice.gate.cut();
    await bob.say('my last words');
    await expect(bob.label('my last words')).toHaveText('Sent');
    bob.gate.cut();
    await outageOf(30_000);
    alice.gate.restore();
    bob.gate.restore();
    await alice.hears('my last words');
    await expect(alice.heading('You were away too long')).toBeVisible();
    await expect(alice.button('Find a listener')).toBeVisible();
    // Alice was lost first, so that is how bob's conversation ended.
    await expect(
      bob.page.getByText('The person venting was away too long, so the conversation ended.').first(),
    ).toBeVisible();
    await expect(bob.label('my last words')).toHaveText('Delivered');
    // He was gone as well: nobody queued him meanwhile.
    await expect(bob.button('Listen to somebody')).toBeVisible();
  });
});

/** What happens to alice, and how. */
interface EndWhileAway {
  readonly alice: Person;
  readonly bob: Person;
  readonly seconds: number;
  readonly part: 'next' | 'leave';
  readonly line: string;
}

async function endsWhileAway({ alice, bob, seconds, part, line }: EndWhileAway): Promise<void> {
  await bob.say('something to begin with');
  await alice.hears('something to begin with');
  alice.gate.cut();
  const cutAt = Date.now();
  await alice.say('said too late');
  await bob.say('my last words');
  await expect(bob.label('my last words')).toHaveText('Sent');
  await bob[part]({ because: 'My connection is poor', note: 'thank you for today' });
  await expect(bob.composer).toBeHidden();
  await outageOf(seconds * 1_000 - (Date.now() - cutAt));
  alice.gate.restore();

  await alice.hears('my last words');
  await expect(alice.page.getByText(line).first()).toBeVisible();
  await expect(alice.page.getByText('They said: “My connection is poor. thank you for today”')).toBeVisible();
  await expect(alice.label('said too late')).toHaveText('Not delivered, the conversation had ended');
  expect((await alice.texts()).map(({ text }) => text)).toEqual([
    'something to begin with',
    'my last words',
    'said too late',
  ]);
  await expect(bob.log.getByText('said too late')).toHaveCount(0);
}
