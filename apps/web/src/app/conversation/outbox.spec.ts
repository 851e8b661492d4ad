import { describe, expect, it } from '@jest/globals';
import { accept, answer, deliver, freshLog, outgoing, say, step, told } from '../../testing/core/logs';
import { A1, A2, B1, cursor, end, room } from '../../testing/core/wire';
import { endRoom } from './end-room';
import { addWaiting, claimOf, nextFrame, outboxFrom } from './outbox';

describe('numbering (I1)', () => {
  it('numbers from 1, with times above everything held', () => {
    const log = say(freshLog({ clock: 5 }), 'one', 'two');
    expect(outgoing(log).map(({ n, t }) => [n, t])).toEqual([
      [1, 6],
      [2, 7],
    ]);
    expect(log.room.own).toEqual(cursor(A1, 2));
  });

  it('gives what waits its number in the order in which it was said, once the server has answered', () => {
    const waiting = step(freshLog(), (draft) => {
      for (const text of ['one', 'two', 'three'])
        addWaiting(draft, { nonce: text, body: { kind: 'text', text }, at: 0 });
    });
    expect(outgoing(waiting)).toEqual([]);
    const log = answer(waiting, room({ clock: 9 }));
    expect(told(log)).toEqual(['one @10 outbox', 'two @11 outbox', 'three @12 outbox']);
  });
});

describe('leaving the outbox', () => {
  it('needs both accepted and delivered (I1)', () => {
    const accepted = accept(say(freshLog(), 'one', 'two'), 2);
    expect(outboxFrom(accepted)).toBe(1);
    const half = deliver(accepted, A1, 1);
    expect(told(half)).toEqual(['one @1 held delivered', 'two @2 outbox']);
    expect(outboxFrom(half)).toBe(2);
    const deliveredFirst = deliver(say(freshLog(), 'one'), A1, 1);
    expect(outboxFrom(deliveredFirst)).toBe(1);
  });

  it('sends again what a lost tail took, under the same numbers', () => {
    const log = accept(say(freshLog(), 'one', 'two', 'three'), 3);
    const lost = accept(log, 1);
    expect(outgoing(lost).map(({ n }) => n)).toEqual([2, 3]);
  });

  it('sends again what bob holds and a lost tail took, told in one answer (I1)', () => {
    const log = accept(say(freshLog(), 'one', 'two'), 2);
    const lost = answer(log, room({ accepted: 0, delivered: cursor(A1, 2) }));
    expect(told(lost)).toEqual(['one @1 outbox delivered', 'two @2 outbox delivered']);
    expect(outgoing(lost).map(({ n }) => n)).toEqual([1, 2]);
  });

  it('mutant: drop on accepted alone', () => {
    const rules = { dropOnAcceptedAlone: true };
    expect(outboxFrom(accept(say(freshLog(), 'one'), 1, rules))).toBe(2);
  });
});

describe('moving to another stream', () => {
  it('takes along everything not delivered, accepted or not, in the old order, with times above everything', () => {
    const before = deliver(accept(say(freshLog(), 'one', 'two', 'three'), 2), A1, 1);
    const log = answer(before, room({ stream: A2, clock: 40, delivered: cursor(A1, 1) }));
    expect(outgoing(log).map(({ nonce, n, t }) => [nonce.slice(9, 14), n, t])).toEqual([
      ['two--', 1, 41],
      ['three', 2, 42],
    ]);
    expect(log.room).toMatchObject({ stream: A2, lastN: 2, accepted: 0 });
    expect(told(log)[0]).toBe('one @1 held delivered');
  });

  it('counts delivered only in the stream the cursor is in', () => {
    const before = accept(say(freshLog(), 'one'), 1);
    const log = answer(before, room({ stream: A2, delivered: cursor(A2, 0) }));
    expect(outgoing(log)).toHaveLength(1);
    expect(told(deliver(log, A1, 1))).toEqual(['one @1 outbox delivered']);
  });

  it('refuses an answer that holds more of the stream than was ever given', () => {
    const log = say(freshLog(), 'one');
    expect(answer(log, room({ accepted: 3 }))).toBe(log);
  });

  it('mutant: moving only what is not accepted', () => {
    const before = accept(say(freshLog(), 'one', 'two'), 1);
    const log = answer(before, room({ stream: A2 }), { movingOnlyWhatIsNotAccepted: true });
    expect(outgoing(log)).toHaveLength(1);
  });
});

describe('the claim', () => {
  it('tells what the outbox holds, and starts the own cursor below it', () => {
    const log = deliver(accept(say(freshLog(), 'one', 'two', 'three'), 2), A1, 1);
    expect(claimOf(log, false)).toMatchObject({
      stream: A1,
      outboxFrom: 2,
      own: cursor(A1, 1),
      received: cursor(B1, 0),
    });
    expect(claimOf(log, true)).toEqual({
      roomId: log.room.roomId,
      partnerId: log.room.partnerId,
      outboxFrom: 1,
      own: cursor(A1, 1),
      received: cursor(B1, 0),
    });
  });
});

describe('the claim of an ended room', () => {
  it('names all that was told to be sent: nothing of it will be sent again (I1)', () => {
    const log = step(accept(say(freshLog(), 'one', 'two', 'three'), 2), (draft) => {
      endRoom(draft, end({ mine: [cursor(A1, 1)] }), 0);
    });
    expect(claimOf(log, false)).toMatchObject({ stream: A1, outboxFrom: 3, own: cursor(A1, 0) });
  });
});

describe('frames', () => {
  it('hold as many entries as fit, and at least one', () => {
    const log = say(freshLog(), 'x'.repeat(4_000), 'é'.repeat(4_000), '"'.repeat(4_000));
    const limits = { maxEntries: 100, maxBytes: 13_000 };
    const frames: number[][] = [];
    for (let after = 0; ;) {
      const frame = nextFrame(log, after, limits);
      const last = frame.at(-1);
      if (last === undefined) break;
      after = last.n;
      frames.push(frame.map(({ n }) => n));
      if (frame.length > 1) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThanOrEqual(limits.maxBytes);
    }
    expect(frames).toEqual([[1, 2], [3]]);
    expect(nextFrame(log, 0, { maxEntries: 100, maxBytes: 10 })).toHaveLength(1);
    expect(nextFrame(log, 0, { maxEntries: 2, maxBytes: 1e6 })).toHaveLength(2);
  });
});
