import { describe, expect, it } from '@jest/globals';
import { ChatError } from '../realtime/chat-error.js';
import { QueueWorld } from './testing/queue-world.js';

const ROUNDS = 200;
const STAY = 500;
/** Change their mind in the same instant. */
const CANCEL = 60;
/** I8, when 500 join at once. */
const PAIRED_WITHIN_MS = 250;
const SEED = 20_261_121;

/** A generator of its own, so that a failure can be repeated: numbers in [0, 1). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(list: readonly T[], next: () => number): readonly T[] {
  return list
    .map((item) => ({ item, at: next() }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

/** Joins, and takes it back: whether they were out again before anybody was found for them. */
async function joinAndCancel(world: QueueWorld, name: string): Promise<'out' | 'paired'> {
  await world.join(name, { role: 'talk' });
  const person = world.people.get(name);
  if (person === undefined) throw new Error(`${name} did not arrive`);
  try {
    await world.service.cancel(person);
    return 'out';
  } catch (refusal) {
    if (refusal instanceof ChatError && refusal.code === 'wrong-state') return 'paired';
    throw refusal;
  }
}

describe(`a crowd that joins in one instant (seed ${String(SEED)})`, () => {
  it(`I5, I8: ${String(ROUNDS)} rounds of ${String(STAY)} people among ${String(CANCEL)} who cancel: all are paired, nobody twice`, async () => {
    const next = chance(SEED);
    const world = new QueueWorld();
    world.service.start();
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = (kind: string) => (_: unknown, at: number) => `${kind} ${String(at)} of round ${String(round)}`;
      const staying = Array.from({ length: STAY }, name('stays'));
      const leaving = Array.from({ length: CANCEL }, name('cancels'));
      for (const person of [...staying, ...leaving]) await world.arrive(person);

      const out = new Set<string>();
      const acts = shuffled([...staying, ...leaving], next).map(async (person) => {
        if (staying.includes(person)) await world.join(person, { role: 'talk' });
        else if ((await joinAndCancel(world, person)) === 'out') out.add(person);
      });
      await Promise.all(acts);
      await world.pass(PAIRED_WITHIN_MS);

      const paired = world.rooms.flatMap(({ members }) => members.map(({ id }) => id));
      expect(new Set(paired).size).toBe(paired.length);
      const here = [...staying, ...leaving.filter((person) => !out.has(person))];
      const waiting = here.filter((person) => !paired.includes(person));
      // Of an odd number one is left over, and nobody else.
      expect([round, waiting.length]).toEqual([round, here.length % 2]);
      expect(paired.filter((person) => out.has(person))).toEqual([]);
      for (const person of waiting) await world.service.places.gone(person);
      world.rooms.length = 0;
      world.people.seats.clear();
    }
    await world.service.stop();
  }, 120_000);
});
