import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RoomId } from '@hearken/protocol';
import { silentLog } from '../platform/log.js';
import { Departures, type Departure } from './departures.js';

const rooms = new Map<string, RoomId>();
let began: string[];
let release: (() => void)[];
let departures: Departures;

beforeEach(() => {
  rooms.clear();
  began = [];
  release = [];
  departures = new Departures(
    {
      roomOf: (publicId) => rooms.get(publicId),
      depart: ({ holder }) => {
        began.push(holder.publicId);
        return new Promise<void>((resolve) => release.push(resolve));
      },
    },
    silentLog,
    (publicId) => publicId === 'came back',
  );
});

function gone(publicId: string, at: number): Departure {
  return { holder: { publicId, gen: 1, reg: `reg of ${publicId}` }, hasLeft: false, at };
}

/** Lets everything happen that waits for nobody. */
async function turn(): Promise<void> {
  for (let step = 0; step < 10; step += 1) await Promise.resolve();
}

describe('Departures', () => {
  it('lets the first of two who are lost together end their room, the other only after that', async () => {
    rooms.set('alice', 'room').set('bob', 'room');
    const decided = departures.decide([gone('bob', 20), gone('alice', 10)]);
    await turn();
    expect(began).toEqual(['alice']);
    release[0]?.();
    await turn();
    expect(began).toEqual(['alice', 'bob']);
    release[1]?.();
    await decided;
  });

  it('decides about a dozen at once, who was gone first before the others', async () => {
    const crowd = Array.from({ length: 30 }, (_, i) => gone(`p${String(i)}`, 100 - i));
    const decided = departures.decide(crowd);
    await turn();
    expect(began).toEqual(Array.from({ length: 12 }, (_, i) => `p${String(29 - i)}`));
    while (began.length < 30) {
      for (const free of release.splice(0)) free();
      await turn();
    }
    for (const free of release) free();
    await decided;
  });

  it('does nothing about who is back', async () => {
    await departures.decide([gone('came back', 1)]);
    expect(began).toEqual([]);
  });
});
