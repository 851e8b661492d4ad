import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { silentLog } from '../../src/platform/log.js';
import { openRedis, type RedisClient } from '../../src/platform/redis/open-redis.js';
import { describeHintBus } from '../../src/realtime/hint-bus.contract.js';
import type { Hint } from '../../src/realtime/hint-bus.port.js';
import { RedisHintBus } from '../../src/realtime/infra/redis/redis-hint-bus.js';
import { eventually } from '../support/eventually.js';
import { openGate } from '../support/gate.js';
import { startTestRedis, type TestRedis } from '../support/redis.js';

let server: TestRedis;

beforeAll(async () => {
  server = await startTestRedis();
});

afterAll(() => server.close());

interface Opened {
  readonly bus: RedisHintBus;
  readonly heard: Hint[];
  readonly people: Set<string>;
  close(): void;
}

async function open(serverId: string, prefix: string, url = server.url, subscriberUrl = url): Promise<Opened> {
  const clients: RedisClient[] = [];
  const connected = (to: string): RedisClient => {
    const client = openRedis({ kind: 'single', url: to });
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  };
  const redis = connected(url);
  await once(redis, 'ready');
  const bus = new RedisHintBus({
    redis,
    openSubscriber: () => connected(subscriberUrl),
    serverId,
    prefix,
    clock: systemClock,
    log: silentLog,
  });
  await bus.ready();
  const heard: Hint[] = [];
  const people = new Set<string>();
  return {
    bus,
    heard,
    people,
    close: () => {
      bus.close();
      // Closed twice, one would keep the process for another two seconds.
      for (const client of clients) if (client.status !== 'end') client.disconnect();
    },
  };
}

function listen({ bus, heard, people }: Opened): void {
  bus.subscribe((hint) => heard.push(hint), { isHere: (publicId) => people.has(publicId), publicIds: () => people });
}

// The contract's alice is on another server than the one that publishes: everything goes through Redis.
describeHintBus('Redis, between two servers', async () => {
  const prefix = randomUUID();
  const [here, there] = [await open('here', prefix), await open('there', prefix)];
  await hosts(there, 'alice', 'marker');
  let marks = 0;
  there.bus.subscribe((hint) => {
    if (isMark(hint)) marks += 1;
  });
  return {
    bus: {
      publish: (hint) => here.bus.publish(hint),
      subscribe: (listener) => there.bus.subscribe((hint) => (isMark(hint) ? undefined : listener(hint))),
    },
    settled: async () => {
      await here.bus.idle();
      const before = marks;
      // One connection, one channel: when this one has arrived, so has everything before it.
      here.bus.publish({ kind: 'person', to: 'marker' });
      await eventually(() => {
        expect(marks).toBe(before + 1);
      });
    },
    close: () => {
      here.close();
      there.close();
      return Promise.resolve();
    },
  };
});

function isMark(hint: Hint): boolean {
  return hint.kind === 'person' && hint.to === 'marker';
}

/** These people register on a server. */
async function hosts(opened: Opened, ...people: readonly string[]): Promise<void> {
  listen(opened);
  for (const person of people) {
    opened.people.add(person);
    opened.bus.publish({ kind: 'person', to: person });
  }
  await opened.bus.idle();
}

