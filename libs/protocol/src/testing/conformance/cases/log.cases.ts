import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry, NewEntry } from '../../../entry.js';
import { entryId } from '../../../ids.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';
import { nonce, type Person } from '../person.js';

/** Long enough for a push that must not come. */
const SILENCE_MS = 400;

/** Design section 4: what is sent, acknowledged, pushed and delivered. */
export const logCases: readonly ConformanceCase[] = [
  {
    name: 'a text is acknowledged, and pushed with everything that belongs to it',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const before = Date.now();
      const [sent] = await alice.say('Hello, is somebody there? 👋\n\tyes');
      const [heard] = await bob.hear(1);
      promised(sent !== undefined && heard !== undefined, 'one text');
      const { at, ...rest } = heard;
      same(rest, asRead(alice, sent), 'an entry as it is read');
      promised(Math.abs(at - before) < 60_000, 'at is the time of acceptance in ms', at);
    },
  },
  {
    name: 'texts both ways arrive once and in order, however many are under way',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const count = Math.min(18, alice.limits.textsBurst);
      const sends = [alice, bob].map((person) => {
        const entries = person.write(
          ...Array.from({ length: count }, (_, index) => `${person.name} ${String(index + 1)}`),
        );
        // All at once, in packets of one, without waiting for an answer in between.
        return { person, entries, answers: Promise.all(entries.map((entry) => person.send([entry]))) };
      });
      for (const { person, answers } of sends) {
        const accepted = (await answers).map((answer) => (answer.ok ? answer.data.accepted : answer.error));
        const last = accepted.at(-1);
        same(last, count, `everything ${person.name} sent is accepted`);
        const areRising = accepted.every((value, index) => typeof value === 'number' && value > index);
        promised(areRising, 'an acknowledgement of n covers n', accepted);
      }
      const [fromAlice, fromBob] = sends;
      await Promise.all([alice.hear(count), bob.hear(count)]);
      await sleep(SILENCE_MS);
      same(bob.heard.map(textOf), fromAlice?.entries.map(textOf), 'bob heard alice in her order, once');
      same(alice.heard.map(textOf), fromBob?.entries.map(textOf), 'alice heard bob in his order, once');
      same(
        pushedTo(bob).map(({ n }) => n),
        Array.from({ length: count }, (_, index) => index + 1),
        'nothing is pushed twice',
      );
    },
  },
  {
    name: 'several entries in one request count together',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one', 'two', 'three');
      same((await bob.hear(3)).map(textOf), ['one', 'two', 'three'], 'bob heard three');
    },
  },
  {
    name: 'the same entry again is acknowledged again, and counts once',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const entries = await alice.say('one', 'two');
      for (const again of [entries, entries.slice(0, 1), entries.slice(1)]) {
        const answer = await alice.send(again);
        same(answer, { ok: true, data: { stream: alice.stream, accepted: 2 } }, 'the answer is cumulative');
      }
      // A request that repeats and goes on is taken from where it is new.
      const [third] = alice.write('three');
      promised(third !== undefined, 'a third text');
      const mixed = await alice.send([...entries, third]);
      same(mixed, { ok: true, data: { stream: alice.stream, accepted: 3 } }, 'old and new in one request');
      await bob.hear(3);
      await sleep(SILENCE_MS);
      bob.takePushed();
      same(bob.heard.map(textOf), ['one', 'two', 'three'], 'the partner hears each once');
    },
  },
  {
    name: 'other content under a used number is a conflict, and nobody sees it',
    invariant: 'I1, I3',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const [first] = await alice.say('what I said');
      promised(first?.kind === 'text', 'one text');
      const others: readonly NewEntry[] = [
        { ...first, text: 'what I did not say' },
        { ...first, nonce: nonce() },
        { ...first, t: first.t + 5 },
        { ...first, replyTo: nonce() },
      ];
      for (const other of others) {
        const answer = await alice.send([other]);
        promised(!answer.ok && answer.error.code === 'conflict', 'other content is a conflict', answer);
        same(answer.error.accepted, 1, 'which tells how far the stream is accepted');
      }
      await sleep(SILENCE_MS);
      same(pushedTo(bob).map(textOf), ['what I said'], 'bob heard what was said first, and nothing else');
    },
  },
  {
    name: 'a number too high is out of order, and says where to go on',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      const [two, three, four] = alice.write('two', 'three', 'four');
      promised(two !== undefined && three !== undefined && four !== undefined, 'three texts');
      for (const entries of [[three], [four], [three, four]]) {
        const answer = await alice.send(entries);
        promised(!answer.ok && answer.error.code === 'out-of-order', 'a hole is out of order', answer);
        same(answer.error.accepted, 1, 'with where to go on');
      }
      for (const entries of [
        [two, four],
        [three, two],
        [two, two],
      ]) {
        const answer = await alice.send(entries);
        const isRefused = !answer.ok && ['invalid', 'out-of-order'].includes(answer.error.code);
        promised(isRefused, 'numbers in one request ascend without gaps', answer);
      }
      const answer = await alice.send([two, three, four]);
      same(answer, { ok: true, data: { stream: alice.stream, accepted: 4 } }, 'and then it goes on');
      same(
        (await bob.hear(4)).map(({ n }) => n),
        [1, 2, 3, 4],
        'bob heard all four in order',
      );
    },
  },
  {
    name: 't that does not rise, or rises too far, is refused; the partner is not muted',
    invariant: 'I9',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      const [next] = alice.write('two');
      promised(next !== undefined, 'one text');
      for (const t of [1, next.t - 1, next.t + 1_000_001, 2 ** 52, 2 ** 53 - 1, 0, -1, 1.5]) {
        const answer = await alice.send([{ ...next, t }]);
        promised(!answer.ok && answer.error.code === 'invalid', `t = ${String(t)} is invalid`, answer);
      }
      const answer = await alice.send([{ ...next, t: next.t + 1_000 }]);
      promised(answer.ok, 'a t that is somewhat ahead is taken', answer);
      await bob.hear(2);
      await bob.say('I can still answer');
      same((await alice.hear(1)).map(textOf), ['I can still answer'], 'the partner is not muted');
    },
  },
  {
    name: 'likes are entries',
    invariant: 'section 4',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const [text] = await alice.say('I am glad you are here');
      promised(text !== undefined, 'one text');
      await bob.hear(1);
      const [like] = await bob.say({ kind: 'like', target: text.nonce });
      const [unlike] = await bob.say({ kind: 'unlike', target: text.nonce });
      promised(like !== undefined && unlike !== undefined, 'two entries');
      const heard = (await alice.hear(2)).map(({ at: _, ...rest }) => rest);
      same(heard, [asRead(bob, like), asRead(bob, unlike)], 'a like and its withdrawal, in order');
    },
  },
  {
    name: 'a like of an own text, of itself or of nothing harms nobody',
    invariant: 'I9',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const [text] = await alice.say('mine');
      promised(text !== undefined, 'one text');
      const [first, second] = alice.write('also mine', { kind: 'like', target: text.nonce });
      promised(first !== undefined && second?.kind === 'like', 'a text and a like');
      for (const target of [first.nonce, second.nonce]) {
        const answer = await alice.send([first, { ...second, target }]);
        promised(!answer.ok && answer.error.code === 'invalid', 'a frame does not like what it says itself', answer);
      }
      // Of what was said before, or never: it may be refused or stored, and readers pass over it.
      await alice.send([first]);
      await alice.send([second]);
      await bob.say({ kind: 'like', target: nonce() }, { kind: 'unlike', target: text.nonce }, 'I can go on');
      promised(
        (await alice.hear(3)).some((entry) => textOf(entry) === 'I can go on'),
        'the partner goes on',
      );
      const { accepted } = await alice.sync();
      promised(accepted >= 2, 'the author goes on as well', accepted);
    },
  },
  {
    name: 'the author is told what the partner holds',
    invariant: 'section 4',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one', 'two');
      await bob.hear(2);
      same(
        await bob.wire.done('room:received', { roomId: bob.roomId, received: bob.received }),
        {},
        'received is taken',
      );
      await alice.delivered(2);
      await alice.say('three');
      await bob.hear(3);
      const entries = bob.write('I heard you');
      await bob.wire.done('room:send', { roomId: bob.roomId, stream: bob.stream, entries, received: bob.received });
      await alice.delivered(3);
      same((await alice.sync()).delivered, { stream: alice.stream, n: 3 }, 'sync tells the same');
    },
  },
  {
    name: 'an author learns at which entry the partner stands, where the partner says it',
    invariant: 'I2',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      const [one] = await bob.hear(1);
      const received = { ...bob.received, nonce: one?.nonce ?? '' };
      await bob.wire.done('room:received', { roomId: bob.roomId, received });
      same((await alice.sync()).delivered, received, 'after room:received');
      await bob.sync({ ...bob.claim(), receivedNonce: received.nonce });
      same((await alice.sync()).delivered, received, 'after a claim');
    },
  },
  {
    name: 'typing is told to the partner, and expires',
    invariant: 'section 4',

    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.wire.done('room:typing', { roomId: alice.roomId, typing: true });
      const told = await bob.wire.push('room:partner', ({ typing }) => typing);
      same(told, { roomId: bob.roomId, presence: { is: 'here' }, typing: true }, 'the partner is told');
      await alice.wire.done('room:typing', { roomId: alice.roomId, typing: false });
      await bob.wire.push('room:partner', ({ typing }) => !typing);
      same(
        alice.wire.all('room:partner').filter(({ typing }) => typing),
        [],
        'nobody is told of their own typing',
      );
    },
  },
];

/** What the partner reads of an entry, but for the time. */
function asRead(author: Person, entry: NewEntry): Omit<Entry, 'at'> {
  const { roomId, slot } = author.room ?? { roomId: '', slot: 'a' as const };
  return {
    ...entry,
    id: entryId(roomId, slot, author.stream, entry.n),
    roomId,
    author: author.publicId,
    stream: author.stream,
  };
}

function pushedTo(person: Person): readonly Entry[] {
  return person.wire.all('room:entries').flatMap(({ items }) => items.filter((item) => item.kind !== 'gap'));
}

function textOf(entry: Pick<Entry, 'kind'> | NewEntry): string {
  return 'text' in entry ? entry.text : entry.kind;
}
