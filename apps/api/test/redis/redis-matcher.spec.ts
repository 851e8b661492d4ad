import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { PatientMatcher } from '../../src/queue/infra/redis/patient-matcher.js';
import { RedisMatcher } from '../../src/queue/infra/redis/redis-matcher.js';
import { describeMatcher, waiting } from '../../src/queue/matcher.contract.js';
import type { Match } from '../../src/queue/matcher.port.js';
import { startTestRedis, type TestRedis } from '../support/redis.js';

const T0 = 1_700_000_000_000;

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = new Redis(server.url);
});

afterAll(async () => {
  redis.disconnect();
  await server.close();
});

describeMatcher('RedisMatcher', (options) =>
  Promise.resolve(
    new PatientMatcher(new RedisMatcher({ redis, serverId: 'server-1', pool: randomUUID() }, options), {
      isUp: true,
      doubt: () => undefined,
    }),
  ),
);

describe('RedisMatcher of several servers', () => {
  function servers(): readonly [RedisMatcher, RedisMatcher] {
    const pool = randomUUID();
    return [
      new RedisMatcher({ redis, serverId: 'server-1', pool }),
      new RedisMatcher({ redis, serverId: 'server-2', pool }),
    ];
  }

  /** Alice of server 1 and Bob of server 2 are taken by the second. */
  async function takenByTwo(one: RedisMatcher, two: RedisMatcher): Promise<Match> {
    await one.put(waiting('alice', 'vent'), []);
    await two.put(waiting('bob', 'listen'), []);
    const [match] = await two.take(T0);
    if (match === undefined) throw new Error('nobody was paired');
    return match;
  }

  it('I8: pairs people of two servers, once, whichever asks', async () => {
    const [one, two] = servers();
    await one.put(waiting('alice', 'vent'), []);
    await two.put(waiting('bob', 'listen'), []);

    const [byOne, byTwo] = await Promise.all([one.take(T0), two.take(T0)]);
    const matches = [...byOne, ...byTwo];

    expect(matches).toHaveLength(1);
    expect(matches).toMatchObject([{ left: { host: 'server-1' }, right: { host: 'server-2' } }]);
  });

  it('gives back somebody of another server as theirs', async () => {
    const [one, two] = servers();
    const match = await takenByTwo(one, two);

    await two.giveBack(match.left, []);

    expect(await one.missing(['alice'])).toEqual([]);
    expect(await two.missing(['alice'])).toEqual(['alice']);
  });

  it('I8: gives nobody back of whom their own server has said something since', async () => {
    const [one, two] = servers();
    const match = await takenByTwo(one, two);

    await one.remove('alice');
    await two.giveBack(match.left, []);
    expect(await one.position('alice')).toBeUndefined();

    await one.put(waiting('bob', 'listen'), []);
    await one.put(waiting('alice', 'vent', { enteredAt: T0 + 5 }), []);
    const [again] = await two.take(T0 + 5);
    if (again === undefined) throw new Error('nobody was paired');
    // What another server says of them that does not keep them counts for nothing.
    await two.remove('alice');
    await two.giveBack(again.left.holder.publicId === 'alice' ? again.left : again.right, []);
    expect(await one.position('alice')).toBe(1);
  });

  it('I4: who came back elsewhere is neither moved nor removed by the server they left', async () => {
    const [one, two] = servers();
    await one.put(waiting('alice', 'vent'), []);
    await two.put({ ...waiting('alice', 'vent'), holder: { publicId: 'alice', gen: 2, reg: 'newer' } }, []);

    await one.setPresent('alice', false);
    await one.remove('alice');

    expect(await two.position('alice')).toBe(1);
    await two.put(waiting('bob', 'listen'), []);
    expect(await two.take(T0)).toHaveLength(1);
  });

  it('I8: misses nobody who is being paired just now, and who has been for long', async () => {
    const pool = randomUUID();
    const one = new RedisMatcher({ redis, serverId: 'server-1', pool });
    const two = new RedisMatcher({ redis, serverId: 'server-2', pool });
    await one.put(waiting('alice', 'vent'), []);
    await one.put(waiting('bob', 'listen'), []);
    expect(await two.take(T0)).toHaveLength(1);
    expect(await one.missing(['alice', 'bob'])).toEqual([]);
    // As if more than a second of the ten had passed.
    await redis.pexpire(`{${pool}}:taken:alice`, 8_900);
    expect(await one.missing(['alice', 'bob'])).toEqual(['alice']);
  });

  it('forgets everything with Redis, and takes it again', async () => {
    const [one] = servers();
    await one.put(waiting('alice', 'vent'), []);
    await redis.flushall();
    await redis.script('FLUSH');

    expect(await one.missing(['alice'])).toEqual(['alice']);
    await one.put(waiting('alice', 'vent'), []);
    await one.put(waiting('bob', 'listen'), []);
    expect(await one.take(T0)).toHaveLength(1);
  });

  it('I8: hands out more pairs than one call takes, in turn', async () => {
    const [one] = servers();
    const crowd = Array.from({ length: 300 }, (_, number) => number);
    for (const number of crowd) {
      await one.put(waiting(`vent ${String(number)}`, 'vent', { enteredAt: T0 + number }), []);
      await one.put(waiting(`listen ${String(number)}`, 'listen', { enteredAt: T0 + number }), []);
    }

    const calls = [await one.take(T0 + 300), await one.take(T0 + 300), await one.take(T0 + 300)];

    expect(calls.map(({ length }) => length)).toEqual([250, 50, 0]);
    expect(calls.flat().map(({ left }) => left.holder.publicId.split(' ')[1])).toEqual(crowd.map(String));
  });

  it('I8: looks at no more people in one call than Redis can spare the time for, the first in turn first', async () => {
    const pool = randomUUID();
    const one = new RedisMatcher({ redis, serverId: 'server-1', pool });
    for (let number = 0; number < 1_200; number += 1) {
      await one.put(waiting(`vent ${String(number)}`, 'vent', { enteredAt: T0 + number }), []);
    }
    await one.put(waiting('listener', 'listen', { enteredAt: T0 + 5_000 }), []);

    const left: number[] = [];
    const matches: Match[] = [];
    for (let call = 0; call < 3; call += 1) {
      matches.push(...(await one.take(T0 + 5_000)));
      left.push(await redis.zcard(`{${pool}}:changed`));
    }

    expect(left).toEqual([701, 201, 0]);
    expect(matches).toMatchObject([{ left: { holder: { publicId: 'vent 0' } } }]);
  });
});

