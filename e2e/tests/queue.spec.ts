import { expect, test } from '../src/fixtures.ts';

test('three who wait know their places, and move up', async ({ alice, bob, carol, dave }) => {
  await alice.arrive('/vent');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  await carol.arrive('/vent');
  await expect(carol.page.getByText('You are number 2 in line.')).toBeVisible();
  await dave.arrive('/vent');
  await expect(dave.page.getByText('You are number 3 in line.')).toBeVisible();
  await expect(alice.page.getByText('Nobody is here to listen right now.')).toBeVisible();

  await bob.arrive('/listen');
  await alice.isPaired();
  await bob.isPaired();
  // Positions are asked for every 3 to 5 s.
  await expect(carol.page.getByText('You are first in line.')).toBeVisible({ timeout: 7_000 });
  await expect(dave.page.getByText('You are number 2 in line.')).toBeVisible({ timeout: 7_000 });

  await carol.button('Stop waiting').click();
  await expect(carol.heading('Someone to listen, right now.')).toBeVisible();
  await expect(dave.page.getByText('You are first in line.')).toBeVisible({ timeout: 7_000 });
});

test('a reload and a bookmark keep the place in line', async ({ alice, carol }) => {
  await alice.arrive('/vent');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  await carol.arrive('/vent');
  await expect(carol.page.getByText('You are number 2 in line.')).toBeVisible();
  await alice.reload();
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  await alice.arrive('/vent');
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();
  await expect(carol.page.getByText('You are number 2 in line.')).toBeVisible();
});

test('changing the line asks first, and leads to its end', async ({ alice, bob, carol }) => {
  await carol.arrive('/listen');
  await expect(carol.page.getByText('You are first in line.')).toBeVisible();
  await bob.arrive('/listen');
  await expect(bob.page.getByText('You are number 2 in line.')).toBeVisible();
  await carol.button('Stop waiting').click();
  await expect(bob.page.getByText('You are first in line.')).toBeVisible({ timeout: 7_000 });

  await alice.arrive('/talk');
  await expect(alice.heading('Finding someone to talk with')).toBeVisible();
  const question = alice.page.getByRole('dialog', { name: 'Wait to listen instead?' });
  await alice.page.getByRole('link', { name: 'listen', exact: true }).click();
  await question.getByRole('button', { name: 'Keep my place' }).click();
  await expect(alice.page).toHaveURL(/\/talk$/);
  await expect(alice.heading('Finding someone to talk with')).toBeVisible();

  await alice.page.getByRole('link', { name: 'listen', exact: true }).click();
  await question.getByRole('button', { name: 'Change' }).click();
  await expect(alice.page).toHaveURL(/\/listen$/);
  await expect(alice.heading('Waiting for someone who needs to be heard')).toBeVisible();
  await expect(alice.page.getByText('You are number 2 in line.')).toBeVisible();
});

test('two who just want to talk meet', async ({ alice, bob }) => {
  await alice.arrive('/talk');
  await bob.arrive('/talk');
  await alice.isPaired();
  await bob.isPaired();
  await expect(alice.heading('Someone to talk with')).toBeVisible();
});

test.describe('after a while', () => {
  test.use({ serverEnv: { WIDEN_AFTER_MS: '1000' } });

  test('alice, who vents, may also meet bob, who just wants to talk', async ({ alice, bob }) => {
    await bob.arrive('/talk');
    await alice.arrive('/vent');
    await alice.button('Meet them too').click();
    await alice.isPaired();
    await bob.isPaired();
  });
});
