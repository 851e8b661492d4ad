import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeServer, refusal, type Misbehaviour } from '../fake-server.js';
import { CONFORMANCE_CASES, runConformance, type CaseResult } from './index.js';
import { Permits } from './permits.js';
import { ServerUnderTest } from './server-under-test.js';

const servers: FakeServer[] = [];

afterAll(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Runs the cases whose name holds `part` against a fake server. */
async function run(part: string, prepare: (server: FakeServer) => void): Promise<readonly CaseResult[]> {
  const server = await FakeServer.start();
  servers.push(server);
  prepare(server);
  const cases = CONFORMANCE_CASES.filter(({ name }) => name.includes(part));
  expect(cases).toHaveLength(1);
  return runConformance({ address: server.url, cases });
}

async function failureOf(part: string, prepare: (server: FakeServer) => void): Promise<string | undefined> {
  return (await run(part, prepare))[0]?.failure?.message;
}

/** A server that breaks a promise, the case that must notice, and in which words. Real sockets and real patience. */
const CAUGHT: readonly (readonly [Misbehaviour, string, RegExp])[] = [
  [{ is: 'never-ack', event: 'room:send' }, 'a text is acknowledged', /nothing came within/],
  [{ is: 'ack-twice', event: 'room:send' }, 'a text is acknowledged', /answered twice/],
  [{ is: 'refuse', event: 'room:send', error: refusal('internal') }, 'a text is acknowledged', /alice can send/],
  [{ is: 'close-mid-request', event: 'room:send', isDone: true }, 'a text is acknowledged', /socket was closed/],
  [{ is: 'drop-pushes', event: 'room:entries' }, 'a text is acknowledged', /hears 1 entries/],
  [{ is: 'reorder-pushes', event: 'room:entries' }, 'texts both ways', /given the next entry/],
  [{ is: 'drop-pushes', event: 'room:paired' }, 'two who want to talk', /room:paired is pushed/],
  [{ is: 'drop-pushes', event: 'session:closed' }, 'the older of two sockets', /session:closed is pushed/],
  [{ is: 'drop-pushes', event: 'room:delivered' }, 'the author is told', /told that the partner holds 2/],
  [{ is: 'newer-protocol' }, 'somebody new gets', /alice can register/],
];

describe('the conformance suite', () => {
  // All at once, as each takes the suite's whole patience.
  const noticed = new Map<Misbehaviour, Promise<readonly [honest: string | undefined, bad: string | undefined]>>();
  beforeAll(() => {
    for (const [misbehaviour, part] of CAUGHT) {
      const honest = failureOf(part, () => undefined);
      const bad = failureOf(part, (server) => void server.misbehave(misbehaviour));
      noticed.set(misbehaviour, Promise.all([honest, bad]));
    }
  });

  it.each(CAUGHT)(
    'notices %j',
    async (misbehaviour, _, words) => {
      const [honest, bad] = (await noticed.get(misbehaviour)) ?? [];
      expect(honest).toBeUndefined();
      expect(bad).toMatch(words);
    },
    60_000,
  );

  it('notices a private id of somebody else (I10)', async () => {
    const failure = await failureOf('everybody gets ids', (server) => {
      const ids: string[] = [];
      server.on('session:register', (_, honest) => {
        const answer = honest();
        ids.push(answer.privateId);
        return { ...answer, serverVersion: `fake ${ids[0] ?? ''}` };
      });
    });
    expect(failure).toMatch(/a private id of somebody else/);
  });

  it('notices too many items', async () => {
    const failure = await failureOf('a reload with its store', (server) => {
      server.on('session:register', (_, honest) => {
        const answer = honest();
        const item = { kind: 'text', n: 1 } as never;
        return answer.state.is === 'paired'
          ? { ...answer, state: { ...answer.state, items: Array(201).fill(item) } }
          : answer;
      });
    });
    expect(failure).toBeDefined();
  });

  it('has cases with names of their own, each for a promise', () => {
    expect(new Set(CONFORMANCE_CASES.map(({ name }) => name)).size).toBe(CONFORMANCE_CASES.length);
    for (const { invariant } of CONFORMANCE_CASES)
      expect(invariant).toMatch(/^(I\d+|section|issue|bad input|versions)/);
    const invariants = CONFORMANCE_CASES.map(({ invariant }) => invariant).join(' ');
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(invariants).toMatch(new RegExp(`I${String(number)}\\b`));
  });

  it.each([
    'https://127.0.0.1',
    'http://example.org',
    'http://10.0.0.1:3000',
    'http://127.0.0.1.example.org',
    'nonsense',
  ])('is not for %s', (address) => {
    expect(() => new ServerUnderTest(address)).toThrow(TypeError);
  });

  it.each(['http://127.0.0.1:3000', 'http://localhost:3000/', 'http://[::1]:3000'])('is for %s', (address) => {
    expect(new ServerUnderTest(address).url).toMatch(/:3000$/);
  });
});

describe('permits', () => {
  it('let so many in at a time, in the order they came', async () => {
    const permits = new Permits(2);
    const inside: string[] = [];
    const [first, second] = [await permits.take(), await permits.take()];
    const waiting = ['third', 'fourth'].map((name) => permits.take().then((giveBack) => (inside.push(name), giveBack)));
    await Promise.resolve();
    expect(inside).toEqual([]);
    first();
    first();
    await waiting[0];
    expect(inside).toEqual(['third']);
    second();
    await waiting[1];
    expect(inside).toEqual(['third', 'fourth']);
  });
});
