import { describe, expect, it } from '@jest/globals';
import { AHEAD_MAX, entryId, type NewEntry } from '@hearken/protocol';
import type { StoredEntry } from '../message-store.port.js';
import { AuthorLog } from './author-log.js';

const STREAM = '01K00000000000000000000001';

function entry(n: number, t = n): NewEntry {
  return { kind: 'text', text: `text ${String(n)}`, n, t, nonce: `nonce-of-number-${String(n)}` };
}

function stored(n: number, t = n): StoredEntry {
  const roomId = '01K00000000000000000000000';
  return { ...entry(n, t), id: entryId(roomId, 'a', STREAM, n), roomId, slot: 'a', stream: STREAM, at: 0 };
}

function numbers(entries: readonly StoredEntry[]): readonly number[] {
  return entries.map(({ n }) => n);
}

describe("alice's stream as the server that holds her knows it", () => {
  it('takes the next numbers while earlier ones are under way', () => {
    const log = new AuthorLog(STREAM, { accepted: 0, t: 0 }, 0);
    expect(log.check([entry(1), entry(2)], 0)).toBeUndefined();
    log.begin([entry(1), entry(2)]);
    expect(log.check([entry(3)], log.highestT)).toBeUndefined();
  });

  it('refuses a number above the next as out of order (I1)', () => {
    const log = new AuthorLog(STREAM, { accepted: 4, t: 9 }, 0);
    expect(log.check([entry(6, 10)], 9)).toBe('out-of-order');
    expect(log.check([entry(5, 10), entry(7, 11)], 9)).toBe('numbers');
  });

  it('refuses a time that is not above the last one, or far above the room (bad input)', () => {
    const log = new AuthorLog(STREAM, { accepted: 4, t: 9 }, 0);
    expect(log.check([entry(5, 9)], 9)).toBe('time');
    expect(log.check([entry(5, 9 + AHEAD_MAX + 1)], 9)).toBe('time');
    expect(log.check([entry(5, 9 + AHEAD_MAX)], 9)).toBeUndefined();
  });

  it('refuses a like of what the same frame says (bad input)', () => {
    const log = new AuthorLog(STREAM, { accepted: 0, t: 0 }, 0);
    const like = { kind: 'like', n: 2, t: 2, nonce: 'nonce-of-the-like' } as const;
    expect(log.check([entry(1), { ...like, target: entry(1).nonce }], 0)).toBe('own-like');
    expect(log.check([entry(1), { ...like, target: like.nonce }], 0)).toBe('own-like');
    expect(log.check([entry(1), { ...like, target: 'nonce-of-the-partner' }], 0)).toBeUndefined();
  });

  it('counts the time of earlier streams', () => {
    const log = new AuthorLog(STREAM, { accepted: 0, t: 0 }, 40);
    expect(log.check([entry(1, 40)], 40)).toBe('time');
    expect(log.check([entry(1, 41)], 40)).toBeUndefined();
  });

  it('acknowledges up to a hole, and everything above it once it closes (I1)', () => {
    const log = new AuthorLog(STREAM, { accepted: 0, t: 0 }, 0);
    log.begin([entry(1), entry(2), entry(3)]);
    expect(numbers(log.durable(stored(1)))).toEqual([1]);
    expect(numbers(log.durable(stored(3)))).toEqual([]);
    expect(log.accepted).toBe(1);
    expect(numbers(log.durable(stored(2)))).toEqual([2, 3]);
    expect(log.accepted).toBe(3);
  });

  it('pushes again what is acknowledged again', () => {
    const log = new AuthorLog(STREAM, { accepted: 3, t: 3 }, 0);
    expect(numbers(log.durable(stored(2)))).toEqual([2]);
    expect(log.accepted).toBe(3);
  });

  it('takes a failed number again after all writes came back, and no number above it', () => {
    const log = new AuthorLog(STREAM, { accepted: 0, t: 0 }, 0);
    log.begin([entry(1)]);
    log.settle();
    expect(log.check([entry(2)], 0)).toBe('out-of-order');
    expect(log.check([entry(1)], 0)).toBeUndefined();
  });

  it("goes back to the database's word when a tail was lost", () => {
    const log = new AuthorLog(STREAM, { accepted: 9, t: 20 }, 0);
    log.restart({ accepted: 5, t: 12 }, 0);
    expect(log.accepted).toBe(5);
    expect(log.check([entry(6, 13)], 12)).toBeUndefined();
    expect(log.check([entry(7, 14)], 12)).toBe('out-of-order');
  });
});
