import { setTimeout as sleep } from 'node:timers/promises';
import type { LogItem } from '../../../entry.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';

const SILENCE_MS = 400;

/** Design section 4: streams, gaps and foreign rooms. */
export const streamCases: readonly ConformanceCase[] = [
  {
    name: 'after a conflict the author goes on in a new stream, and the partner follows over a gap',
    invariant: 'I3',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one', 'two');
      await bob.hear(2);
      const old = alice.stream;
      const { stream: _, ...claim } = alice.claim({ outboxFrom: 1, own: { stream: old, n: 2 } });
      const state = await alice.sync(claim);
      promised(state.stream > old && state.accepted === 0, 'without a stream a new one is given, above the old', state);
      const answer = await alice.wire.ask('room:send', {
        roomId: alice.roomId,
        stream: old,
        entries: [{ kind: 'text', text: 'into the old one', n: 3, t: alice.clock + 1, nonce: 'n'.repeat(22) }],
      });
      promised(!answer.ok && answer.error.code === 'stale-stream', 'the old stream is closed', answer);
      await alice.say('three');
      // By push or by room:changed and a sync: what counts is that the gap comes before what follows it.
      const seen = await bob.wire
        .push('room:entries', ({ items }) => items.length > 0 && items.every(isAfter(2, old)))
        .catch(() => undefined);
      const items = seen?.items[0]?.kind === 'gap' ? seen.items : (await bob.sync()).items;
      if (seen?.items[0]?.kind === 'gap') bob.take(seen.items);
      same(
        items.map((item) => (item.kind === 'gap' ? item : { n: item.n, stream: item.stream })),
        [
          {
            kind: 'gap',
            roomId: bob.roomId,
            author: alice.publicId,
            reason: 'stream',
            from: { stream: old, n: 2 },
            to: { stream: alice.stream, n: 0 },
          },
          { n: 1, stream: alice.stream },
        ],
        'a visible gap, then the new stream',
      );
      same(bob.heard.length, 3, 'bob has heard all three texts');
      await bob.wire.done('room:received', { roomId: bob.roomId, received: bob.received });
      await alice.delivered(1);
    },
  },
  {
    name: 'where the server numbers, a socket listens and does not send, and one stream goes on',
    invariant: 'section 10',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      await bob.hear(1);
      const before = alice.stream;
      alice.wire.close();
      await alice.openWire();
      const { room: _, ...request } = alice.registerPayload({ numbering: 'server' });
      const { state } = await alice.wire.done('session:register', request);
      promised(state.is === 'paired' && state.stream === before, 'no store, and yet the same stream', state);
      same([state.accepted, state.items, state.continuity], [1, [], 'proven'], 'nothing looks lost');
      const entries = alice.write('two');
      const answer = await alice.wire.ask('room:send', { roomId: state.roomId, stream: state.stream, entries });
      promised(!answer.ok && answer.error.code === 'invalid', 'a socket that only notifies cannot send', answer);
      await bob.say('and you?');
      await alice.wire.push('room:entries', ({ items }) => items.some((item) => item.author === bob.publicId));
    },
  },
  {
    name: 'a new stream is above every one that is named, and never used twice',
    invariant: 'section 2',
    async run({ pair }) {
      const [alice] = await pair();
      const seen = [alice.stream];
      for (let turn = 0; turn < 3; turn += 1) {
        const { stream: _, ...claim } = alice.claim({ outboxFrom: 1 });
        seen.push((await alice.sync(claim)).stream);
      }
      same(seen, seen.toSorted(), 'each new stream is above the one before');
      same(new Set(seen).size, 4, 'and none is given twice');
    },
  },
  {
    name: "nobody writes into somebody else's stream",
    invariant: 'I9, I10',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await bob.say('mine');
      const [entry] = alice.write('not mine');
      promised(entry !== undefined, 'one text');
      for (const stream of [bob.stream, alice.roomId, '01J9ZK4T3WQ8N5M2X7B6C0D1E2']) {
        for (const n of [1, 2]) {
          const answer = await alice.wire.ask('room:send', {
            roomId: alice.roomId,
            stream,
            entries: [{ ...entry, n }],
          });
          promised(!answer.ok && answer.error.code === 'stale-stream', 'another stream is refused', answer);
        }
      }
      await bob.say('still mine');
      same(
        (await alice.hear(2)).map(({ n }) => n),
        [1, 2],
        "the partner's stream is untouched",
      );
      same((await bob.sync()).accepted, 2, 'and so is its number');
    },
  },
  {
    name: 'a room of other people is closed to everybody else',
    invariant: 'I9, I10',
    async run({ pair, person }) {
      const [carol, dave] = await pair();
      await carol.say('between the two of us');
      await dave.hear(1);
      const [alice, bob] = await pair();
      const mallory = await person('mallory');
      const { roomId } = carol;
      for (const stranger of [alice, mallory]) {
        const claim = { ...carol.claim(), received: dave.received, own: { stream: carol.stream, n: 0 } };
        const entries = [{ kind: 'text' as const, text: 'let me in', n: 2, t: 2, nonce: 'm'.repeat(22) }];
        const codes = ['not-member', 'wrong-state'] as const;
        await stranger.wire.refused('room:send', { roomId, stream: carol.stream, entries }, ...codes);
        await stranger.wire.refused('room:sync', claim, ...codes);
        await stranger.wire.refused('room:received', { roomId, received: dave.received }, ...codes);
        await stranger.wire.refused('room:typing', { roomId, typing: true }, ...codes);
        await stranger.wire.refused('room:next', { roomId }, ...codes);
        await stranger.wire.refused('room:leave', { roomId }, ...codes);
        for (const named of [{ room: claim }, { ended: claim }]) {
          const { state, lastRoom } = await stranger.wire.done('session:register', stranger.registerPayload(named));
          promised(state.is !== 'paired' || state.roomId !== roomId, 'naming a room does not open it', state);
          same(lastRoom, undefined, 'nor its end');
        }
      }
      const before = carol.wire.pushes.length;
      await sleep(SILENCE_MS);
      same(carol.wire.pushes.slice(before), [], 'the two are not disturbed');
      await dave.say('what was that?');
      same((await carol.hear(1)).length, 1, 'and go on');
      await alice.register();
      await alice.say('and we too');
      // alice goes on in a new stream, as her last register did not name this room.
      await bob.sync();
      same(bob.heard.length, 1, 'and so does the stranger in a room of her own');
    },
  },
  {
    name: 'an outboxFrom too far ahead is refused; the author can go on',
    invariant: 'I9',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      await bob.hear(1);
      for (const outboxFrom of [1_000_003, 9_999_999_999, 2 ** 53 - 1, 2 ** 53, 0, -1, 1.5]) {
        await alice.wire.refused('room:sync', alice.claim({ outboxFrom }), 'invalid');
      }
      await alice.sync();
      await alice.say('two');
      same(
        (await bob.hear(2)).map(({ n }) => n),
        [1, 2],
        'nothing is skipped',
      );
    },
  },
  {
    name: 'what the outbox no longer holds and the server never had is one visible gap',
    invariant: 'I3',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      await bob.hear(1);
      // As if the database had lost 2 to 4 after they were accepted and delivered elsewhere.
      alice.nextN = 5;
      const state = await alice.sync(alice.claim({ outboxFrom: 5 }));
      same(state.accepted, 4, 'the server goes on from the outbox');
      await alice.say('five');
      const items = (await bob.sync()).items;
      same(
        items.map((item) => (item.kind === 'gap' ? [item.reason, item.from.n, item.to.n] : item.n)),
        [['held', 1, 4], 5],
        'a visible gap, then the entry',
      );
      same(
        (await bob.sync(bob.claim({ received: { stream: alice.stream, n: 0 } }))).continuity,
        'gap',
        'told as a gap',
      );
      const whole = await bob.sync(bob.claim({ received: { stream: alice.stream, n: 4 } }));
      same([whole.continuity, whole.items.length], ['proven', 1], 'who holds everything below sees none');
    },
  },
];

/** Whether an item stands behind n of a stream: a gap from there, or an entry of a later stream. */
function isAfter(n: number, stream: string): (item: LogItem) => boolean {
  return (item) => (item.kind === 'gap' ? item.from.n >= n : item.stream > stream);
}
