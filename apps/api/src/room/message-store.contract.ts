import { beforeEach, describe, expect, it } from '@jest/globals';
import { entryId, type Slot } from '@hearken/protocol';
import type { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds, type SampleIds } from '../platform/testing/sample-ids.js';
import type { MessageStore, StoredEntry, StreamRef } from './message-store.port.js';
import { sampleText, sampleTexts } from './testing/sample-room.js';

/** What the contract needs of an adapter: an empty store, and the clock it goes by. */
export interface MessageStoreSubject {
  readonly store: MessageStore;
  readonly clock: ManualClock;
}

const ALL = Number.MAX_SAFE_INTEGER;

/** What every store of entries promises. */
export function describeMessageStore(adapter: string, open: () => Promise<MessageStoreSubject>): void {
  describe(`MessageStore: ${adapter}`, () => {
    let store: MessageStore;
    let clock: ManualClock;
    let ids: SampleIds;
    let stream: StreamRef;

    beforeEach(async () => {
      ({ store, clock } = await open());
      ids = sampleIds();
      stream = { roomId: ids.ulid(), slot: 'a', stream: ids.ulid() };
    });

    const numbers = (entries: readonly StoredEntry[]): number[] => entries.map(({ n }) => n);
    const readAll = (ref = stream): Promise<readonly StoredEntry[]> => store.read(ref, 0, ALL, 1_000);

    describe('append', () => {
      it('I1: gives back each kind of entry as it was written', async () => {
        const [first, second] = [sampleText(stream, 1, 'hello\n\t$text "\u{1f642}"'), sampleText(stream, 2)];
        const { text: _, ...head } = sampleText(stream, 3);
        const entries: StoredEntry[] = [
          first,
          { ...second, text: 'yes', replyTo: 'nonce-of-the-quoted-text' },
          { ...head, kind: 'like', target: 'nonce-of-the-liked-text' },
          { ...head, n: 4, id: entryId(stream.roomId, 'a', stream.stream, 4), kind: 'unlike', target: first.nonce },
        ];

        expect(await store.append(entries)).toEqual(['written', 'written', 'written', 'written']);

        expect(await readAll()).toEqual(entries);
      });

      it('I1: an entry that is sent again is the same one, and stays one', async () => {
        const entry = sampleText(stream, 1);

        expect(await store.append([entry])).toEqual(['written']);
        expect(await store.append([{ ...entry, at: entry.at + 500 }])).toEqual(['same']);
        expect(await store.append([entry, entry])).toEqual(['same', 'same']);

        expect(await readAll()).toEqual([entry]);
      });

      it('I1: an entry twice in one batch is written once', async () => {
        const entry = sampleText(stream, 1);

        expect(await store.append([entry, entry, { ...entry, text: 'other' }])).toEqual([
          'written',
          'same',
          'conflict',
        ]);

        expect(await readAll()).toEqual([entry]);
      });

      it('I1: other content under a used number is a conflict, and changes nothing', async () => {
        const entry = sampleText(stream, 1);
        const { text: _, ...head } = entry;
        await store.append([entry]);

        const others: StoredEntry[] = [
          { ...entry, text: 'other' },
          { ...entry, t: entry.t + 1 },
          { ...entry, nonce: 'another-nonce-000000' },
          { ...entry, replyTo: entry.nonce },
          { ...head, kind: 'like', target: entry.nonce },
        ];
        expect(await store.append(others)).toEqual(others.map(() => 'conflict'));

        expect(await readAll()).toEqual([entry]);
      });

      it('I1: a half-written batch is completed, and a conflict in it stops nothing else', async () => {
        await store.append([sampleText(stream, 2), sampleText(stream, 4, 'something else')]);

        expect(await store.append(sampleTexts(stream, 1, 5))).toEqual([
          'written',
          'same',
          'written',
          'conflict',
          'written',
        ]);

        expect(numbers(await readAll())).toEqual([1, 2, 3, 4, 5]);
      });

      it('I1: of concurrent writes of the same entries each is written once', async () => {
        const batch = sampleTexts(stream, 1, 20);

        const answers = await Promise.all([store.append(batch), store.append(batch), store.append(batch)]);

        for (const [index] of batch.entries()) {
          const results = answers.map((answer) => answer[index]);
          expect(results.filter((result) => result === 'written')).toHaveLength(1);
          expect(results.filter((result) => result === 'same')).toHaveLength(2);
        }
        expect(await readAll()).toEqual(batch);
      });

      it('I4: of two writers with other content under one number, one is refused', async () => {
        const answers = await Promise.all([
          store.append([sampleText(stream, 1, 'left')]),
          store.append([sampleText(stream, 1, 'right')]),
        ]);

        expect(answers.flat().sort()).toEqual(['conflict', 'written']);
        expect(await readAll()).toHaveLength(1);
      });

      it('takes entries of many rooms in one batch, and an empty batch', async () => {
        const other: StreamRef = { roomId: ids.ulid(), slot: 'b', stream: ids.ulid() };

        expect(await store.append([sampleText(stream, 1), sampleText(other, 1)])).toEqual(['written', 'written']);
        expect(await store.append([])).toEqual([]);

        expect(await readAll(other)).toEqual([sampleText(other, 1)]);
      });
    });

    describe('tail', () => {
      it('I1: is the last number that is stored without a hole, with its time', async () => {
        expect(await store.tail(stream, 1)).toEqual({ accepted: 0, t: 0 });

        await store.append(sampleTexts(stream, 1, 7));

        expect(await store.tail(stream, 1)).toEqual({ accepted: 7, t: 14 });
        expect(await store.tail(stream, 5)).toEqual({ accepted: 7, t: 14 });
      });

      it('I1: stops before every hole there can be', async () => {
        for (let hole = 1; hole <= 9; hole += 1) {
          const ref = { ...stream, stream: ids.ulid() };
          await store.append(sampleTexts(ref, 1, 9).filter(({ n }) => n !== hole));

          const accepted = hole === 9 ? 8 : hole - 1;
          expect(await store.tail(ref, 1)).toEqual({ accepted, t: 2 * accepted });
        }
      });

      it('I1: stops before the first of several holes', async () => {
        await store.append([1, 2, 3, 5, 6, 8, 20, 21, 22].map((n) => sampleText(stream, n)));

        expect(await store.tail(stream, 1)).toEqual({ accepted: 3, t: 6 });
        expect(await store.tail(stream, 4)).toEqual({ accepted: 3, t: 6 });
        expect(await store.tail(stream, 5)).toEqual({ accepted: 6, t: 12 });
        expect(await store.tail(stream, 20)).toEqual({ accepted: 22, t: 44 });
      });

      it('I3: counts from heldBelow, whatever is missing below', async () => {
        await store.append([1, 2, 9, 10].map((n) => sampleText(stream, n)));

        expect(await store.tail(stream, 9)).toEqual({ accepted: 10, t: 20 });
        expect(await store.tail(stream, 5)).toEqual({ accepted: 4, t: 4 });
        expect(await store.tail(stream, 11)).toEqual({ accepted: 10, t: 20 });
        expect(await store.tail(stream, 1_000_000)).toEqual({ accepted: 999_999, t: 20 });
      });

      it('looks at one stream only', async () => {
        const neighbours: StreamRef[] = [
          { ...stream, slot: 'b' },
          { ...stream, stream: ids.ulid() },
          { ...stream, roomId: ids.ulid() },
        ];
        await store.append(neighbours.flatMap((ref) => sampleTexts(ref, 1, 3)));

        expect(await store.tail(stream, 1)).toEqual({ accepted: 0, t: 0 });
        for (const ref of neighbours) expect(await store.tail(ref, 1)).toEqual({ accepted: 3, t: 6 });
      });
    });

    describe('read', () => {
      it('I1: gives a range in the order of its numbers, also beyond nine', async () => {
        await store.append(sampleTexts(stream, 1, 12).reverse());

        expect(numbers(await store.read(stream, 0, ALL, 100))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        expect(numbers(await store.read(stream, 8, 11, 100))).toEqual([9, 10, 11]);
        expect(numbers(await store.read(stream, 2, ALL, 3))).toEqual([3, 4, 5]);
        expect(await store.read(stream, 12, ALL, 100)).toEqual([]);
        expect(await store.read(stream, 5, 5, 100)).toEqual([]);
        expect(await store.read(stream, 0, ALL, 0)).toEqual([]);
      });

      it('I3: passes over what is missing', async () => {
        await store.append([1, 2, 6, 7].map((n) => sampleText(stream, n)));

        expect(numbers(await store.read(stream, 1, 6, 100))).toEqual([2, 6]);
      });
    });

    describe('expiry', () => {
      it('I10: shows no text once its time is over', async () => {
        const other: StreamRef = { ...stream, slot: 'b' satisfies Slot, stream: ids.ulid() };
        await store.append([...sampleTexts(stream, 1, 3), ...sampleTexts(other, 1, 2)]);
        await store.expire(stream.roomId, clock.now() + 1_000);
        clock.advance(999);
        expect([...(await readAll()), ...(await readAll(other))]).toHaveLength(5);

        clock.advance(1);

        expect(await readAll()).toEqual([]);
        expect(await readAll(other)).toEqual([]);
        expect(await store.tail(stream, 1)).toEqual({ accepted: 0, t: 0 });
      });

      it('I10: can be told again, reaches late entries, and never prolongs', async () => {
        await store.append(sampleTexts(stream, 1, 2));
        await store.expire(stream.roomId, clock.now() + 1_000);
        await store.append([sampleText(stream, 3)]);
        await store.expire(stream.roomId, clock.now() + 5_000);

        clock.advance(1_000);
        expect(numbers(await readAll())).toEqual([3]);

        await store.expire(stream.roomId, clock.now());
        expect(await readAll()).toEqual([]);
      });

      it('I10: leaves other rooms alone', async () => {
        const next: StreamRef = { ...stream, roomId: ids.ulid() };
        await store.append([sampleText(stream, 1), sampleText(next, 1)]);

        await store.expire(stream.roomId, clock.now());
        await store.expire(ids.ulid(), clock.now());

        expect(await readAll(next)).toHaveLength(1);
      });

      it('I10: deletes everything of a room at once, and nothing else; what comes late can be deleted, too', async () => {
        const other: StreamRef = { ...stream, slot: 'b' satisfies Slot, stream: ids.ulid() };
        const next: StreamRef = { ...stream, roomId: ids.ulid() };
        await store.append([...sampleTexts(stream, 1, 3), sampleText(other, 1), sampleText(next, 1)]);

        await store.delete(stream.roomId);

        expect([...(await readAll()), ...(await readAll(other))]).toEqual([]);
        expect(await store.tail(stream, 1)).toEqual({ accepted: 0, t: 0 });
        expect(await store.roomIds('', '~', 10)).toEqual([next.roomId]);
        await store.append([sampleText(stream, 4)]);
        await store.delete(stream.roomId);
        await store.delete(stream.roomId);
        expect(await store.roomIds('', '~', 10)).toEqual([next.roomId]);
      });

      it('I10: names the rooms that have texts, in order and in pages', async () => {
        const rooms = [stream.roomId, ids.ulid(), ids.ulid(), ids.ulid()];
        for (const roomId of [...rooms].reverse()) await store.append(sampleTexts({ ...stream, roomId }, 1, 3));
        const [first = '', second, third, fourth = ''] = rooms;

        expect(await store.roomIds('', '~', 10)).toEqual(rooms);
        expect(await store.roomIds('', '~', 2)).toEqual([first, second]);
        expect(await store.roomIds(first, '~', 2)).toEqual([second, third]);
        expect(await store.roomIds(first, fourth, 10)).toEqual([second, third]);
        expect(await store.roomIds(fourth, '~', 10)).toEqual([]);
      });
    });
  });
}
