import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { sampleIds } from '../../platform/testing/sample-ids.js';
import { MemoryPairingStore } from '../../queue/infra/memory-pairing-store.js';
import { MemoryPersonStore } from '../../session/infra/memory-person-store.js';
import { actor, sampleRoom, sampleText } from '../testing/sample-room.js';
import { MemoryMessageStore } from './memory-message-store.js';
import { MemoryRoomStore } from './memory-room-store.js';

/** What a run may do, by number: people 0-3, rooms of 0 and 1, and of 2 and 3, entries of both. */
type Step =
  | { readonly is: 'register' | 'enqueue' | 'settle'; readonly person: number }
  | { readonly is: 'pair' | 'end' | 'resume'; readonly room: number }
  | { readonly is: 'append'; readonly room: number; readonly n: number }
  | { readonly is: 'meet' };

const people = fc.integer({ min: 0, max: 3 });
const twoRooms = fc.integer({ min: 0, max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ is: fc.constantFrom('register' as const, 'enqueue' as const, 'settle' as const), person: people }),
  fc.record({ is: fc.constantFrom('pair' as const, 'end' as const, 'resume' as const), room: twoRooms }),
  fc.record({ is: fc.constant('append' as const), room: twoRooms, n: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ is: fc.constant('meet' as const) }),
);

function world() {
  const [database, clock, ids] = [new MemoryDatabase({ keepsHistory: true }), new ManualClock(), sampleIds()];
  const persons = new MemoryPersonStore(database, clock);
  const rooms = new MemoryRoomStore(database, clock);
  const messages = new MemoryMessageStore(database, clock);
  const pairs = new MemoryPairingStore(database, clock);
  const names = ['p0', 'p1', 'p2', 'p3'].map((name) => ids.person(name));
  const [p0 = '', p1 = '', p2 = '', p3 = ''] = names;
  const samples = [sampleRoom(ids, p0, p1), sampleRoom(ids, p2, p3)];
  const streams = samples.map(({ id, streams: { a } }) => ({ roomId: id, slot: 'a' as const, stream: a[0]?.id ?? '' }));
  let attempt = 0;

  async function run(what: Step): Promise<void> {
    attempt += 1;
    clock.advance(1);
    if (what.is === 'meet') return pairs.met(p0, p1, clock.now());
    if ('person' in what) return runPerson(what.is, names[what.person] ?? '', what.person);
    const [room, stream] = [samples[what.room], streams[what.room]];
    if (room === undefined || stream === undefined) return;
    if (what.is === 'append') await messages.append([sampleText(stream, what.n), sampleText(stream, what.n + 1)]);
    else if (what.is === 'end') await rooms.end(room.id, { at: clock.now(), reason: 'next' });
    else if (what.is === 'resume') await rooms.resume(room.id, { slot: 'a', actor: actor(attempt), list: ids.ulid() });
    else {
      const holders = await Promise.all(room.members.map(({ id }) => persons.find(id)));
      const [left, right] = holders;
      if (left && right) await pairs.commit([{ room, holders: [left, right], mayHaveMet: true }], clock.now());
    }
  }

  async function runPerson(is: 'register' | 'enqueue' | 'settle', publicId: string, number: number): Promise<void> {
    const role = number % 2 === 0 ? 'vent' : 'listen';
    const place = { role, widen: false, enteredAt: clock.now(), front: false, opensAt: clock.now() } as const;
    const fields = { reg: String(attempt), device: publicId, store: 'store', server: 'server' };
    const person = await persons.find(publicId);
    if (is === 'register') {
      const switches = { takeBreak: false, numbering: 'browser' } as const;
      await persons.register({ publicId, attempt, now: clock.now(), ...fields, ...switches });
    } else if (is === 'settle')
      await persons.settle(publicId, { roomId: samples[number >> 1]?.id ?? '', place, isOwed: false });
    else if (person !== undefined) await persons.enqueue(person, place);
  }

  /** Everything that can be read, by every way of reading it. */
  async function look(): Promise<unknown> {
    return {
      persons: await Promise.all(names.map((name) => persons.find(name))),
      queued: await persons.queued(),
      rooms: await rooms.findMany(samples.map(({ id }) => id)),
      active: await Promise.all(names.map((name) => rooms.findActive(name))),
      entries: await Promise.all(streams.map((stream) => messages.read(stream, 0, 99, 99))),
      tails: await Promise.all(streams.map((stream) => messages.tail(stream, 1))),
      ids: await messages.roomIds('', '~', 9),
      met: await pairs.interactions(p0, 0),
    };
  }

  return { database, run, look };
}

describe('the in-memory database', () => {
  it('I1, I5: after losing a tail is what it was at that moment, however it is read, and goes on from there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.nat(),
        fc.array(step, { maxLength: 5 }),
        async (steps, cut, more) => {
          const { database, run, look } = world();
          const moments = [{ position: database.position, seen: await look() }];
          for (const each of steps) {
            await run(each);
            moments.push({ position: database.position, seen: await look() });
          }
          const moment = moments[cut % moments.length];
          if (moment === undefined) return;

          database.restore(moment.position);
          expect(await look()).toEqual(moment.seen);

          for (const each of more) await run(each);
          database.restore(moment.position);
          expect(await look()).toEqual(moment.seen);
          database.restore(0);
          expect(await look()).toEqual(moments[0]?.seen);
        },
      ),
      { numRuns: 200 },
    );
  });
});
