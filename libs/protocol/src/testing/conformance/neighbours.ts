import { setTimeout as sleep } from 'node:timers/promises';
import type { ConformanceContext } from './conformance-case.js';
import { promised, same } from './failure.js';
import type { Person } from './person.js';

/** A text every so often, within the limits. */
const TALK_EVERY_MS = 250;
/** An answer slower than this is a pair that noticed. */
const UNNOTICED_MS = 2_000;

/**
 * Lets a pair next door talk while `attack` runs, and checks that they do not notice it: every text acknowledged in
 * time and heard once, in order, no presence change, no socket lost (I9).
 */
export async function whileNeighboursTalk(context: ConformanceContext, attack: () => Promise<void>): Promise<void> {
  const [carol, dave] = await context.pair();
  const state = { isOver: false };
  const talks = Promise.all([talk(carol, state), talk(dave, state)]);
  // Looked at below, when the attack is over.
  talks.catch(() => undefined);
  try {
    await attack();
  } finally {
    state.isOver = true;
  }
  const [fromCarol, fromDave] = await talks;
  await Promise.all([dave.hear(fromCarol), carol.hear(fromDave)]);
  for (const [person, count] of [
    [dave, fromCarol],
    [carol, fromDave],
  ] as const) {
    same(
      person.heard.map(({ n }) => n),
      Array.from({ length: count }, (_, index) => index + 1),
      'the pair next door hears everything once',
    );
    const changes = person.wire.all('room:partner').filter(({ presence }) => presence.is !== 'here');
    same(changes, [], 'and never sees the other one away');
    promised(person.wire.isOpen, 'and keeps its sockets');
  }
}

async function talk(person: Person, state: { readonly isOver: boolean }): Promise<number> {
  let said = 0;
  // At least one text is said after the attack is over.
  for (let isLast = false; ; isLast = state.isOver) {
    const askedAt = Date.now();
    await person.say(`undisturbed ${String((said += 1))}`);
    promised(Date.now() - askedAt < UNNOTICED_MS, 'the pair next door is answered in time', Date.now() - askedAt);
    if (isLast) return said;
    // The limits of a minute hold for them too.
    await sleep(said < 40 ? TALK_EVERY_MS : TALK_EVERY_MS * 4);
  }
}
