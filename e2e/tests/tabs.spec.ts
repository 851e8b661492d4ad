import { expect, test } from '../src/fixtures.ts';
import { bothSee, meet } from '../src/meet.ts';

test('a reload while typing keeps the draft, and delivers what was not sent yet (I1)', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.say('long since said');
  await alice.isDelivered('long since said');
  alice.gate.halfOpen();
  await alice.say('not sent yet');
  await alice.composer.fill('still being wri');
  // Pressed while the network hangs, as people do; the page is asked for again when it is back.
  const reloaded = alice.reload();
  await expect(bob.presence).toHaveText('Reconnecting…', { timeout: 8_000 });
  alice.gate.restore();
  await reloaded;

  await alice.isPaired();
  await expect(alice.composer).toHaveValue('still being wri');
  await alice.isDelivered('not sent yet');
  await bothSee(alice, bob, ['long since said', 'not sent yet']);
  await alice.composer.press('Enter');
  await bob.hears('still being wri');
});

test('a closed and restored tab is the same person in the same conversation (I1, I6)', async ({ alice, bob }) => {
  await meet(alice, bob);
  await bob.say('before you close it');
  await alice.hears('before you close it');
  await alice.closeTab();
  await bob.say('while it is closed');
  await expect(bob.presence).toHaveText('Reconnecting…');
  await alice.restoreTab();

  await alice.isPaired();
  await alice.hears('while it is closed');
  await bothSee(alice, bob, ['before you close it', 'while it is closed']);
  await bob.isDelivered('while it is closed');
  await expect(bob.presence).toHaveText('Here');
});

test('a crashed tab comes back with everything (I1)', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.say('all is well');
  await alice.isDelivered('all is well');
  alice.gate.cut();
  await alice.say('the last words before the crash');
  await alice.crash();
  alice.gate.restore();
  await bob.say('what happened?');
  await alice.restoreTab();

  await alice.isPaired();
  await alice.isDelivered('the last words before the crash');
  await bothSee(alice, bob, ['all is well', 'the last words before the crash', 'what happened?']);
});

test('a duplicated tab takes over; the first is told, and can take it back (I4)', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.say('from the first tab');
  await alice.isDelivered('from the first tab');
  const twin = await alice.duplicateTab();

  await twin.isPaired();
  await expect(alice.heading('Hearken goes on elsewhere')).toBeVisible();
  await expect(alice.composer).toBeHidden();
  await twin.say('from the second tab');
  await bob.hears('from the second tab');
  await bob.say('I hear you in both');
  await twin.hears('I hear you in both');

  await alice.button('Use it here').click();
  await alice.isPaired();
  await expect(twin.heading('Hearken goes on elsewhere')).toBeVisible();
  await alice.say('back in the first tab');
  await bob.hears('back in the first tab');
  await bothSee(alice, bob, [
    'from the first tab',
    'from the second tab',
    'I hear you in both',
    'back in the first tab',
  ]);
});

test('two tabs of one browser are two people', async ({ alice, bob }) => {
  await alice.arrive('/vent');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  const page = await alice.context.newPage();
  await page.goto(`${alice.gate.origin}/vent`);
  await expect(page.getByText('You are number 2 in line.')).toBeVisible();
  await bob.arrive('/listen');
  await alice.isPaired();
  await expect(page.getByText('You are first in line.')).toBeVisible();
});

test('a browser that lost its store shows where its restored history begins (I3)', async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.say('said before the loss');
  await bob.say('heard before the loss');
  await alice.isDelivered('said before the loss');
  await bob.isDelivered('heard before the loss');
  await alice.wipeStore();

  await alice.isPaired();
  await alice.hears('heard before the loss');
  await expect(alice.gaps).toContainText(['This browser lost its memory.']);
  await alice.say('said after the loss');
  await alice.isDelivered('said after the loss');
  await bothSee(alice, bob, ['said before the loss', 'heard before the loss', 'said after the loss']);
});
