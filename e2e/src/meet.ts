import { expect } from '@playwright/test';
import type { Person, SeenText } from './person.ts';

const ENDED = /has ended|away too long/;

/** Lets two people meet: the first comes to vent, the second to listen. */
export async function meet(venter: Person, listener: Person): Promise<void> {
  await venter.arrive('/vent');
  await listener.arrive('/listen');
  await venter.isPaired();
  await listener.isPaired();
}

/** Holds when both see exactly these texts, each once, with the right author, and in the same order (I1). */
export async function bothSee(first: Person, second: Person, expected: readonly string[]): Promise<void> {
  for (const person of [first, second]) {
    await expect
      .poll(async () => (await person.texts()).map(({ text }) => text).sort(), {
        message: `everything that was said, on the screen of ${person.name}`,
        timeout: 15_000,
      })
      .toEqual([...expected].sort());
  }
  expect(mirrored(await second.texts()), 'the same log on both screens').toEqual(await first.texts());
}

/** Holds when the author's texts stand in the order in which they were said. */
export async function inOrder(reader: Person, author: 'me' | 'partner', said: readonly string[]): Promise<void> {
  const seen = (await reader.texts()).filter(({ by }) => by === author).map(({ text }) => text);
  expect(seen, `what ${reader.name} has from ${author}`).toEqual(said);
}

/** Holds when their conversation goes on, and nobody was told anything worse than that the other is reconnecting. */
export async function stillTogether(alice: Person, bob: Person): Promise<void> {
  for (const person of [alice, bob]) {
    await expect(person.presence).toHaveText('Here', { timeout: 15_000 });
    await expect(person.page.getByText(ENDED)).toHaveCount(0);
    await expect(person.log.getByRole('region'), 'one conversation, the same as before').toHaveCount(1);
    await expect(person.gaps).toHaveCount(0);
  }
}

function mirrored(texts: readonly SeenText[]): readonly SeenText[] {
  return texts.map(({ by, text }) => ({ by: by === 'me' ? 'partner' : 'me', text }));
}
