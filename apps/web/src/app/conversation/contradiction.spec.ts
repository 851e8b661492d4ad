import type { ReaderCursor } from '@hearken/protocol';
import { describe, expect, it } from '@jest/globals';
import { accept, answer, freshLog, outgoing, say, step, told } from '../../testing/core/logs';
import { A1, A2, ALICE, B1, cursor, gap, room, text } from '../../testing/core/wire';
import { takeDelivered } from './delivery';
import type { RoomLog } from './room-log';

const other = text('said elsewhere', { author: ALICE, stream: A1, n: 1, t: 1 });

/** Whether a cursor of bob's is believed, the first text after it, and the log. */
function delivered(log: RoomLog, at: ReaderCursor): [boolean, string | undefined, RoomLog] {
  let isOurs = true;
  const next = step(log, (draft) => {
    isOurs = takeDelivered(draft, at);
  });
  return [isOurs, told(next)[0], next];
}

describe('other words under our own numbers (an older store came back)', () => {
  it('are no proof that ours were sent: of the answer is taken only that ours never stood there (I2)', () => {
    const log = answer(
      say(freshLog(), 'one', 'two'),
      room({ accepted: 1, delivered: cursor(A1, 1), items: [other], clock: 1 }),
    );
    expect([...log.entries.values()].map(({ fate }) => fate)).toEqual(['waiting', 'waiting']);
    expect(log.room).toMatchObject({ lastN: 0, accepted: 0, delivered: cursor(A1, 0), own: cursor(A1, 0) });
  });

  it('are not believed to be delivered when bob holds numbers that were never given, or other words (I2)', () => {
    const log = say(freshLog(), 'one');
    const [nonce = ''] = log.entries.keys();
    for (const isOther of [cursor(A1, 2), { ...cursor(A1, 1), nonce: other.nonce }]) {
      expect(delivered(log, isOther).slice(0, 2)).toEqual([false, 'one @1 outbox']);
    }
    for (const isOurs of [cursor(A1, 1), { ...cursor(A1, 1), nonce }]) {
      expect(delivered(log, isOurs).slice(0, 2)).toEqual([true, 'one @1 outbox delivered']);
    }
    expect(delivered(log, cursor(A2, 2)).slice(0, 2)).toEqual([true, 'one @1 outbox']);
  });

  it('are said again in a new stream when bob holds others there, before ours were ever sent (I1, I2)', () => {
    // Her store fell back behind "said elsewhere", which bob holds as her first; the database has lost it as well.
    const log = say(freshLog(), 'one');
    const held = { ...cursor(A1, 1), nonce: other.nonce };
    const doubting = answer(log, room({ delivered: held }));
    expect(told(doubting)).toEqual(['one @1 outbox']);
    const moved = answer(doubting, room({ stream: A2, delivered: held }));
    expect(outgoing(moved).map(({ n }) => n)).toEqual([1]);
    // Bob says where he stands once more before he goes on to the new stream.
    expect(told(delivered(moved, held)[2])).toEqual(['one @2 outbox']);
    expect(delivered(accept(moved, 1), cursor(A2, 1)).slice(0, 2)).toEqual([true, 'one @2 held delivered']);
  });

  it('are ours after all where what bob holds beyond them comes back with the answer', () => {
    const log = accept(say(freshLog(), 'one'), 1);
    const two = text('two', { author: ALICE, stream: A1, n: 2, t: 2 });
    const state = room({
      stream: A2,
      delivered: { ...cursor(A1, 2), nonce: two.nonce },
      from: { received: cursor(B1, 0), own: cursor(A1, 1) },
      items: [two],
    });
    expect(told(answer(log, state))).toEqual(['one @1 held delivered', 'two @2 held delivered']);
  });

  it('send ours to the new stream, in their order, with nothing believed of their old numbers (I1)', () => {
    const log = answer(
      say(freshLog(), 'one', 'two'),
      room({
        stream: A2,
        clock: 1,
        delivered: cursor(A1, 1),
        items: [other, gap(cursor(A1, 1), cursor(A2, 0), { author: ALICE })],
      }),
    );
    expect(outgoing(log).map(({ n, nonce }) => [n, nonce.slice(9, 13)])).toEqual([
      [1, 'one-'],
      [2, 'two-'],
    ]);
    expect(told(log)[0]).toBe('said elsewhere @1 held delivered');
    expect(
      told(log)
        .slice(1)
        .every((line) => line.endsWith('outbox')),
    ).toBe(true);
  });
});
