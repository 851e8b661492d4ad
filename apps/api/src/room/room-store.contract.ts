import { beforeEach, describe, expect, it } from '@jest/globals';
import { TEXT_EXPIRES_MS, type Slot } from '@hearken/protocol';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds, type SampleIds } from '../platform/testing/sample-ids.js';
import type { EndRecord, RoomRecord, RoomStore } from './room-store.port.js';
import { actor, sampleRoom } from './testing/sample-room.js';

/** What the contract needs of an adapter: an empty store, and the clock it goes by. */
export interface RoomStoreSubject {
  readonly store: RoomStore;
  readonly clock: ManualClock;
}

/** What every store of rooms promises. */
export function describeRoomStore(adapter: string, open: () => Promise<RoomStoreSubject>): void {
  describe(`RoomStore: ${adapter}`, () => {
    let store: RoomStore;
    let clock: ManualClock;
    let ids: SampleIds;
    let alice: string;
    let bob: string;
    let carol: string;
    /** Alice and bob's. Alice sorts first, so she is slot a. */
    let room: RoomRecord;

    beforeEach(async () => {
      ({ store, clock } = await open());
      ids = sampleIds();
      [alice, bob, carol] = [ids.person('alice'), ids.person('bob'), ids.person('carol')];
      room = sampleRoom(ids, alice, bob, clock.now());
    });

    function ended(changes: Partial<EndRecord> = {}): EndRecord {
      return { at: clock.now(), reason: 'next', by: alice, ...changes };
    }

    function heads(a: number, b: number): NonNullable<EndRecord['heads']> {
      return { a: [{ stream: streamOf('a'), n: a }], b: [{ stream: streamOf('b'), n: b }] };
    }

    function streamOf(slot: Slot): string {
      return room.streams[slot][0]?.id ?? '';
    }

    describe('insert and find', () => {
      it('gives back what was inserted', async () => {
        expect(await store.insert(room)).toBe('inserted');

        expect(await store.find(room.id)).toEqual(room);
        expect(await store.findActive(alice)).toEqual(room);
        expect(await store.findActive(bob)).toEqual(room);
        expect(await store.active()).toEqual([room]);
      });

      it('leaves out what it does not know', async () => {
        await store.insert(room);
        const other = sampleRoom(ids, carol, ids.person('dave'));
        await store.insert(other);

        const found = await store.findMany([other.id, ids.ulid(), room.id, room.id]);
        expect(found.map(({ id }) => id).sort()).toEqual([room.id, other.id].sort());
        expect(await store.findMany([])).toEqual([]);
        expect(await store.find(ids.ulid())).toBeUndefined();
        expect(await store.findActive(ids.person('erin'))).toBeUndefined();
      });

      it('I5: refuses a second active room of either member', async () => {
        await store.insert(room);

        expect(await store.insert(sampleRoom(ids, alice, carol))).toBe('taken');
        expect(await store.insert(sampleRoom(ids, carol, bob))).toBe('taken');
        expect(await store.insert(room)).toBe('taken');

        expect(await store.active()).toEqual([room]);
        expect(await store.findActive(carol)).toBeUndefined();
      });

      it('I5: of concurrent inserts with a shared member, exactly one counts', async () => {
        const others = Array.from({ length: 8 }, (_, index) => ids.person(`other${String(index)}`));

        const answers = await Promise.all(others.map((other) => store.insert(sampleRoom(ids, alice, other))));

        expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
        expect(await store.active()).toHaveLength(1);
      });

      it('I5: frees both members when the room ends, and only then', async () => {
        await store.insert(room);
        await store.end(room.id, ended());

        expect(await store.findActive(alice)).toBeUndefined();
        expect(await store.active()).toEqual([]);
        expect(await store.insert(sampleRoom(ids, alice, carol))).toBe('inserted');
        expect(await store.insert(sampleRoom(ids, bob, ids.person('dave')))).toBe('inserted');
        expect(await store.active()).toHaveLength(2);
      });
    });

    describe('resume', () => {
      it('I4: records a newer registration, with what its browser holds', async () => {
        await store.insert(room);
        const received = { stream: streamOf('b'), n: 12, nonce: 'nonce-of-the-twelfth--' };

        const after = await store.resume(room.id, { slot: 'a', actor: actor(4), received });

        expect(after).toEqual({
          ...room,
          actors: { ...room.actors, a: actor(4) },
          received: { ...room.received, a: received },
        });
        expect(await store.find(room.id)).toEqual(after);
      });

      it('I4: fences an older registration, and one of the same gen with another random part', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(4) });
        const before = await store.find(room.id);
        const list = ids.ulid();

        expect(await store.resume(room.id, { slot: 'a', actor: actor(3), list })).toBe('fenced');
        expect(await store.resume(room.id, { slot: 'a', actor: actor(4, 'other'), list })).toBe('fenced');

        expect(await store.find(room.id)).toEqual(before);
      });

      it('I4: takes the same registration again, and does not mix up the slots', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(4) });

        expect(await store.resume(room.id, { slot: 'a', actor: actor(4) })).toMatchObject({ actors: { a: actor(4) } });
        expect(await store.resume(room.id, { slot: 'b', actor: actor(2) })).toMatchObject({
          actors: { a: actor(4), b: actor(2) },
        });
      });

      it('I4: of concurrent registrations the newest one acts in the end', async () => {
        await store.insert(room);

        await Promise.all([5, 3, 9, 7, 8].map((gen) => store.resume(room.id, { slot: 'b', actor: actor(gen) })));

        expect((await store.find(room.id))?.actors.b).toEqual(actor(9));
      });

      it('I1: takes a lower cursor of a browser that lost its store', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(2), received: { stream: streamOf('b'), n: 12 } });
        const start = { stream: streamOf('b'), n: 0 };

        expect(await store.resume(room.id, { slot: 'a', actor: actor(3), received: start })).toMatchObject({
          received: { a: start },
        });
      });

      it('I1: lists a stream above all of its author, with everything in it to come', async () => {
        await store.insert(room);
        const [own, partners] = [ids.ulid(), ids.ulid()];

        const after = await store.resume(room.id, { slot: 'a', actor: actor(2), list: own, listPartner: partners });

        expect(after).toMatchObject({
          streams: {
            a: [...room.streams.a, { id: own, heldBelow: 1 }],
            b: [...room.streams.b, { id: partners, heldBelow: 1 }],
          },
        });
        expect(await store.find(room.id)).toEqual(after);
      });

      it('I1: never lists a stream twice, nor one below the newest', async () => {
        const older = ids.ulid();
        room = sampleRoom(ids, alice, bob, clock.now());
        await store.insert(room);
        const newer = ids.ulid();
        await store.resume(room.id, { slot: 'a', actor: actor(2), list: newer });

        await store.resume(room.id, { slot: 'a', actor: actor(2), list: newer });
        await store.resume(room.id, { slot: 'b', actor: actor(2), list: older, listPartner: older });

        const streams = (await store.find(room.id))?.streams;
        expect(streams?.a.map(({ id }) => id)).toEqual([streamOf('a'), newer]);
        expect(streams?.b).toEqual(room.streams.b);
      });

      it('I1: resumes an ended room, whose texts are still to be delivered', async () => {
        await store.insert(room);
        await store.end(room.id, ended());

        expect(await store.resume(room.id, { slot: 'b', actor: actor(7) })).toMatchObject({
          actors: { b: actor(7) },
          end: ended(),
        });
        expect(await store.findActive(bob)).toBeUndefined();
      });

      it('says when the room is unknown', async () => {
        expect(await store.resume(ids.ulid(), { slot: 'a', actor: actor(2) })).toBeUndefined();
      });
    });

    describe('hold', () => {
      it('I3: notes what the author no longer has, only upwards, for the stream named', async () => {
        await store.insert(room);
        const newer = ids.ulid();
        await store.resume(room.id, { slot: 'a', actor: actor(1), list: newer });

        const after = await store.hold(room.id, 'a', actor(1), { id: streamOf('a'), heldBelow: 9 });
        await store.hold(room.id, 'a', actor(1), { id: streamOf('a'), heldBelow: 4 });

        expect(after?.streams.a).toEqual([
          { id: streamOf('a'), heldBelow: 9 },
          { id: newer, heldBelow: 1 },
        ]);
        expect(await store.find(room.id)).toEqual(after);
      });

      it('I4: notes nothing for a registration that does not act', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(2) });

        expect(await store.hold(room.id, 'a', actor(1), { id: streamOf('a'), heldBelow: 9 })).toBeUndefined();
        expect(await store.hold(room.id, 'a', actor(2, 'other'), { id: streamOf('a'), heldBelow: 9 })).toBeUndefined();
        expect(await store.hold(ids.ulid(), 'a', actor(2), { id: streamOf('a'), heldBelow: 9 })).toBeUndefined();

        expect((await store.find(room.id))?.streams).toEqual(room.streams);
      });

      it('changes nothing for a stream that is not listed', async () => {
        await store.insert(room);

        expect(await store.hold(room.id, 'a', actor(1), { id: ids.ulid(), heldBelow: 9 })).toEqual(room);
      });
    });

    describe('seal', () => {
      it('I1: fixes the end of an older stream once, also when two ask at the same time', async () => {
        await store.insert(room);
        const list = ids.ulid();
        await store.resume(room.id, { slot: 'a', actor: actor(4), list });

        await Promise.all([4, 5].map((n) => store.seal(room.id, 'a', { stream: streamOf('a'), n })));
        const first = (await store.find(room.id))?.streams.a[0];
        const after = await store.seal(room.id, 'a', { stream: streamOf('a'), n: 6 });

        expect([4, 5]).toContain(first?.end);
        expect(after?.streams).toEqual({ a: [first, { id: list, heldBelow: 1 }], b: room.streams.b });
        expect(await store.find(room.id)).toEqual(after);
      });

      it('fixes it in an ended room as well, and knows no other', async () => {
        await store.insert(room);
        await store.end(room.id, ended());

        const after = await store.seal(room.id, 'b', { stream: streamOf('b'), n: 2 });

        expect(after?.streams.b).toEqual([{ id: streamOf('b'), heldBelow: 1, end: 2 }]);
        expect(await store.seal(ids.ulid(), 'b', { stream: streamOf('b'), n: 2 })).toBeUndefined();
      });
    });

    describe('setReceived', () => {
      it('I1: raises what the browser holds, and never takes it back', async () => {
        await store.insert(room);
        const newer = ids.ulid();
        const set = (stream: string, n: number): Promise<boolean> =>
          store.setReceived(room.id, 'a', actor(1), { stream, n });

        expect(await set(streamOf('b'), 5)).toBe(true);
        expect(await set(streamOf('b'), 3)).toBe(true);
        expect((await store.find(room.id))?.received.a).toEqual({ stream: streamOf('b'), n: 5 });
        expect(await set(newer, 1)).toBe(true);
        expect(await set(streamOf('b'), 99)).toBe(true);

        expect((await store.find(room.id))?.received).toEqual({ ...room.received, a: { stream: newer, n: 1 } });
      });

      it('I2: keeps with a cursor the entry it stands at, and none that another one stood at', async () => {
        await store.insert(room);
        const fifth = { stream: streamOf('b'), n: 5, nonce: 'nonce-of-the-fifth----' };
        const sixth = { stream: streamOf('b'), n: 6 };

        await store.setReceived(room.id, 'a', actor(1), fifth);
        expect((await store.find(room.id))?.received.a).toEqual(fifth);
        await store.setReceived(room.id, 'a', actor(1), sixth);

        expect((await store.find(room.id))?.received.a).toEqual(sixth);
      });

      it('I1: ends at the highest of concurrent cursors', async () => {
        await store.insert(room);

        await Promise.all(
          [4, 9, 2, 7].map((n) => store.setReceived(room.id, 'b', actor(1), { stream: streamOf('a'), n })),
        );

        expect((await store.find(room.id))?.received.b.n).toBe(9);
      });

      it('I4: takes nothing from a registration that does not act', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(2) });
        const received = { stream: streamOf('b'), n: 5 };

        expect(await store.setReceived(room.id, 'a', actor(1), received)).toBe(false);
        expect(await store.setReceived(room.id, 'a', actor(2, 'other'), received)).toBe(false);
        expect(await store.setReceived(ids.ulid(), 'a', actor(2), received)).toBe(false);

        expect((await store.find(room.id))?.received).toEqual(room.received);
      });

      it('I9: of cursors that are noted together each is answered for itself', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(2) });
        const from = { a: { stream: streamOf('b'), n: 5 }, b: { stream: streamOf('a'), n: 7 } };

        const noted = await Promise.all([
          store.setReceived(room.id, 'a', actor(1), { ...from.a, n: 99 }),
          store.setReceived(room.id, 'a', actor(2), from.a),
          store.setReceived(ids.ulid(), 'a', actor(2), from.a),
          store.setReceived(room.id, 'b', actor(1), from.b),
        ]);

        expect(noted).toEqual([false, true, false, true]);
        expect((await store.find(room.id))?.received).toEqual(from);
      });
    });

    describe('end', () => {
      it('I1: fixes the end, without heads, with everything that goes with it', async () => {
        await store.insert(room);
        const end = ended({ because: 'have-to-go', note: '$reason is a note, not an expression' });

        const after = await store.end(room.id, { ...end, heads: heads(1, 1) });

        expect(after).toEqual({ ...room, end });
        expect(await store.find(room.id)).toEqual(after);
      });

      it('I1: keeps the first end, and answers it to whoever comes later', async () => {
        await store.insert(room);
        const first = await store.end(room.id, ended());
        clock.advance(1_000);

        expect(await store.end(room.id, ended({ reason: 'leave', by: bob }))).toEqual(first);
        const judged = { slot: 'a', actor: actor(9) } as const;
        expect(await store.end(room.id, { at: clock.now(), reason: 'partner-lost' }, judged)).toEqual(first);
      });

      it('I1: of concurrent ends one is fixed, and all are told the same', async () => {
        await store.insert(room);

        const answers = await Promise.all(
          [alice, bob, alice, bob].map((by, index) => store.end(room.id, ended({ by, at: clock.now() + index }))),
        );

        const fixed = await store.find(room.id);
        expect(fixed?.end).toBeDefined();
        for (const answer of answers) expect(answer).toEqual(fixed);
      });

      it('I6: a departure ends the room only while the registration it judged acts', async () => {
        await store.insert(room);
        await store.resume(room.id, { slot: 'a', actor: actor(2) });
        const lost: EndRecord = { at: clock.now(), reason: 'partner-lost' };

        expect(await store.end(room.id, lost, { slot: 'a', actor: actor(1) })).toBe('fenced');
        expect(await store.end(room.id, lost, { slot: 'a', actor: actor(2, 'other') })).toBe('fenced');
        expect(await store.findActive(alice)).toBeDefined();

        expect(await store.end(room.id, lost, { slot: 'a', actor: actor(2) })).toMatchObject({ end: lost });
      });

      it('I6: of a departure and a return at the same time, one finds the other', async () => {
        await store.insert(room);
        const lost: EndRecord = { at: clock.now(), reason: 'partner-lost' };

        const [end, resumed] = await Promise.all([
          store.end(room.id, lost, { slot: 'a', actor: actor(1) }),
          store.resume(room.id, { slot: 'a', actor: actor(2) }),
        ]);

        const hasEnded = (await store.find(room.id))?.end !== undefined;
        if (hasEnded) expect(resumed).toMatchObject({ end: lost });
        else expect(end).toBe('fenced');
      });

      it('says when the room is unknown', async () => {
        expect(await store.end(ids.ulid(), ended())).toBeUndefined();
      });
    });

    describe('setHeads', () => {
      it('I1: stores the heads of an ended room once', async () => {
        await store.insert(room);
        await store.end(room.id, ended());

        const after = await store.setHeads(room.id, heads(3, 4));

        expect(after).toEqual({ ...room, end: { ...ended(), heads: heads(3, 4) } });
        expect(await store.setHeads(room.id, heads(5, 6))).toEqual(after);
        expect(await store.find(room.id)).toEqual(after);
      });

      it('I1: of concurrent heads one is fixed, and all are told the same', async () => {
        await store.insert(room);
        await store.end(room.id, ended());

        const answers = await Promise.all([1, 2, 3].map((n) => store.setHeads(room.id, heads(n, n))));

        const fixed = await store.find(room.id);
        expect(fixed?.end?.heads).toBeDefined();
        for (const answer of answers) expect(answer).toEqual(fixed);
      });

      it('gives no heads to a room that is open, and says when it is unknown', async () => {
        await store.insert(room);

        expect(await store.setHeads(room.id, heads(3, 4))).toEqual(room);
        expect(await store.setHeads(ids.ulid(), heads(3, 4))).toBeUndefined();
      });
    });

    describe('deletion', () => {
      it('I10: is noted with the end, or after it, once; the note of the end goes', async () => {
        await store.insert(room);
        const deleted = { at: clock.now() + 5, by: bob };
        await store.end(room.id, ended({ reason: 'leave', because: 'have-to-go', note: 'words' }));

        const after = await store.markDeleted(room.id, deleted);

        expect(after?.end).toEqual({ ...ended({ reason: 'leave', because: 'have-to-go' }), deleted });
        expect(await store.find(room.id)).toEqual(after);
        expect(await store.markDeleted(room.id, { at: clock.now() + 9, by: alice })).toEqual(after);

        const other = sampleRoom(ids, carol, ids.person('dave'));
        await store.insert(other);
        const end = ended({ reason: 'deleted', by: carol, deleted: { at: clock.now(), by: carol } });
        expect(await store.end(other.id, end)).toMatchObject({ end });
      });

      it('is not for a room that is open or unknown', async () => {
        await store.insert(room);
        expect(await store.markDeleted(room.id, { at: clock.now(), by: bob })).toBeUndefined();
        expect(await store.find(room.id)).toEqual(room);
        expect(await store.markDeleted(ids.ulid(), { at: clock.now(), by: bob })).toBeUndefined();
      });

      it('I10: texts that are written late go at once, also where those of the room were marked before', async () => {
        await store.insert(room);
        const endedAt = clock.now();
        await store.end(room.id, ended());
        await store.markExpiring(room.id);
        await store.markDeleted(room.id, { at: endedAt + 5, by: bob });

        expect(await store.unexpired(endedAt, 10)).toEqual([{ id: room.id, expiresAt: endedAt + 5 }]);
      });
    });

    describe('expiry', () => {
      it('I10: shows an ended room to nobody once its time is over', async () => {
        await store.insert(room);
        await store.end(room.id, ended());
        clock.advance(TEXT_EXPIRES_MS - 1);
        expect(await store.find(room.id)).toBeDefined();

        clock.advance(1);

        expect(await store.find(room.id)).toBeUndefined();
        expect(await store.findMany([room.id])).toEqual([]);
        expect(await store.resume(room.id, { slot: 'a', actor: actor(9) })).toBeUndefined();
        expect(await store.hold(room.id, 'a', actor(1), { id: streamOf('a'), heldBelow: 2 })).toBeUndefined();
        expect(await store.setReceived(room.id, 'a', actor(1), { stream: streamOf('b'), n: 1 })).toBe(false);
        expect(await store.end(room.id, ended())).toBeUndefined();
        expect(await store.setHeads(room.id, heads(1, 1))).toBeUndefined();
      });

      it('keeps an open room for as long as it is open', async () => {
        await store.insert(room);
        clock.advance(100 * TEXT_EXPIRES_MS);

        expect(await store.findActive(alice)).toEqual(room);
        expect(await store.find(room.id)).toEqual(room);
      });

      it('I10: names the ended rooms whose texts are still to be told when to go, until it is done', async () => {
        const other = sampleRoom(ids, carol, ids.person('dave'));
        await store.insert(other);
        await store.insert(room);
        const endedAt = clock.now();
        await store.end(room.id, ended({ at: endedAt + 1 }));
        await store.end(other.id, ended({ at: endedAt, by: carol }));
        const [first, second] = [
          { id: other.id, expiresAt: endedAt + TEXT_EXPIRES_MS },
          { id: room.id, expiresAt: endedAt + 1 + TEXT_EXPIRES_MS },
        ];

        expect(await store.unexpired(endedAt - 1, 10)).toEqual([]);
        expect(await store.unexpired(endedAt, 10)).toEqual([first]);
        expect(await store.unexpired(endedAt + 1, 10)).toEqual([first, second]);
        expect(await store.unexpired(endedAt + 1, 1)).toEqual([first]);

        clock.advance(2 * TEXT_EXPIRES_MS);
        await store.markExpiring(other.id);
        await store.markExpiring(other.id);
        await store.markExpiring(ids.ulid());
        expect(await store.unexpired(endedAt + 1, 10)).toEqual([second]);
      });

      it('keeps who said that it helped, once each, and only after the end', async () => {
        await store.insert(room);
        expect(await store.thank(room.id, 'a')).toBeUndefined();
        await store.end(room.id, ended({ ofQuiet: true }));
        expect(await store.thank(room.id, 'a')).toBe('first');
        expect(await store.thank(room.id, 'a')).toBeUndefined();
        expect(await store.thank(room.id, 'b')).toBe('second');
        expect(await store.thank(ids.ulid(), 'b')).toBeUndefined();
        expect(await store.find(room.id)).toMatchObject({ thanks: ['a', 'b'], end: { ofQuiet: true } });
      });

      it('does not mark a room that is open', async () => {
        await store.insert(room);
        await store.markExpiring(room.id);
        await store.end(room.id, ended());

        expect(await store.unexpired(clock.now(), 10)).toHaveLength(1);
      });
    });
  });
}
