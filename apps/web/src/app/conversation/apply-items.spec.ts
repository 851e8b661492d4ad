import { describe, expect, it } from '@jest/globals';
import { accept, answer, apply, freshLog, say, told } from '../../testing/core/logs';
import { A1, A2, ALICE, B1, B2, cursor, gap, room, text } from '../../testing/core/wire';

describe("applying bob's entries", () => {
  it('takes them in their order', () => {
    const [log, applied] = apply(freshLog(), [text('one', { n: 1 }), text('two', { n: 2 })]);
    expect(applied).toBe('all');
    expect(log.room.received).toEqual(cursor(B1, 2));
    expect(told(log)).toEqual(['one @1 held', 'two @2 held']);
  });

  it('passes over what is held already (I1)', () => {
    const [once] = apply(freshLog(), [text('one'), text('two', { n: 2 })]);
    const [twice, applied] = apply(once, [text('one'), text('two', { n: 2 })]);
    expect(applied).toBe('all');
    expect(twice).toBe(once);
  });

  it('stops at a hole, and shows nothing behind it (I3)', () => {
    const [log, applied] = apply(freshLog(), [text('one'), text('three', { n: 3 })]);
    expect(applied).toBe('hole');
    expect(told(log)).toEqual(['one @1 held']);
    expect(log.room.received).toEqual(cursor(B1, 1));
  });

  it('stops at another stream that no gap leads to (I3)', () => {
    const [log, applied] = apply(freshLog(), [text('one'), text('two', { stream: B2 })]);
    expect(applied).toBe('hole');
    expect(log.room.received).toEqual(cursor(B1, 1));
  });

  it('follows a gap to another stream, with a line (I3)', () => {
    const [log, applied] = apply(freshLog(), [
      text('one'),
      gap(cursor(B1, 1), cursor(B2, 0)),
      text('two', { stream: B2, t: 2 }),
    ]);
    expect(applied).toBe('all');
    expect(log.room.received).toEqual(cursor(B2, 1));
    expect(log.room.marks.at(-1)).toMatchObject({ kind: 'stream', t: 1, isMine: false });
  });

  it('follows a held gap only from below its end, and stands where the hole is', () => {
    const [log] = apply(freshLog(), [text('one'), gap(cursor(B1, 1), cursor(B1, 4)), text('five', { n: 5 })]);
    expect(log.room.received).toEqual(cursor(B1, 5));
    expect(log.room.marks.at(-1)).toMatchObject({ kind: 'held', t: 1 });
    const [again, applied] = apply(log, [gap(cursor(B1, 1), cursor(B1, 4))]);
    expect(applied).toBe('all');
    expect(again).toBe(log);
  });

  it('does not follow a gap that starts beyond what is held', () => {
    const [log, applied] = apply(freshLog(), [gap(cursor(B1, 3), cursor(B2, 0))]);
    expect(applied).toBe('hole');
    expect(log.room.marks.map(({ kind }) => kind)).toEqual(['joined']);
  });

  it('reads a stream from its start when other words stand under a number that is held (I1, I3)', () => {
    const [before] = apply(freshLog(), [text('one'), text('two', { n: 2 })]);
    expect(before.room.receivedNonce).toBe(text('two', { n: 2 }).nonce);
    // Bob's database lost the tail, and his store fell back: he gave the numbers again.
    const [doubted, applied] = apply(before, [text('new two', { n: 2 })]);
    expect(applied).toBe('hole');
    expect(doubted.room).toMatchObject({ received: cursor(B1, 0), receivedNonce: undefined });
    expect(doubted.room.marks.at(-1)).toMatchObject({ kind: 'held', isMine: false });
    const [log] = apply(doubted, [text('one'), text('new two', { n: 2, t: 3 })]);
    expect(told(log)).toEqual(['one @1 held', 'two @2 held', 'new two @3 held']);
    expect(log.room.received).toEqual(cursor(B1, 2));
  });

  it('counts a text that moved as received, and shows it once (I1)', () => {
    const [log] = apply(freshLog(), [
      text('one'),
      gap(cursor(B1, 1), cursor(B2, 0)),
      text('one', { stream: B2, n: 1, t: 7 }),
    ]);
    expect(log.room.received).toEqual(cursor(B2, 1));
    expect(told(log)).toEqual(['one @1 held']);
    expect(log.room.clock).toBe(7);
  });
});

