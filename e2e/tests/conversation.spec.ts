import { expect, test } from '../src/fixtures.ts';
import { bothSee, inOrder, meet } from '../src/meet.ts';

test('alice, who vents, and bob, who listens, are paired (I8)', async ({ alice, bob }) => {
  await alice.arrive('/vent');
  await expect(alice.heading('Finding you a listener')).toBeVisible();
  await expect(alice.page.getByText('You are first in line.')).toBeVisible();

  await bob.arrive('/listen');
  await alice.isPaired();
  await bob.isPaired();
  await expect(alice.heading('Your listener')).toBeVisible();
  await expect(bob.heading('Someone venting')).toBeVisible();
  await expect(alice.notes).toContainText(['You are connected with a listener.']);
  await expect(alice.composer).toBeFocused();
  await expect(bob.composer).toBeFocused();
});

test('what alice and bob say in turn stands in the same order on both screens (I1)', async ({ alice, bob }) => {
  await meet(alice, bob);
  const said: string[] = [];
  for (let turn = 1; turn <= 5; turn += 1) {
    for (const [speaker, listener] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const text = `${speaker.name} in turn ${turn}`;
      said.push(text);
      await speaker.say(text);
      await listener.hears(text);
    }
  }
  await bothSee(alice, bob, said);
  expect((await alice.texts()).map(({ text }) => text)).toEqual(said);
  await alice.isDelivered('alice in turn 5');
  await bob.isDelivered('bob in turn 5');
});

test('what alice and bob say at the same time stands in the same order on both screens (I1)', async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  const ofAlice = Array.from({ length: 8 }, (_, index) => `alice says ${index + 1}`);
  const ofBob = Array.from({ length: 8 }, (_, index) => `bob says ${index + 1}`);
  const all = async (person: typeof alice, texts: readonly string[]): Promise<void> => {
    for (const text of texts) await person.say(text);
  };
  await Promise.all([all(alice, ofAlice), all(bob, ofBob)]);

  await bothSee(alice, bob, [...ofAlice, ...ofBob]);
  await inOrder(bob, 'partner', ofAlice);
  await inOrder(alice, 'partner', ofBob);
});

test('alice sees that bob is writing, until he stops', async ({ alice, bob }) => {
  await meet(alice, bob);
  await bob.composer.pressSequentially('I am thin');
  await expect(alice.page.getByText('Listener is writing')).toBeVisible();
  await bob.composer.fill('');
  await expect(alice.page.getByText('Listener is writing')).toBeHidden();
});
