import { beforeEach, describe, expect, it } from '@jest/globals';
import { HAVE_MET_MAX, HAVE_MET_MS, type Role } from '@hearken/protocol';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds, type SampleIds } from '../platform/testing/sample-ids.js';
import type { RoomStore } from '../room/room-store.port.js';
import { sampleRoom } from '../room/testing/sample-room.js';
import type { PersonRecord, PersonStore } from '../session/person-store.port.js';
import { meetingKeys, type PairingStore, type ProposedPair } from './pairing-store.port.js';

/** What the contract needs of an adapter: empty stores over one database, and the clock they go by. */
export interface PairingStoreSubject {
  readonly store: PairingStore;
  readonly persons: PersonStore;
  readonly rooms: RoomStore;
  readonly clock: ManualClock;
}

const PAIRED = { is: 'paired' } as const;

/** What every store of pairs and meetings promises. */
export function describePairingStore(adapter: string, open: () => Promise<PairingStoreSubject>): void {
  describe(`PairingStore: ${adapter}`, () => {
    let store: PairingStore;
    let persons: PersonStore;
    let rooms: RoomStore;
    let clock: ManualClock;
    let ids: SampleIds;

    beforeEach(async () => {
      ({ store, persons, rooms, clock } = await open());
      ids = sampleIds();
    });

    /** Somebody who waits. */
    async function waiting(name: string, role: Role): Promise<PersonRecord> {
      const now = clock.now();
      const publicId = ids.person(name);
      const person = await persons.register({
        publicId,
        reg: 'reg-1',
        device: `device-of-${publicId}`,
        store: 'store',
        attempt: 1,
        server: 'server',
        takeBreak: false,
        numbering: 'browser',
        now,
      });
      if (person === 'late') throw new Error('late');
      const place = { role, widen: false, enteredAt: now, front: false, opensAt: now };
      const queued = await persons.enqueue(person, place);
      if (queued === undefined) throw new Error('not queued');
      return queued;
    }

    function pair(venter: PersonRecord, listener: PersonRecord, changes: Partial<ProposedPair> = {}): ProposedPair {
      const room = sampleRoom(ids, venter.publicId, listener.publicId, clock.now());
      return { room, holders: [venter, listener], mayHaveMet: false, ...changes };
    }

    async function couple(number = 0): Promise<ProposedPair> {
      const [left, right] = [`v${String(number)}`, `l${String(number)}`];
      return pair(await waiting(left, 'vent'), await waiting(right, 'listen'));
    }

    const keysOf = ({ room }: ProposedPair): readonly [string, string] => meetingKeys(...room.members);

    /** That both members are where a pair that was not made leaves them. */
    async function expectUntouched({ room }: ProposedPair): Promise<void> {
      expect(await rooms.find(room.id)).toBeUndefined();
      for (const { id } of room.members) {
        const person = await persons.find(id);
        expect(person?.queue).toBeDefined();
        expect(person?.room).toBeUndefined();
      }
    }

    async function expectPaired({ room }: ProposedPair): Promise<void> {
      expect(await rooms.find(room.id)).toEqual(room);
      for (const { id } of room.members) {
        const person = await persons.find(id);
        expect(person?.queue).toBeUndefined();
        expect(person?.room).toBe(room.id);
        expect(await rooms.findActive(id)).toEqual(room);
      }
    }

    describe('commit', () => {
      it('I5: takes both out of the queue and puts them into the room, in one step', async () => {
        const alice = await waiting('alice', 'vent');
        const bob = await waiting('bob', 'listen');
        const proposed = pair(alice, bob);

        expect(await store.commit([proposed], clock.now())).toEqual([PAIRED]);

        await expectPaired(proposed);
        expect(await persons.queued()).toEqual([]);
      });

      it('I8: commits many pairs at once', async () => {
        const pairs = await Promise.all(Array.from({ length: 20 }, (_, index) => couple(index)));

        expect(await store.commit(pairs, clock.now())).toEqual(pairs.map(() => PAIRED));

        for (const each of pairs) await expectPaired(each);
        expect(await store.commit([], clock.now())).toEqual([]);
      });

      it('I4: refuses who registered anew, by gen or by the random part', async () => {
        const alice = await waiting('alice', 'vent');
        const bob = await waiting('bob', 'listen');
        const wrong = [
          pair({ ...alice, gen: 2 }, bob),
          pair({ ...alice, reg: 'other' }, bob),
          { ...pair(alice, bob), holders: [bob, bob] as const },
        ];

        for (const each of wrong) {
          expect(await store.commit([each], clock.now())).toEqual([{ is: 'refused', gone: [alice.publicId] }]);
          await expectUntouched(each);
        }
      });

      it('I8: refuses who left the queue, and names them alone', async () => {
        const proposed = pair(await waiting('alice', 'vent'), await waiting('bob', 'listen'));
        const [, bob] = proposed.holders;
        await persons.dequeue(bob);

        expect(await store.commit([proposed], clock.now())).toEqual([{ is: 'refused', gone: [bob.publicId] }]);

        expect(await rooms.find(proposed.room.id)).toBeUndefined();
        expect((await persons.queued()).map(({ publicId }) => publicId)).toEqual([proposed.holders[0].publicId]);
      });

      it('refuses who waits in another queue by now', async () => {
        const alice = await waiting('alice', 'vent');
        const bob = await waiting('bob', 'listen');
        await persons.enqueue(bob, { role: 'talk', widen: false, enteredAt: 1, front: false, opensAt: 1 });
        const proposed = pair(alice, bob);

        expect(await store.commit([proposed], clock.now())).toEqual([{ is: 'refused', gone: [bob.publicId] }]);
        await expectUntouched(proposed);
      });

      it('refuses people it does not know', async () => {
        const proposed = await couple();
        const stranger = { ...proposed.holders[0], publicId: ids.person('stranger') };

        expect(await store.commit([pair(stranger as PersonRecord, proposed.holders[1] as PersonRecord)], 0)).toEqual([
          { is: 'refused', gone: [stranger.publicId] },
        ]);
      });

      it('I5: refuses who is in an active room, also where their queue place was left over', async () => {
        const alice = await waiting('alice', 'vent');
        const bob = await waiting('bob', 'listen');
        await rooms.insert(sampleRoom(ids, alice.publicId, ids.person('carol')));
        const proposed = pair(alice, bob);

        expect(await store.commit([proposed], clock.now())).toEqual([{ is: 'refused', gone: [alice.publicId] }]);
        await expectUntouched(proposed);
      });

      it('I5: refuses to pair somebody with themselves', async () => {
        const alice = await waiting('alice', 'vent');
        const room = sampleRoom(ids, alice.publicId, alice.publicId);
        const [member] = room.members;
        const proposed: ProposedPair = {
          room: {
            ...room,
            members: [
              { ...member, role: 'vent' },
              { ...member, role: 'vent' },
            ],
          },
          holders: [alice, alice],
          mayHaveMet: true,
        };

        expect(await store.commit([proposed], clock.now())).toMatchObject([{ is: 'refused' }]);
        await expectUntouched(proposed);
      });

      it('I5: in one batch a person goes with the first pair that names them', async () => {
        const alice = await waiting('alice', 'vent');
        const [bob, carol] = [await waiting('bob', 'listen'), await waiting('carol', 'listen')];
        const [first, second] = [pair(alice, bob), pair(alice, carol)];

        expect(await store.commit([first, second], clock.now())).toEqual([
          PAIRED,
          { is: 'refused', gone: [alice.publicId] },
        ]);

        await expectPaired(first);
        expect((await persons.find(carol.publicId))?.queue).toBeDefined();
      });

      it('I8: one bad pair does not keep the good ones apart', async () => {
        const pairs = await Promise.all([1, 2, 3, 4].map((number) => couple(number)));
        const [, bad] = pairs;
        if (bad === undefined) throw new Error('no pair');
        await persons.dequeue(bad.holders[0]);

        const outcomes = await store.commit(pairs, clock.now());

        const refused = { is: 'refused', gone: [bad.holders[0].publicId] };
        expect(outcomes).toEqual([PAIRED, refused, PAIRED, PAIRED]);
        for (const each of pairs.filter((every) => every !== bad)) await expectPaired(each);
      });

      it('I8: a pair that breaks the joint transaction does not keep the good ones apart', async () => {
        const pairs = await Promise.all([1, 2, 3].map((number) => couple(number)));
        const [first, second] = pairs;
        if (first === undefined || second === undefined) throw new Error('no pairs');
        // An id that is taken: nothing that can be seen by looking at the people.
        const bad = { ...second, room: { ...second.room, id: ids.ulid() } };
        const old = sampleRoom(ids, ids.person('x'), ids.person('y'));
        await rooms.insert({ ...old, id: bad.room.id });

        const outcomes = await store.commit([first, bad, ...pairs.slice(2)], clock.now());

        const both = bad.room.members.map(({ id }) => id);
        expect(outcomes).toEqual([PAIRED, { is: 'refused', gone: both }, PAIRED]);
        await expectPaired(first);
        for (const id of both) expect((await persons.find(id))?.queue).toBeDefined();
      });

      it('I5: of concurrent commits that share people, each person ends in one room', async () => {
        const venters = await Promise.all([1, 2, 3].map((number) => waiting(`v${String(number)}`, 'vent')));
        const listeners = await Promise.all([1, 2, 3].map((number) => waiting(`l${String(number)}`, 'listen')));
        const proposals = venters.flatMap((venter) => listeners.map((listener) => pair(venter, listener)));

        const outcomes = (await Promise.all(proposals.map((each) => store.commit([each], clock.now())))).flat();

        const made = proposals.filter((_, index) => outcomes[index]?.is === 'paired');
        const paired = made.flatMap(({ room }) => room.members.map(({ id }) => id));
        expect(made.length).toBeGreaterThan(0);
        expect(new Set(paired).size).toBe(paired.length);
        for (const each of made) await expectPaired(each);
        expect(await rooms.active()).toHaveLength(made.length);
        expect(await persons.queued()).toHaveLength(6 - paired.length);
      });

      it('I8: of concurrent commits over one person, one pair is made', async () => {
        const alice = await waiting('alice', 'vent');
        const listeners = await Promise.all([1, 2, 3, 4].map((number) => waiting(`l${String(number)}`, 'listen')));

        const outcomes = await Promise.all(
          listeners.map((listener) => store.commit([pair(alice, listener)], clock.now())),
        );

        expect(outcomes.flat().filter(({ is }) => is === 'paired')).toHaveLength(1);
      });

      it('I4: of a commit and a cancel at the same time, one finds the other', async () => {
        const proposed = await couple();
        const [, listener] = proposed.holders;

        const [outcomes, didCancel] = await Promise.all([
          store.commit([proposed], clock.now()),
          persons.dequeue(listener),
        ]);

        expect(didCancel).toBe(true);
        if (outcomes[0]?.is === 'paired') await expectPaired(proposed);
        else expect(await rooms.find(proposed.room.id)).toBeUndefined();
      });
    });

    describe('meetings', () => {
      it('I7: keeps apart who has met, for HAVE_MET_MS, unless the relax rule allows it', async () => {
        const proposed = await couple();
        const metAt = clock.now();
        await store.met(...keysOf(proposed), metAt);

        const refused = [{ is: 'refused', gone: [] }];
        expect(await store.commit([proposed], metAt)).toEqual(refused);
        expect(await store.commit([proposed], metAt + HAVE_MET_MS - 1)).toEqual(refused);
        await expectUntouched(proposed);

        expect(await store.commit([{ ...proposed, mayHaveMet: true }], metAt)).toEqual([PAIRED]);
      });

      it('I7: forgets a meeting after HAVE_MET_MS', async () => {
        const proposed = await couple();
        await store.met(...keysOf(proposed), clock.now());

        expect(await store.commit([proposed], clock.now() + HAVE_MET_MS)).toEqual([PAIRED]);
      });

      it('I7: never pairs who was blocked, whatever the relax rule and the time say', async () => {
        const proposed = await couple();
        const [left, right] = keysOf(proposed);
        await store.block(right, left, clock.now());
        await store.met(left, right, clock.now() + 5);

        const later = clock.now() + 10 * HAVE_MET_MS;
        expect(await store.commit([{ ...proposed, mayHaveMet: true }], later)).toEqual([{ is: 'refused', gone: [] }]);
        expect(await store.interactions(left, later)).toEqual([{ device: right, at: clock.now() + 5, blocked: true }]);
      });

      it('I7: goes by public ids between two tabs of one device', async () => {
        const proposed = await couple();
        const [a, b] = proposed.room.members;
        const tabs = { ...proposed, room: { ...proposed.room, members: [a, { ...b, device: a.device }] as const } };
        await store.met(a.id, b.id, clock.now());

        expect(keysOf(tabs)).toEqual([a.id, b.id]);
        expect(await store.commit([tabs], clock.now())).toEqual([{ is: 'refused', gone: [] }]);
      });

      it('I7: tells both sides, the most recent last, and only what is after the time asked', async () => {
        await store.met('device-a', 'device-b', 1_000);
        await store.met('device-c', 'device-a', 3_000);
        await store.met('device-a', 'device-d', 2_000);

        const met = (device: string, at: number) => ({ device, at, blocked: false });
        expect(await store.interactions('device-a', 0)).toEqual([
          met('device-b', 1_000),
          met('device-d', 2_000),
          met('device-c', 3_000),
        ]);
        expect(await store.interactions('device-a', 2_000)).toEqual([met('device-c', 3_000)]);
        expect(await store.interactions('device-c', 0)).toEqual([met('device-a', 3_000)]);
        expect(await store.interactions('device-x', 0)).toEqual([]);
      });

      it('I7: those who are asked about together are told apart, each since their own time', async () => {
        await store.met('device-a', 'device-b', 1_000);
        await store.met('device-c', 'device-a', 3_000);
        await store.block('device-b', 'device-d', 500);

        const told = await Promise.all([
          store.interactions('device-a', 0),
          store.interactions('device-b', 1_500),
          store.interactions('device-a', 2_000),
          store.interactions('device-x', 0),
        ]);

        expect(told.map((known) => known.map(({ device }) => device))).toEqual([
          ['device-b', 'device-c'],
          ['device-d'],
          ['device-c'],
          [],
        ]);
      });

      it('I7: keeps the latest of several meetings, in whatever order they are noted', async () => {
        await store.met('device-a', 'device-b', 2_000);
        await store.met('device-b', 'device-a', 1_000);
        await Promise.all([3_000, 5_000, 4_000].map((at) => store.met('device-a', 'device-b', at)));

        expect(await store.interactions('device-b', 0)).toEqual([{ device: 'device-a', at: 5_000, blocked: false }]);
      });

      it('I7: concurrent first meetings of one pair are one', async () => {
        await Promise.all([1, 2, 3, 4].map((at) => store.met('device-a', 'device-b', at)));

        expect(await store.interactions('device-a', 0)).toEqual([{ device: 'device-b', at: 4, blocked: false }]);
      });

      it('I7: beyond HAVE_MET_MAX the oldest pair leaves both sides, and a block stays', async () => {
        const other = (number: number): string => `device-${String(number).padStart(3, '0')}`;
        await store.block('device-x', 'device-blocked', 0);
        for (let number = 1; number <= HAVE_MET_MAX; number += 1) await store.met('device-x', other(number), number);
        expect(await store.interactions('device-x', 0)).toHaveLength(HAVE_MET_MAX + 1);
        expect(await store.interactions(other(1), 0)).toHaveLength(1);

        await store.met('device-new', 'device-x', HAVE_MET_MAX + 1);

        const known = await store.interactions('device-x', 0);
        expect(known.map(({ device }) => device)).toEqual([
          'device-blocked',
          ...Array.from({ length: HAVE_MET_MAX - 1 }, (_, index) => other(index + 2)),
          'device-new',
        ]);
        expect(await store.interactions(other(1), 0)).toEqual([]);
        expect(await store.interactions(other(2), 0)).toHaveLength(1);
      }, 30_000);
    });
  });
}