describe('RedisHintBus', () => {
  let prefix: string;
  let opened: Opened[];
  const start = async (serverId: string, subscriberUrl?: string): Promise<Opened> => {
    const one = await open(serverId, prefix, server.url, subscriberUrl);
    opened.push(one);
    return one;
  };
  const room = (to: string): Hint => ({ kind: 'room', to, roomId: 'room-1' });

  beforeEach(() => {
    prefix = randomUUID();
    opened = [];
  });

  afterEach(() => {
    for (const one of opened) one.close();
  });

  it('tells again where they are what came to a server that speaks for somebody who has left it', async () => {
    const [one, woken, home] = [await start('one'), await start('woken'), await start('home')];
    listen(woken);
    await hosts(home, 'alice');
    // It was frozen since before she moved, and told the directory once more of her before it learned otherwise.
    const redis = openRedis({ kind: 'single', url: server.url });
    await once(redis, 'ready');
    await redis.set(`${prefix}:at:alice`, 'woken', 'EX', 30);
    redis.disconnect();

    one.bus.publish(room('alice'));
    await eventually(() => {
      expect(woken.heard).toEqual([room('alice')]);
    });
    await eventually(() => {
      expect(home.heard).toContainEqual(room('alice'));
    }, 15_000);
  }, 30_000);

  it('tells the one server that hosts somebody, and no other', async () => {
    const [one, two, three] = [await start('one'), await start('two'), await start('three')];
    await hosts(two, 'alice');
    await hosts(three, 'bob');

    one.bus.publish(room('alice'));
    await eventually(() => {
      expect(two.heard).toEqual([room('alice')]);
    });
    one.bus.publish(room('bob'));
    await eventually(() => {
      expect(three.heard).toEqual([room('bob')]);
    });
    expect(two.heard).toHaveLength(1);
  });

  it('I4: tells the older server when somebody registers elsewhere', async () => {
    const [one, two] = [await start('one'), await start('two')];
    await hosts(one, 'alice');
    await hosts(two, 'alice');

    await eventually(() => {
      expect(one.heard).toEqual([{ kind: 'person', to: 'alice' }]);
    });
    expect(two.heard).toEqual([]);
  });

  it('I1: has somebody look in the log whom it told something where they were no more', async () => {
    const [one, two, three] = [await start('one'), await start('two'), await start('three')];
    await hosts(one, 'bob');
    await hosts(two, 'alice');
    one.bus.publish(room('alice'));
    await one.bus.idle();
    // Killed, and not told of it: the first one believes for a moment that she is still there.
    two.people.clear();
    await hosts(three, 'alice');
    one.bus.publish(room('alice'));
    await one.bus.idle();
    three.bus.publish({ kind: 'asked-after', to: 'bob', by: 'alice' });
    await eventually(() => {
      expect(three.heard).toEqual([room('alice')]);
    });
    three.bus.publish({ kind: 'asked-after', to: 'bob', by: 'alice' });
    one.bus.publish({ ...room('alice'), roomId: 'room-2' } as Hint);
    await eventually(() => {
      expect(three.heard.at(-1)).toMatchObject({ roomId: 'room-2' });
    });
    expect(three.heard).toHaveLength(2);
  });

  it('tells people of its own server without Redis', async () => {
    const one = await start('one');
    await hosts(one, 'alice');
    await server.freeze();
    try {
      one.bus.publish(room('alice'));
      await eventually(() => {
        expect(one.heard).toEqual([room('alice')]);
      }, 500);
    } finally {
      server.signal('SIGCONT');
    }
  });

  it('knows everybody again within 5 s of a FLUSHALL (I8)', async () => {
    const [one, two] = [await start('one'), await start('two')];
    await hosts(two, 'alice');
    const admin = openRedis({ kind: 'single', url: server.url });
    await once(admin, 'ready');
    await admin.flushall();
    admin.disconnect();

    await eventually(() => {
      one.bus.publish(room('alice'));
      expect(two.heard).toContainEqual(room('alice'));
    }, 5_000);
  });

  it('notices a half-open subscription within 5 s, makes it anew, and says that hints may be missing', async () => {
    const gate = await openGate(server.port);
    const [one, two] = [await start('one'), await start('two', gate.url)];
    await hosts(two, 'alice');
    gate.silence();
    const silentSince = Date.now();
    one.bus.publish(room('alice'));

    await eventually(() => {
      expect(two.heard).toContainEqual({ kind: 'missed' });
    });
    expect(two.heard).toEqual([{ kind: 'missed' }]);
    await eventually(() => {
      one.bus.publish(room('alice'));
      expect(two.heard).toContainEqual(room('alice'));
    });
    expect(Date.now() - silentSince).toBeLessThan(DEAF_WITHIN_MS);
    // Said again when it hears: what was said in between is not in it.
    expect(
      two.heard.slice(
        0,
        two.heard.findIndex(({ kind }) => kind === 'room'),
      ).length,
    ).toBeGreaterThan(1);
    await gate.close();
  });
});

/** 5 s to notice, and what it takes to open a new one on a busy machine. */
const DEAF_WITHIN_MS = 6_000;