describe('RedisMatcher beside a server that has died', () => {
  let pool: string;
  let one: RedisMatcher;
  let two: RedisMatcher;

  beforeEach(async () => {
    pool = randomUUID();
    one = new RedisMatcher({ redis, serverId: 'server-1', pool });
    two = new RedisMatcher({ redis, serverId: 'server-2', pool });
    await one.put(waiting('alice', 'vent'), []);
    await two.put(waiting('bob', 'listen'), []);
  });

  /** As if nothing had been heard of it for this long. */
  async function silence(serverId: string, ms: number): Promise<void> {
    await redis.zincrby(`{${pool}}:servers`, -ms, serverId);
  }

  async function remaining(): Promise<readonly string[]> {
    const keys = await redis.keys(`{${pool}}:*`);
    return keys.map((key) => key.slice(`{${pool}}:`.length)).sort();
  }

  it('I8: passes over its people, who keep their place, until it is heard again', async () => {
    await silence('server-1', 6_000);
    expect(await two.take(T0)).toEqual([]);
    expect(await two.position('alice')).toBe(1);
    expect(await two.counts()).toMatchObject({ vent: 1 });
    expect(await one.take(T0)).toMatchObject([{ left: { host: 'server-1' }, right: { host: 'server-2' } }]);
  });

  it('forgets all that it has put, a minute later', async () => {
    await silence('server-1', 6_000);
    await two.take(T0);
    await silence('server-1', 60_000);
    await two.take(T0);
    expect(await two.position('alice')).toBeUndefined();
    await two.remove('bob');
    expect(await remaining()).toEqual(['arrived', 'servers']);
    expect(await redis.zrange(`{${pool}}:servers`, 0, '-1')).toEqual(['server-2']);
  });

  it('keeps nothing of who was paired, when their servers have let go of them', async () => {
    expect(await two.take(T0)).toHaveLength(1);
    await one.remove('alice');
    await two.remove('bob');
    expect(await remaining()).toEqual(['arrived', 'servers']);
  });
});
