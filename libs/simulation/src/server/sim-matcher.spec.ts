import { describe, expect, it } from '@jest/globals';
import { PRESENT_MS } from '@hearken/protocol';
import { describeMatcher, waiting } from '@api/queue/matcher.contract';
import type { Matcher, Waiting } from '@api/queue/matcher.port';
import { Chance } from '../kernel/chance';
import { Process } from '../kernel/process';
import { VirtualTime } from '../kernel/virtual-time';
import { SimMatcher } from './sim-matcher';

const EVENTS_MAX = 10_000;
const NOW = 1_700_000_000_000;

/** The same matcher, whose every answer comes at once: virtual time runs until it is there. */
function driven(matcher: Matcher, time: VirtualTime): Matcher {
  return new Proxy(matcher, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (!(answer instanceof Promise)) return answer;
        return Promise.all([answer, time.run(EVENTS_MAX)]).then(([value]): unknown => value);
      };
    },
  });
}

function setUp(): { time: VirtualTime; pool: SimMatcher; server: (name: string) => Matcher } {
  const time = new VirtualTime();
  const pool = new SimMatcher(time, new Chance(1, 'matcher'));
  const server = (name: string): Matcher => driven(pool.viewOf(new Process(time, new Chance(1, name)), name), time);
  return { time, pool, server };
}

describeMatcher('the simulated pool of several servers', (options) => {
  const time = new VirtualTime();
  const pool = new SimMatcher(time, new Chance(1, 'matcher'), options);
  return Promise.resolve(driven(pool.viewOf(new Process(time, new Chance(1, 'one')), 'one'), time));
});

describe('the simulated pool', () => {
  it('hands people of two servers to whoever looks, with the server that put them', async () => {
    const { server } = setUp();
    await server('one').put(waiting('alice', 'vent'), []);
    await server('two').put(waiting('bob', 'listen'), []);
    const [match] = await server('three').take(NOW);
    expect([match?.left.host, match?.right.host]).toEqual(['one', 'two']);
  });

  it('lets a server speak for its own people only', async () => {
    const { server } = setUp();
    await server('one').put(waiting('alice', 'vent'), []);
    await server('two').put(waiting('alice', 'vent'), []);
    await server('one').remove('alice');
    await server('one').setPresent('alice', false);
    await server('one').put(waiting('bob', 'listen'), []);
    expect(await server('one').missing(['alice', 'bob'])).toEqual(['alice']);
    expect(await server('two').missing(['alice', 'bob'])).toEqual(['bob']);
    expect(await server('two').take(NOW)).toHaveLength(1);
  });

  it('gives nobody back of whom their own server has said something since', async () => {
    const { server } = setUp();
    const [one, two] = [server('one'), server('two')];
    const taken = async (): Promise<Waiting> => {
      await one.put(waiting('alice', 'vent'), []);
      await two.put(waiting('bob', 'listen'), []);
      const [match] = await two.take(NOW);
      if (match === undefined) throw new Error('nobody was paired');
      return match.left;
    };
    const first = await taken();
    await two.remove('alice');
    await two.giveBack(first, []);
    expect([await one.position('alice'), await one.missing(['alice'])]).toEqual([1, []]);
    const second = await taken();
    await one.remove('alice');
    await two.giveBack(second, []);
    expect(await one.position('alice')).toBeUndefined();
  });

  it('passes over the people of a server that is heard no more, until it is heard again', async () => {
    const { time, server } = setUp();
    await server('one').put(waiting('alice', 'vent'), []);
    time.after(PRESENT_MS + 1, () => undefined);
    await server('two').put(waiting('bob', 'listen'), []);
    await time.run(EVENTS_MAX);
    await server('two').put(waiting('bob', 'listen'), []);
    expect(await server('two').take(NOW)).toEqual([]);
    await server('one').take(NOW);
    expect(await server('two').position('alice')).toBeUndefined();
  });

  it('forgets, and goes out of reach: what it is told then is counted as untold', async () => {
    const { pool, server } = setUp();
    const one = server('one');
    await one.put(waiting('alice', 'vent'), []);
    pool.forget();
    expect(await one.position('alice')).toBeUndefined();
    pool.goAway();
    await one.put(waiting('alice', 'vent'), []);
    expect([one.isUp(), one.untold]).toEqual([false, 1]);
    pool.comeBack();
    expect(one.isUp()).toBe(true);
  });
});
