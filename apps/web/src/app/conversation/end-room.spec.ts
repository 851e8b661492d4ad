import { describe, expect, it } from '@jest/globals';
import { accept, answer, apply, deliver, freshLog, say, step, told } from '../../testing/core/logs';
import { A1, A2, ALICE, B1, cursor, end, ended, room, text } from '../../testing/core/wire';
import { abandonRoom, endRoom } from './end-room';
import { addWaiting, claimOf } from './outbox';
import type { RoomLog } from './room-log';
import { takeEnded } from './take-answer';

const finish = (log: RoomLog, change: Parameters<typeof end>[0]): RoomLog =>
  step(log, (draft) => {
    endRoom(draft, end(change), 0);
  });

describe('the end of a room', () => {
  it('splits the outbox at the heads: what is at or below them was sent, what is above was not (I1)', () => {
    const log = finish(say(freshLog(), 'one', 'two', 'three'), { mine: [cursor(A1, 2)] });
    expect(told(log)).toEqual(['one @1 outbox', 'two @2 outbox', 'three @3 ended']);
    expect([...log.entries.values()].map(({ isProven }) => isProven)).toEqual([true, true, false]);
  });

  it('leaves nothing waiting', () => {
    const waiting = step(say(freshLog(), 'one'), (draft) => {
      addWaiting(draft, { nonce: 'w', body: { kind: 'text', text: 'late' }, at: 0 });
    });
    expect(told(finish(waiting, { mine: [cursor(A1, 1)] }))).toEqual(['one @1 outbox', 'late @2 ended']);
  });

  it('counts a text as sent where any of its places is at or below the heads', () => {
    const moved = answer(say(freshLog(), 'one', 'two'), room({ stream: A2 }));
    const log = finish(moved, { mine: [cursor(A1, 1), cursor(A2, 0)] });
    expect(told(log)).toEqual(['one @1 outbox', 'two @4 ended']);
  });

  it('counts a place in an earlier stream as delivered once the partner has read on into a later one', () => {
    const moved = answer(say(freshLog(), 'one', 'two'), room({ stream: A2 }));
    const over = finish(moved, { mine: [cursor(A1, 1), cursor(A2, 0)] });
    expect(told(deliver(over, A2, 0))).toEqual(['one @1 outbox delivered', 'two @4 ended']);
  });

  it('corrects a label downwards when a later end has lower heads, with a line', () => {
    const log = finish(accept(say(freshLog(), 'one', 'two'), 2), { mine: [cursor(A1, 2)] });
    const corrected = finish(log, { mine: [cursor(A1, 1)] });
    expect(told(corrected)).toEqual(['one @1 outbox', 'two @2 ended']);
    expect(corrected.room.marks.at(-1)).toMatchObject({ kind: 'corrected' });
    expect(finish(corrected, { mine: [cursor(A1, 1)] })).toBe(corrected);
  });

  it('says with a line that what was told as sent was lost with the database and the end', () => {
    const lost = accept(accept(say(freshLog(), 'one'), 1), 0);
    const log = finish(lost, { mine: [] });
    expect(told(log)).toEqual(['one @1 ended']);
    expect(log.room.marks.at(-1)).toMatchObject({ kind: 'corrected' });
  });

  it('leaves a gap line where the end names no streams: nobody knows what bob wrote last (I3)', () => {
    const log = finish(freshLog(), { reason: 'leave', by: 'you', mine: [], partner: [] });
    expect(log.room.marks.at(-1)).toMatchObject({ kind: 'held', isMine: false });
    expect(finish(freshLog(), { partner: [cursor(B1, 0)] }).room.marks.map(({ kind }) => kind)).toEqual(['joined']);
  });

  it('keeps what was delivered as it is, whatever the heads say', () => {
    const log = finish(deliver(say(freshLog(), 'one'), A1, 1), { mine: [cursor(A1, 0)] });
    expect(told(log)).toEqual(['one @1 held delivered']);
  });

  it('keeps why it ended as first told, for a server that lost it knows no more', () => {
    const log = finish(finish(freshLog(), { reason: 'next', by: 'you' }), { reason: 'unconfirmed', by: 'system' });
    expect(log.room.end).toMatchObject({ end: { reason: 'next', by: 'you' } });
  });

  it('is complete when everything the partner sent is held', () => {
    expect(finish(freshLog(), { partner: [cursor(B1, 0)] }).room.isComplete).toBe(true);
    const missing = finish(freshLog(), { partner: [cursor(B1, 2)] });
    expect(missing.room.isComplete).toBe(false);
    const draft = step(missing, (log) => {
      takeEnded(log, ended({ end: end({ partner: [cursor(B1, 2)] }), items: [text('one'), text('two', { n: 2 })] }), 0);
    });
    expect(draft.room.isComplete).toBe(true);
    expect(told(draft)).toEqual(['one @1 held', 'two @2 held']);
  });

  it('corrects also what came back to a store that had lost it, and says so to the server (I1)', () => {
    const own = text('one', { author: ALICE, stream: A1 });
    const whole = end({ mine: [cursor(A1, 1)] });
    const restored = step(freshLog(), (log) => {
      takeEnded(log, ended({ end: whole, items: [own] }), 0);
    });
    expect(told(restored)).toEqual(['one @1 held']);
    const short = finish(restored, { mine: [cursor(A1, 0)] });
    expect(told(short)).toEqual(['one @1 ended']);
    expect(short.room.marks.at(-1)).toMatchObject({ kind: 'corrected' });
    expect(short.room.isComplete).toBe(false);
    expect(claimOf(short, false)).toMatchObject({ stream: A1, outboxFrom: 2 });
    // It stands after all.
    expect(told(finish(short, { mine: [cursor(A1, 1)] }))).toEqual(['one @1 outbox']);
  });

  it('is not complete when it holds less than was sent: the server has to hear of it, once (I1)', () => {
    const delivered = deliver(accept(say(freshLog(), 'one', 'two'), 2), A1, 2);
    const short = finish(delivered, { mine: [cursor(A1, 1)] });
    expect(short.room.isComplete).toBe(false);
    expect(claimOf(short, false)).toMatchObject({ stream: A1, outboxFrom: 3 });
    const known = step(short, (log) => {
      takeEnded(log, ended({ end: end({ mine: [cursor(A1, 1)] }) }), 0);
    });
    expect(known.room.isComplete).toBe(true);
    expect(finish(known, { mine: [cursor(A1, 1)] }).room.isComplete).toBe(true);
    // Also where it was only known by the partner's cursor; and again where a later end holds less.
    expect(finish(deliver(say(freshLog(), 'one'), A1, 1), { mine: [cursor(A1, 0)] }).room.isComplete).toBe(false);
    expect(finish(known, { mine: [cursor(A1, 0)] }).room.isComplete).toBe(false);
  });

  it('holds every number in its claim that is not both accepted and delivered', () => {
    const log = finish(say(freshLog(), 'one'), { mine: [cursor(A1, 0)] });
    const [same] = apply(log, []);
    expect(same.room.lastN).toBe(1);
  });
});

describe('a room that the server knows no more', () => {
  it('ends as reset; what is not known to be sent was not', () => {
    const log = step(accept(say(freshLog(), 'one', 'two'), 1), (draft) => {
      abandonRoom(draft, 7);
    });
    expect(log.room).toMatchObject({ end: { is: 'reset', at: 7 }, isComplete: true });
    expect(told(log)).toEqual(['one @1 outbox', 'two @2 ended']);
    // What the partner wrote last nobody can tell.
    expect(log.room.marks.at(-1)).toMatchObject({ kind: 'held', isMine: false });
  });

  it('I1: says with a line that what was told as sent is not known to be', () => {
    const lost = accept(accept(say(freshLog(), 'one'), 1), 0);
    const log = step(lost, (draft) => {
      abandonRoom(draft, 7);
    });
    expect(told(log)).toEqual(['one @1 ended']);
    expect(log.room.marks.map(({ kind }) => kind)).toEqual(['joined', 'held', 'corrected']);
  });
});
