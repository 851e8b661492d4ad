import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds } from '../platform/testing/sample-ids.js';
import {
  OWED_MAX,
  PERSON_KEPT_MS,
  type NewRegistration,
  type PersonRecord,
  type PersonStore,
  type QueueEntry,
} from './person-store.port.js';

/** What the contract needs of an adapter: an empty store, and the clock it goes by. */
export interface PersonStoreSubject {
  readonly store: PersonStore;
  readonly clock: ManualClock;
}

/** What every store of persons promises. */
export function describePersonStore(adapter: string, open: () => Promise<PersonStoreSubject>): void {
  describe(`PersonStore: ${adapter}`, () => {
    let store: PersonStore;
    let clock: ManualClock;
    let alice: string;
    let bob: string;

    beforeEach(async () => {
      ({ store, clock } = await open());
      const ids = sampleIds();
      [alice, bob] = [ids.person('alice'), ids.person('bob')];
    });

    function registration(publicId: string, attempt = 1, changes: Partial<NewRegistration> = {}): NewRegistration {
      return {
        publicId,
        reg: `reg-${String(attempt)}`,
        device: 'device',
        store: 'store-1',
        attempt,
        server: 'server-1',
        takeBreak: false,
        numbering: 'browser',
        now: clock.now(),
        ...changes,
      };
    }

    async function registered(
      publicId: string,
      attempt = 1,
      changes?: Partial<NewRegistration>,
    ): Promise<PersonRecord> {
      const person = await store.register(registration(publicId, attempt, changes));
      if (person === 'late') throw new Error('late');
      return person;
    }

    function place(changes: Partial<QueueEntry> = {}): QueueEntry {
      const now = clock.now();
      return { role: 'vent', widen: false, enteredAt: now, front: false, opensAt: now, ...changes };
    }

    describe('register', () => {
      it('creates a person it does not know, with gen 1', async () => {
        const person = await registered(alice, 7);

        const { now, ...fields } = registration(alice, 7);
        expect(person).toEqual({ ...fields, gen: 1, lastSeenAt: now });
        expect(await store.find(alice)).toEqual(person);
      });

      it('I4: raises gen each time and records the newest registration', async () => {
        await registered(alice, 1);
        const second = await registered(alice, 2, {
          server: 'server-2',
          takeBreak: true,
          device: 'other',
          numbering: 'server',
        });

        expect(second).toMatchObject({ gen: 2, reg: 'reg-2', server: 'server-2', takeBreak: true, device: 'other' });
        expect(second.numbering).toBe('server');
        expect(await store.find(alice)).toEqual(second);
      });

      it('I4: refuses a late register of the same store, and changes nothing', async () => {
        const newest = await registered(alice, 5);

        expect(await store.register(registration(alice, 4))).toBe('late');
        expect(await store.register(registration(alice, 5, { reg: 'other' }))).toBe('late');

        expect(await store.find(alice)).toEqual(newest);
      });

      it('takes any attempt of another store', async () => {
        await registered(alice, 5);

        expect(await registered(alice, 1, { store: 'store-2' })).toMatchObject({
          gen: 2,
          store: 'store-2',
          attempt: 1,
        });
      });

      it('I4: gives each of many concurrent registers a gen of its own', async () => {
        const people = await Promise.all(
          Array.from({ length: 10 }, (_, index) => registered(alice, 1, { store: `store-${String(index)}` })),
        );

        expect(people.map(({ gen }) => gen).sort((left, right) => left - right)).toEqual([
          1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
        ]);
        expect((await store.find(alice))?.gen).toBe(10);
      });

      it('I4: lets only the newest of concurrent registers of one store win', async () => {
        const answers = await Promise.all(
          [3, 1, 4, 2, 5].map((attempt) => store.register(registration(alice, attempt))),
        );

        expect(answers[4]).toMatchObject({ attempt: 5 });
        expect(await store.find(alice)).toEqual(answers[4]);
        const gens = answers.flatMap((answer) => (answer === 'late' ? [] : [answer.gen]));
        expect(new Set(gens).size).toBe(gens.length);
      });

      it('keeps the queue place, the room and the role', async () => {
        const first = await registered(alice);
        await store.enqueue(first, place());
        await registered(alice, 2);
        expect(await store.find(alice)).toMatchObject({ role: 'vent', queue: place() });

        const third = await registered(alice, 3);
        await store.enter(third, 'room-1');
        expect(await registered(alice, 4)).toMatchObject({ role: 'vent', room: 'room-1' });
      });

      it('takes values for what they are, whatever they look like', async () => {
        const odd = { server: '$gen', device: '$$ROOT', reg: '$reg' };

        expect(await registered(alice, 1, odd)).toMatchObject(odd);
      });
    });

    describe('queue places', () => {
      it('enqueues under the newest registration, and moves to another queue', async () => {
        const person = await registered(alice);
        const first = place();
        clock.advance(1_000);

        expect(await store.enqueue(person, first)).toEqual({
          ...person,
          role: 'vent',
          queue: first,
          lastSeenAt: clock.now(),
        });
        const second = place({ role: 'talk', widen: true, front: true, opensAt: clock.now() + 15_000 });
        expect(await store.enqueue(person, second)).toMatchObject({ role: 'talk', queue: second });
        expect((await store.find(alice))?.queue).toEqual(second);
      });

      it('I4: refuses every change of a registration that is not the newest, by gen or by its random part', async () => {
        const old = await registered(alice, 1);
        const newest = await registered(alice, 2);
        await store.enqueue(newest, place());
        const before = await store.find(alice);

        for (const zombie of [old, { ...newest, reg: 'another' }, { ...newest, gen: newest.gen + 1 }]) {
          expect(await store.enqueue(zombie, place({ role: 'talk' }))).toBeUndefined();
          expect(await store.dequeue(zombie)).toBe(false);
          expect(await store.setTakeBreak(zombie, true)).toBe(false);
          expect(await store.enter(zombie, 'room-1')).toBe(false);
        }

        expect(await store.find(alice)).toEqual(before);
      });

      it('refuses changes of somebody it does not know', async () => {
        const nobody = { publicId: bob, gen: 1, reg: 'reg-1' };

        expect(await store.enqueue(nobody, place())).toBeUndefined();
        expect(await store.dequeue(nobody)).toBe(false);
        expect(await store.find(bob)).toBeUndefined();
      });

      it('I9: of those who join together each is answered for themselves', async () => {
        const ids = sampleIds();
        const [carol, dave, erin] = [ids.person('carol'), ids.person('dave'), ids.person('erin')];
        const zombie = await registered(bob, 1);
        await registered(bob, 2);
        const talking = await registered(carol);
        await store.enter(talking, 'room-1');
        const unknown = { publicId: dave, gen: 1, reg: 'reg-1' };
        const holders = [await registered(alice), zombie, talking, unknown, await registered(erin)];
        const places = holders.map((_, index) => place({ enteredAt: clock.now() + index }));

        const after = await Promise.all(
          holders.map((holder, index) => store.enqueue(holder, places[index] ?? place())),
        );

        expect(after.map((person) => person?.queue)).toEqual([places[0], undefined, undefined, undefined, places[4]]);
        expect(after[0]).toEqual(await store.find(alice));
        expect((await store.queued()).map(({ publicId }) => publicId)).toEqual([alice, erin]);
      });

      it('of two places asked for at once the later stands', async () => {
        const person = await registered(alice);
        const [first, second] = [place(), place({ role: 'talk', enteredAt: clock.now() + 1 })];

        const after = await Promise.all([store.enqueue(person, first), store.enqueue(person, second)]);

        expect(after.map((record) => record?.queue)).toEqual([first, second]);
        expect((await store.find(alice))?.queue).toEqual(second);
      });

      it('dequeues, also when there is no place', async () => {
        const person = await registered(alice);
        await store.enqueue(person, place());

        expect(await store.dequeue(person)).toBe(true);
        expect(await store.dequeue(person)).toBe(true);

        expect((await store.find(alice))?.queue).toBeUndefined();
      });

      it('sets the switch', async () => {
        const person = await registered(alice);

        expect(await store.setTakeBreak(person, true)).toBe(true);

        expect((await store.find(alice))?.takeBreak).toBe(true);
      });

      it('I8: lists who waits: those who were left first, then by time of entering', async () => {
        const ids = sampleIds();
        const [carol, dave, erin] = [ids.person('carol'), ids.person('dave'), ids.person('erin')];
        const at = clock.now();
        const waiting: readonly (readonly [string, Partial<QueueEntry>])[] = [
          [alice, { enteredAt: at + 1 }],
          [bob, { enteredAt: at + 9, front: true }],
          [carol, { enteredAt: at, role: 'talk' }],
          [dave, { enteredAt: at + 8, front: true }],
        ];
        for (const [publicId, changes] of waiting) await store.enqueue(await registered(publicId), place(changes));
        await registered(erin);

        expect((await store.queued()).map(({ publicId }) => publicId)).toEqual([dave, bob, carol, alice]);
        const { server = '' } = (await store.find(alice)) ?? {};
        const onThose = async (...servers: readonly string[]) =>
          (await store.queued(servers)).map(({ publicId }) => publicId);
        expect(await onThose('another', server)).toEqual([dave, bob, carol, alice]);
        expect(await onThose('another')).toEqual([]);
      });
    });

    it('I6: lists who waits or talks and is registered with none of the servers that live', async () => {
      const ids = sampleIds();
      const [carol, dave] = [ids.person('carol'), ids.person('dave')];
      await store.enqueue(await registered(alice, 1, { server: 'dead' }), place());
      await store.enter(await registered(bob, 1, { server: 'frozen' }), 'room-1');
      await store.enqueue(await registered(carol, 1, { server: 'living' }), place());
      await registered(dave, 1, { server: 'dead' });

      const among = async (...living: string[]): Promise<string[]> =>
        (await store.stranded(living)).map(({ publicId }) => publicId).sort();
      expect(await among('living', 'other')).toEqual([alice, bob].sort());
      expect(await among('living', 'frozen')).toEqual([alice]);
      expect(await among()).toEqual([alice, bob, carol].sort());
    });

    describe('rooms', () => {
      it('I5: takes who enters a room out of the queue, and lets nobody queue who is in one', async () => {
        const person = await registered(alice);
        await store.enqueue(person, place());

        expect(await store.enter(person, 'room-1')).toBe(true);

        expect(await store.find(alice)).toMatchObject({ room: 'room-1' });
        expect((await store.find(alice))?.queue).toBeUndefined();
        expect(await store.enqueue(person, place())).toBeUndefined();
        expect(await store.queued()).toEqual([]);
      });

      it('I4: settles after a room under whatever registration, once', async () => {
        await store.enter(await registered(alice), 'room-1');
        await registered(alice, 2);
        const front = place({ front: true });

        const settled = await store.settle(alice, { roomId: 'room-1', place: front, isOwed: false });

        expect(settled).toMatchObject({ gen: 2, queue: front });
        expect(settled?.room).toBeUndefined();
        expect(await store.settle(alice, { roomId: 'room-1', isOwed: false })).toBeUndefined();
        expect((await store.find(alice))?.queue).toEqual(front);
      });

      it('I1: remembers the room settled after last, over registers and later queue places', async () => {
        const person = await registered(alice);
        await store.enter(person, 'room-1');
        expect(await store.settle(alice, { roomId: 'room-1', isOwed: false })).toMatchObject({ lastRoom: 'room-1' });
        await store.enqueue(person, place());
        expect(await registered(alice, 2)).toMatchObject({ lastRoom: 'room-1' });

        await store.enter({ ...person, gen: 2, reg: 'reg-2' }, 'room-2');

        expect(await store.settle(alice, { roomId: 'room-2', isOwed: false })).toMatchObject({ lastRoom: 'room-2' });
      });

      it('I1: remembers the rooms that are owed, oldest first, until they are forgiven', async () => {
        const person = await registered(alice);
        for (const roomId of ['room-1', 'room-2', 'room-3']) {
          await store.enter(person, roomId);
          await store.settle(alice, { roomId, isOwed: roomId !== 'room-2' });
        }
        expect(await registered(alice, 2)).toMatchObject({ owed: ['room-1', 'room-3'] });

        await store.forgive(alice, ['room-1', 'room-2']);
        expect(await store.find(alice)).toMatchObject({ owed: ['room-3'] });
        await store.forgive(alice, ['room-3']);
        await store.forgive('nobody', ['room-3']);

        expect(await store.find(alice)).not.toHaveProperty('owed');
      });

      it('remembers the newest OWED_MAX rooms that are owed', async () => {
        const person = await registered(alice);
        const rooms = Array.from({ length: OWED_MAX + 1 }, (_, at) => `room-${String(at)}`);
        for (const roomId of rooms) {
          await store.enter(person, roomId);
          await store.settle(alice, { roomId, isOwed: true });
        }

        expect((await store.find(alice))?.owed).toEqual(rooms.slice(1));
      });

      it('settles to idle, with the time from which a join counts', async () => {
        await store.enter(await registered(alice), 'room-1');
        const until = clock.now() + 15_000;

        const settled = await store.settle(alice, { roomId: 'room-1', joinFrom: until, isOwed: false });

        expect(settled).toMatchObject({ joinFrom: until });
        expect(settled?.queue).toBeUndefined();
      });

      it('forgets an earlier wait when it settles without one', async () => {
        const person = await registered(alice);
        await store.enter(person, 'room-1');
        await store.settle(alice, { roomId: 'room-1', joinFrom: clock.now() + 15_000, isOwed: false });
        await store.enter(person, 'room-2');

        expect((await store.settle(alice, { roomId: 'room-2', isOwed: false }))?.joinFrom).toBeUndefined();
      });

      it('I4: a late settle of an earlier room moves nobody out of a later one', async () => {
        const person = await registered(alice);
        await store.enter(person, 'room-1');
        await store.settle(alice, { roomId: 'room-1', isOwed: false });
        await store.enter(person, 'room-2');

        expect(await store.settle(alice, { roomId: 'room-1', place: place(), isOwed: false })).toBeUndefined();
        expect(await store.settle(bob, { roomId: 'room-1', place: place(), isOwed: false })).toBeUndefined();

        expect(await store.find(alice)).toMatchObject({ room: 'room-2' });
      });

      it('I4: of two settles of one room, one counts', async () => {
        await store.enter(await registered(alice), 'room-1');

        const answers = await Promise.all([
          store.settle(alice, { roomId: 'room-1', place: place(), isOwed: false }),
          store.settle(alice, { roomId: 'room-1', isOwed: false }),
        ]);

        expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
      });
    });

    describe('forgetting', () => {
      it('shows nobody after their time, wherever it is asked', async () => {
        const person = await registered(alice);
        await store.enqueue(person, place());
        clock.advance(PERSON_KEPT_MS);

        expect(await store.find(alice)).toBeUndefined();
        expect(await store.queued()).toEqual([]);
      });

      it('I4: keeps who is touched, and only those it knows', async () => {
        await registered(alice);
        clock.advance(PERSON_KEPT_MS - 1);

        await store.touch([alice, bob]);
        await store.touch([]);
        clock.advance(PERSON_KEPT_MS - 1);

        expect((await store.find(alice))?.publicId).toBe(alice);
        expect(await store.find(bob)).toBeUndefined();
      });

      it('I4: raises the gen of somebody whose time is over but who is not deleted yet', async () => {
        await registered(alice, 1);
        clock.advance(PERSON_KEPT_MS);

        expect(await registered(alice, 2)).toMatchObject({ gen: 2 });
      });
    });
  });
}
