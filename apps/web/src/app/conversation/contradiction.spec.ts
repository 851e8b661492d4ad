import { describe, expect, it } from '@jest/globals';
import { answer, freshLog, outgoing, say, told } from '../../testing/core/logs';
import { A1, A2, ALICE, cursor, gap, room, text } from '../../testing/core/wire';
import { isBeyondGiven } from './delivery';

const other = text('said elsewhere', { author: ALICE, stream: A1, n: 1, t: 1 });

describe('other words under our own numbers (an older store came back)', () => {
  it('are no proof that ours were sent: of the answer is taken only that ours never stood there (I2)', () => {
    const log = answer(
      say(freshLog(), 'one', 'two'),
      room({ accepted: 1, delivered: cursor(A1, 1), items: [other], clock: 1 }),
    );
    expect([...log.entries.values()].map(({ fate }) => fate)).toEqual(['waiting', 'waiting']);
    expect(log.room).toMatchObject({ lastN: 0, accepted: 0, delivered: cursor(A1, 0), own: cursor(A1, 0) });
  });

  it('are not believed to be delivered when a push says so of numbers that were never given (I2)', () => {
    const { room: held } = say(freshLog(), 'one');
    expect(isBeyondGiven(held, cursor(A1, 2))).toBe(true);
    expect(isBeyondGiven(held, cursor(A1, 1))).toBe(false);
    expect(isBeyondGiven(held, cursor(A2, 2))).toBe(false);
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