describe("applying alice's own entries", () => {
  it('learns from what comes back at which place it is durable', () => {
    const before = accept(say(freshLog(), 'hello'), 1);
    const log = answer(
      before,
      room({
        stream: A2,
        from: { received: cursor(B1, 0), own: cursor(A1, 0) },
        items: [
          text('hello', { author: ALICE, stream: A1, n: 1, t: 1 }),
          gap(cursor(A1, 1), cursor(A2, 0), { author: ALICE }),
        ],
      }),
    );
    expect(told(log)).toEqual(['hello @1 outbox']);
    expect(log.room).toMatchObject({ stream: A2, lastN: 1, own: cursor(A2, 1) });
    expect(log.room.marks.map(({ kind }) => kind)).toEqual(['joined']);
  });

  it('shows a text where bob met it first, also when that page of the answer comes after it is settled (I1)', () => {
    const waiting = say(freshLog(), 'hello');
    const moved = answer(waiting, room({ stream: A2, clock: 4, more: true }));
    const state = room({ stream: A2, accepted: 1, delivered: cursor(A2, 1) });
    const settled = answer(moved, state);
    expect(told(settled)).toEqual(['hello @5 held delivered']);
    const nonce = [...settled.entries.keys()][0] ?? '';
    const page = [
      text('hello', { author: ALICE, stream: A1, n: 1, t: 2, nonce }),
      gap(cursor(A1, 1), cursor(A2, 0), { author: ALICE }),
      text('hello', { author: ALICE, stream: A2, n: 1, t: 5, nonce }),
    ];
    expect(told(answer(settled, { ...state, items: page }))).toEqual(['hello @2 held delivered']);
  });

  it('does not move a settled text to a later place of it, which another store gave (I1)', () => {
    const settled = answer(say(freshLog(), 'hello'), room({ accepted: 1, delivered: cursor(A1, 1) }));
    const nonce = [...settled.entries.keys()][0] ?? '';
    const items = [
      gap(cursor(A1, 1), cursor(A2, 0), { author: ALICE }),
      text('hello', { author: ALICE, stream: A2, n: 1, t: 9, nonce }),
    ];
    expect(told(answer(settled, room({ accepted: 1, delivered: cursor(A1, 1), items })))).toEqual([
      'hello @1 held delivered',
    ]);
  });

  it('takes back from the server what a lost store does not hold, and puts it into the outbox again', () => {
    const state = room({
      stream: A2,
      clock: 2,
      continuity: 'gap',
      items: [
        text('mine', { author: ALICE, stream: A1, n: 1, t: 1 }),
        gap(cursor(A1, 1), cursor(A2, 0), { author: ALICE }),
        text('yours', { t: 2 }),
      ],
    });
    const log = answer(freshLog(state), state);
    expect(told(log)).toEqual(['mine @1 outbox', 'yours @2 held']);
    expect(log.room.marks.map(({ kind }) => kind)).toEqual(['joined', 'restored']);
    expect([...log.entries.values()].find(({ isMine }) => isMine)?.places).toEqual([
      { stream: A1, n: 1, t: 1 },
      { stream: A2, n: 1, t: 3 },
    ]);
  });
});

describe('the mutants of the simulation', () => {
  it('no gap check: applies anything', () => {
    const [log, applied] = apply(freshLog(), [text('three', { n: 3 })], { noGapCheck: true });
    expect(applied).toBe('all');
    expect(told(log)).toEqual(['three @3 held']);
  });

  it('nonce only per stream: a moved text is shown twice', () => {
    const items = [text('one'), gap(cursor(B1, 1), cursor(B2, 0)), text('one', { stream: B2, n: 1, t: 7 })];
    const [log] = apply(freshLog(), items, { noncePerStreamOnly: true });
    expect(told(log)).toHaveLength(2);
  });
});
