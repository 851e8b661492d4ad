import { setTimeout as sleep } from 'node:timers/promises';
import { LEEWAY_AFTER_OUTAGE_MS, LEEWAY_FROM_CLOSE_MS, OUTAGE_MS } from '../../../limits.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';
import { nonce } from '../person.js';

/** Design section 5: an outage is nothing. */
export const resumeCases: readonly ConformanceCase[] = [
  {
    name: 'after a cut everything missed is in the answer of register, once',
    invariant: 'I1, I6',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      await bob.hear(1);
      await bob.say('mine');
      bob.wire.cut();
      const away = await alice.wire.push('room:partner', ({ presence }) => presence.is === 'reconnecting');
      const leftMs = away.presence.is === 'reconnecting' ? away.presence.leftMs : 0;
      promised(
        leftMs > OUTAGE_MS && leftMs <= LEEWAY_AFTER_OUTAGE_MS,
        'the partner is told how long they wait',
        leftMs,
      );
      await alice.say('two', 'three');
      const { state } = await bob.comeBack();
      promised(state.is === 'paired' && state.roomId === alice.roomId, 'the room goes on', state);
      same([state.continuity, state.more, state.accepted], ['proven', false, 1], 'nothing is missing either way');
      same(state.stream, bob.stream, 'in the same stream');
      same(
        state.items.map((item) => (item.kind === 'text' ? item.text : item.kind)),
        ['two', 'three'],
        'what was missed',
      );
      await alice.wire.push('room:partner', ({ presence }) => presence.is === 'here');
      await alice.delivered(1);
      await alice.say('four');
      same(
        (await bob.hear(4)).map(({ n }) => n),
        [1, 2, 3, 4],
        'and it goes on from there',
      );
    },
  },
  {
    name: 'what was sent right before a cut is accepted once, acknowledged or not',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      for (let turn = 1; turn <= 4; turn += 1) {
        const entries = alice.write(`turn ${String(turn)}, one`, `turn ${String(turn)}, two`);
        const asked = alice.send(entries).catch(() => undefined);
        // Cut at different moments: before it is out, on its way, after it was taken.
        await sleep((turn - 1) * 2);
        alice.wire.cut();
        await asked;
        const { state } = await alice.comeBack();
        promised(state.is === 'paired' && state.continuity === 'proven', 'the room goes on', state);
        const left = entries.filter(({ n }) => n > state.accepted);
        if (left.length > 0)
          await alice.wire.done('room:send', { roomId: alice.roomId, stream: alice.stream, entries: left });
        // The other kind of browser sends all of it again.
        await alice.wire.done('room:send', { roomId: alice.roomId, stream: alice.stream, entries });
        alice.accepted = entries.at(-1)?.n ?? 0;
      }
      await bob.hear(8).catch(async () => bob.sync());
      same(
        bob.heard.map(({ n }) => n),
        [1, 2, 3, 4, 5, 6, 7, 8],
        'each text once, in order',
      );
    },
  },
  {
    name: 'a reload with its store changes nothing',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      await bob.hear(1);
      await bob.say('two');
      await alice.hear(1);
      const { stream } = alice;
      alice.own = { stream, n: 1 };
      const { state } = await alice.comeBack();
      promised(state.is === 'paired', 'the room goes on', state);
      same([state.stream, state.accepted, state.items.length], [stream, 1, 0], 'the same stream, and nothing to tell');
      same(state.continuity, 'proven', 'and that is proven');
    },
  },
  {
    name: 'a reload without its store gets a new stream and everything both wrote',
    invariant: 'I3',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one', 'two');
      await bob.hear(2);
      await bob.say('three');
      const old = alice.stream;
      const { roomId } = alice;
      alice.room = undefined;
      const { state } = await alice.comeBack({ store: nonce(), attempt: 1 });
      promised(state.is === 'paired' && state.roomId === roomId, 'the room goes on', state);
      promised(state.stream > old && state.accepted === 0, 'in a new stream', state.stream);
      same(state.continuity, 'gap', 'that it was restored is said');
      same(state.from, { received: { stream: bob.stream, n: 0 }, own: { stream: old, n: 0 } }, 'from the start');
      const own = state.items.filter((item) => item.author === alice.publicId && item.kind === 'text');
      const theirs = state.items.filter((item) => item.author === bob.publicId && item.kind === 'text');
      same([own.length, theirs.length], [2, 1], "everybody's texts");
      await alice.say('four');
      same((await bob.sync()).continuity, 'gap', 'the partner sees where the stream begins');
      same(bob.heard.length, 3, 'and what stands in it');
    },
  },
  {
    name: 'a cursor further back gets what follows it, again and again',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one', 'two', 'three');
      await bob.hear(3);
      for (const n of [0, 1, 2, 3]) {
        const { items } = await bob.sync(bob.claim({ received: { stream: alice.stream, n } }));
        const numbers = items
          .filter((item) => item.author === alice.publicId)
          .map((item) => (item.kind === 'gap' ? 'gap' : item.n));
        same(numbers, [1, 2, 3].slice(n), `what stands after ${String(n)}`);
      }
    },
  },
  {
    name: 'an answer holds at most 64 KB of items, and more says to go on',
    invariant: 'section 5',
    async run({ pair }) {
      const [alice, bob] = await pair();
      bob.wire.cut();
      const long = '😀'.repeat(alice.limits.textMax);
      for (let index = 0; index < 9; index += 1) await alice.say(long);
      const { state } = await bob.comeBack();
      promised(state.is === 'paired' && state.more, 'not everything fits into one answer', state.is);
      const pages = await readOn(bob, 8);
      promised(pages >= 2, 'at 16 KB a text, nine take three answers', pages);
      same(
        bob.heard.map(({ n }) => n),
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        'page by page everything arrives',
      );
    },
  },
  {
    name: 'an answer holds at most 200 items, and more says to go on',
    invariant: 'section 5',
    limitMs: 90_000,
    async run({ pair }) {
      const [alice, bob] = await pair(['talk', 'talk']);
      const perPerson = 105;
      await Promise.all(
        [alice, bob].map(async (person) => {
          // As fast as the limits allow; say waits where it is told to.
          for (let index = 0; index < perPerson; index += 5) await person.say('1', '2', '3', '4', '5');
        }),
      );
      await Promise.all([alice.hear(perPerson), bob.hear(perPerson)]);
      alice.room = undefined;
      const { state } = await alice.comeBack({ store: nonce(), attempt: 1 });
      promised(state.is === 'paired' && state.more, 'not everything fits into one answer', state.is);
      promised(state.items.length > 100, 'and an answer is filled', state.items.length);
      await readOn(alice, 4);
      same(alice.heard.length, perPerson, "everything of the partner's arrived");
      promised(alice.own.n === 0 && alice.own.stream === alice.stream, 'and everything of her own', alice.own);
    },
  },
  {
    name: 'an outage of 9.9 s ends nothing',
    invariant: 'I6',
    limitMs: 60_000,
    async run({ pair }) {
      const [alice, bob] = await pair();
      bob.wire.cut();
      const entries = bob.write('written while away');
      await sleep(OUTAGE_MS / 2);
      await alice.say('are you there?');
      await sleep(OUTAGE_MS / 2 - 100);
      const { state } = await bob.comeBack();
      promised(state.is === 'paired' && state.roomId === alice.roomId, 'the room goes on', state);
      promised((await bob.send(entries)).ok, 'and takes what was written meanwhile');
      await alice.hear(1);
      same(bob.heard.length, 1, 'both heard the other');
      same(alice.wire.all('room:ended'), [], 'nobody was told of an end');
    },
  },
  {
    name: 'an outage of 9.9 s with the connection half open ends nothing',
    invariant: 'I6',
    limitMs: 60_000,
    async run({ pair }) {
      const [alice, bob] = await pair();
      bob.wire.freeze();
      await sleep(OUTAGE_MS - 100);
      bob.wire.cut();
      const { state } = await bob.comeBack();
      promised(state.is === 'paired' && state.roomId === alice.roomId, 'the room goes on', state);
      same(alice.wire.all('room:ended'), [], 'nobody was told of an end');
      await alice.wire.push('room:partner', ({ presence }) => presence.is === 'reconnecting', 1_000);
    },
  },
  {
    name: 'who stays away is told as lost, not before the leeway is over and within 15 s',
    invariant: 'I6',
    limitMs: 60_000,
    async run({ pair, alone }) {
      const [alice, bob] = await pair();
      await bob.say('one');
      await alice.hear(1);
      bob.wire.cut();
      const cutAt = Date.now();
      const { end, state } = await alice.wire.push('room:ended', undefined, 20_000);
      const after = Date.now() - cutAt;
      promised(after > LEEWAY_FROM_CLOSE_MS - 1_000, 'not before the leeway is over', `${String(after)} ms`);
      promised(after <= 15_000 + 500, 'within 15 s', `${String(after)} ms`);
      same([end.roomId, end.reason, end.by], [alice.roomId, 'partner-lost', 'partner'], 'how it ended');
      same(state, { is: 'idle' }, 'who takes a break is not queued');
      same(end.partner, [{ stream: bob.stream, n: 1 }], 'with the head of what was said');
      await alone(['vent-listen'], async () => {
        const back = await bob.comeBack();
        promised(
          back.state.is === 'idle' || back.state.is === 'queued',
          'who comes back too late is in no room',
          back.state,
        );
        const { lastRoom } = back;
        same([lastRoom?.end.reason, lastRoom?.end.by], ['partner-lost', 'you'], 'and is told how it ended');
      });
    },
  },
];

/** Syncs until there is no more; how many answers it took. */
async function readOn(
  person: { room: { more: boolean } | undefined; sync(): Promise<{ more: boolean }> },
  max: number,
): Promise<number> {
  let pages = 1;
  while (person.room?.more === true) {
    promised(pages < max, `everything fits into ${String(max)} answers`);
    await person.sync();
    pages += 1;
  }
  return pages;
}
