import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { Doorkeeper, type Visitor } from './doorkeeper.js';

const LIMITS = { unregisteredMax: 10, registeredMax: 200, connectsPerMinute: 300 };

describe('Doorkeeper', () => {
  let clock: ManualClock;
  let doorkeeper: Doorkeeper;

  beforeEach(() => {
    clock = new ManualClock();
    doorkeeper = new Doorkeeper(LIMITS, clock);
  });

  function enter(count: number, address = 'school'): readonly Visitor[] {
    return Array.from({ length: count }, () => doorkeeper.enter(address));
  }

  function registered(count: number): readonly Visitor[] {
    const visitors = enter(count);
    for (const visitor of visitors) visitor.register();
    return visitors;
  }

  it('welcomes ten at a time; who is new among more waits, and has to hurry', () => {
    const ten = enter(10);
    expect(ten.map((visitor) => visitor.crowd())).toEqual(Array(10).fill(undefined));
    const [eleventh] = enter(1);
    expect(eleventh?.isCrowded).toBe(true);
    expect(eleventh?.crowd()).toEqual({ code: 'rate-limited', retryAfterMs: 2_000 });
    ten[0]?.register();
    expect(eleventh?.crowd()).toBeUndefined();
  });

  it('turns nobody new away from other addresses', () => {
    enter(50);
    expect(doorkeeper.enter('home').crowd()).toBeUndefined();
  });

  it('takes 200 people, and has room again when one leaves', () => {
    const people = registered(200);
    const [visitor] = enter(1);
    expect(visitor?.crowd()).toMatchObject({ code: 'full' });
    expect(people[0]?.crowd()).toBeUndefined();
    people[0]?.leave();
    people[0]?.leave();
    expect(visitor?.crowd()).toBeUndefined();
    expect(doorkeeper.registered).toBe(199);
  });

  it('lets in all who may come back after an outage, while their old sockets still count', () => {
    registered(200);
    for (let count = 0; count < 210; count += 1) {
      expect(doorkeeper.isOpenFor('school')).toBe(true);
      doorkeeper.enter('school');
    }
    expect(doorkeeper.isOpenFor('school')).toBe(false);
    expect(doorkeeper.isOpenFor('home')).toBe(true);
  });

  it('counts the connects of a minute', () => {
    for (const visitor of enter(300)) visitor.leave();
    const [next] = enter(1);
    expect(next?.isCrowded).toBe(true);
    expect(next?.crowd()).toMatchObject({ code: 'rate-limited' });
    clock.advance(61_000);
    expect(next?.crowd()).toBeUndefined();
  });

  it('does not listen any more at ten times the connects of a minute', () => {
    for (const visitor of enter(3_000)) visitor.leave();
    expect(doorkeeper.isOpenFor('school')).toBe(false);
    clock.advance(61_000);
    expect(doorkeeper.isOpenFor('school')).toBe(true);
  });

  it('forgets an address that nobody uses', () => {
    for (const visitor of enter(3)) visitor.leave();
    clock.advance(121_000);
    enter(1, 'home');
    expect(doorkeeper.size).toBe(1);
  });
});
