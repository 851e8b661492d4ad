import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, type NewEntry, type RoomSend } from '@hearken/protocol';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { PersonBudgets } from './person-budget.js';

const STREAM = '01J9ZK4T3WQ8N5M2X7B6C0D1E3';

function send(from: number, to: number, stream = STREAM): RoomSend {
  const entries: NewEntry[] = [];
  for (let n = from; n <= to; n += 1) entries.push({ kind: 'text', n, t: n, nonce: `nonce-${String(n)}`, text: 'x' });
  return { roomId: 'room', stream, entries };
}

describe('PersonBudget', () => {
  let clock: ManualClock;
  let budgets: PersonBudgets;

  beforeEach(() => {
    clock = new ManualClock();
    budgets = new PersonBudgets(DEFAULT_LIMITS, 1, clock);
  });

  it('lets 20 texts through at once and 5 a second after', () => {
    const alice = budgets.of('alice');
    expect(alice.send(send(1, 20), clock.now())).toBe(0);
    expect(alice.send(send(21, 21), clock.now())).toBe(200);
    clock.advance(200);
    expect(alice.send(send(21, 21), clock.now())).toBe(0);
  });

  it('lets 120 texts through within a minute', () => {
    const alice = budgets.of('alice');
    let n = 0;
    while (n < 120) {
      while (alice.send(send(n + 1, n + 1), clock.now()) > 0) clock.advance(200);
      n += 1;
    }
    const wait = alice.send(send(121, 121), clock.now());
    expect(wait).toBeGreaterThan(30_000);
    clock.advance(wait);
    expect(alice.send(send(121, 121), clock.now())).toBe(0);
  });

  it('charges what is new only: sending again what was accepted is free, within reason', () => {
    const alice = budgets.of('alice');
    expect(alice.send(send(1, 20), clock.now())).toBe(0);
    alice.accepted(STREAM, 20);
    for (let round = 0; round < 20; round += 1) expect(alice.send(send(1, 20), clock.now())).toBe(0);
    expect(alice.send(send(1, 20), clock.now())).toBeGreaterThan(0);
    expect(alice.send(send(20, 21), clock.now())).toBeGreaterThan(0);
  });

  it('is not fooled by numbers that were never accepted, or by another stream', () => {
    const alice = budgets.of('alice');
    expect(alice.send(send(9_999_999_990, 9_999_999_999), clock.now())).toBe(0);
    expect(alice.send(send(1, 10), clock.now())).toBe(0);
    expect(alice.send(send(1, 10), clock.now())).toBeGreaterThan(0);
    alice.accepted(STREAM, 10);
    expect(alice.send(send(1, 10), clock.now())).toBe(0);
    expect(alice.send(send(1, 10, 'another'), clock.now())).toBeGreaterThan(0);
  });

  it('lets one batch above the burst through after a pause, so that nothing waits for ever', () => {
    const alice = budgets.of('alice');
    expect(alice.send(send(1, 100), clock.now())).toBe(0);
    expect(alice.send(send(101, 101), clock.now())).toBe(16_200);
  });

  it('lets one join a second through', () => {
    const alice = budgets.of('alice');
    expect(alice.join(clock.now())).toBe(0);
    expect(alice.join(clock.now())).toBe(1_000);
    clock.advance(1_000);
    expect(alice.join(clock.now())).toBe(0);
  });

  it('belongs to one person, outlives their sockets, and is forgotten when it is full again', () => {
    budgets.of('alice').join(clock.now());
    expect(budgets.of('bob').join(clock.now())).toBe(0);
    expect(budgets.of('alice').join(clock.now())).toBeGreaterThan(0);
    clock.advance(61_000);
    budgets.of('carol');
    expect(budgets.size).toBe(1);
    expect(budgets.of('alice').join(clock.now())).toBe(0);
  });
});
