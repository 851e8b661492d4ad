import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cursor, LogItem, Registered, RoomState } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import { NotedSocket, registered, ServedWorld, type CallingPerson } from './testing/served-world.js';

/** Bob's browser, as far as reading goes: it takes the next n, and moves over gaps it is told of. */
class Reader {
  socket: NotedSocket;
  readonly held = new Map<number, string>();
  readonly order: string[] = [];
  gaps = 0;
  #n = 0;
  #heard = 0;

  constructor(
    readonly world: ServedWorld,
    readonly me: Registered,
    readonly room: RoomState,
    socket: NotedSocket,
  ) {
    this.socket = socket;
  }

  get received(): Cursor {
    return { ...this.room.from.received, n: this.#n };
  }

  /** Everything that was pushed since. */
  hear(): void {
    const pushes = this.socket.told('room:entries').slice(this.#heard);
    this.#heard += pushes.length;
    for (const { items } of pushes) this.#take(items);
  }

  /** A new socket, with what is held. */
  async comeBack(): Promise<void> {
    this.hear();
    this.socket = new NotedSocket(this.world.clock);
    this.#heard = 0;
    const { roomId, partner, stream } = this.room;
    const own = { stream, n: 0 };
    const claim = { roomId, partnerId: partner.publicId, stream, outboxFrom: 1, received: this.received, own };
    const { privateId, publicId } = this.me;
    const { state } = await registered(this.world, this.socket, { privateId, publicId, room: claim });
    if (state.is === 'paired') this.#take(state.items);
    this.hear();
  }

  #take(items: readonly LogItem[]): void {
    for (const item of items) {
      if (item.author !== this.room.partner.publicId) continue;
      if (item.kind === 'gap') {
        if (item.to.n <= this.#n) continue;
        this.#n = item.to.n;
        this.gaps += 1;
      } else if (item.n === this.#n + 1) {
        this.#n = item.n;
        // I1: a number is never used again for other words.
        expect(this.held.get(item.n) ?? item.nonce).toBe(item.nonce);
        this.held.set(item.n, item.nonce);
        if (!this.order.includes(item.nonce)) this.order.push(item.nonce);
      } else if (item.n <= this.#n) {
        const known = this.held.get(item.n);
        if (known !== undefined) expect(item.nonce).toBe(known);
      }
    }
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant('say' as const) },
  { weight: 2, arbitrary: fc.constant('say-again' as const) },
  { weight: 2, arbitrary: fc.constant('lost' as const) },
  { weight: 2, arbitrary: fc.constant('unanswered' as const) },
  { weight: 1, arbitrary: fc.constant('crash' as const) },
  { weight: 1, arbitrary: fc.constant('lose-tail' as const) },
  { weight: 2, arbitrary: fc.constant('reader-back' as const) },
  { weight: 2, arbitrary: fc.constant('read' as const) },
);

interface Story {
  readonly world: ServedWorld;
  readonly alice: CallingPerson;
  readonly bob: Reader;
  /** Nonces told as sent, in the order they were told. */
  readonly sent: string[];
  /** Nonces that alice's client has read back: its cursor proves them. */
  readonly read: Set<string>;
  said: number;
  losses: number;
  /** The database as it was when they met. */
  readonly floor: number;
}

async function begin(): Promise<Story> {
  const world = await ServedWorld.open();
  const socket = new NotedSocket(world.clock);
  const me = await registered(world, socket, { role: 'listen' });
  const alice = await world.caller();
  await alice.join('vent');
  await world.settle(100);
  const [room] = socket.told('room:paired');
  if (room === undefined) throw new Error('not paired');
  return {
    world,
    alice,
    bob: new Reader(world, me, room, socket),
    sent: [],
    read: new Set(),
    said: 0,
    losses: 0,
    floor: world.database.position,
  };
}

async function say(story: Story, number: number): Promise<void> {
  const nonce = `nonce-of-alice-${String(number).padStart(4, '0')}`;
  try {
    await story.alice.say(nonce);
    if (!story.sent.includes(nonce)) story.sent.push(nonce);
  } catch (cause) {
    if (!(cause instanceof ChatError)) throw cause;
    expect(cause.code).toBe('try-later');
  }
  await story.world.settle();
  story.bob.hear();
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function live(story: Story, name: Step): Promise<void> {
  const { world, alice, bob } = story;
  switch (name) {
    case 'say':
      story.said += 1;
      return say(story, story.said);
    case 'say-again':
      return story.said > 0 ? say(story, story.said) : undefined;
    case 'lost':
    case 'unanswered':
      world.messages.fault = name;
      story.said += 1;
      return say(story, story.said);
    case 'crash':
      bob.hear();
      return world.restart();
    case 'lose-tail': {
      bob.hear();
      story.losses += 1;
      const { position } = world.database;
      // What may be lost is what came after the pairing: a lost room is another test's.
      world.database.restore(Math.max(story.floor, position - 3));
      return world.restart();
    }
    case 'reader-back':
      return bob.comeBack();
    case 'read':
      for (const item of (await alice.read()).items) if (item.kind === 'text') story.read.add(item.nonce);
  }
}

describe('where the server numbers, whatever breaks', () => {
  it('I1, I3: every text told as sent is read once, in order, or stands behind a gap that a lost tail left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (names) => {
        const story = await begin();
        for (const name of names) await live(story, name);
        await story.bob.comeBack();
        story.said += 1;
        await say(story, story.said);
        await story.bob.comeBack();
        const { order, gaps } = story.bob;
        const missing = story.sent.filter((nonce) => !order.includes(nonce));
        if (story.losses === 0) expect(missing).toEqual([]);
        else if (missing.length > 0) expect(gaps + story.losses).toBeGreaterThan(0);
        const told = order.filter((nonce) => story.sent.includes(nonce));
        if (story.losses === 0) expect(told).toEqual([...told].sort());
        await story.world.core.stop();
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
