import { setTimeout as sleep } from 'node:timers/promises';
import type { EndedRoom } from '../../../room.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';
import { nonce, type Person } from '../person.js';

const SILENCE_MS = 400;

/** Design sections 4 (the end of a room) and 6: going on, leaving, being left. */
export const endCases: readonly ConformanceCase[] = [
  {
    name: 'a new partner before 15 s is too soon, and says how long to wait',
    invariant: 'section 6',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const { retryAfterMs = 0 } = await alice.wire.refused('room:next', { roomId: alice.roomId }, 'too-soon');
      promised(retryAfterMs > 0 && retryAfterMs <= alice.limits.nextAfterMs, 'with what is left of 15 s', retryAfterMs);
      await alice.say('then we talk');
      await bob.hear(1);
    },
  },
  {
    name: 'a new partner after 15 s: both go on, and do not meet again',
    invariant: 'I7, section 6',
    limitMs: 90_000,
    async run({ pair, alone, person }) {
      const [alice, bob] = await pair();
      const { roomId } = alice;
      await waitUntilOld(alice);
      await alone(['vent-listen'], async () => {
        // bob takes no break: he is queued at the front.
        await bob.wire.done('session:preferences', { takeBreak: false });
        const { end, state } = await alice.wire.done('room:next', { roomId, because: 'not-a-match' });
        same(
          [end.roomId, end.reason, end.by, end.because],
          [roomId, 'next', 'you', 'not-a-match'],
          'the end, as alice sees it',
        );
        promised(state.is === 'queued' && state.role === 'vent', 'who goes on is queued', state);
        alice.mayBeQueued = bob.mayBeQueued = true;
        const told = await bob.wire.push('room:ended');
        same(
          [told.end.reason, told.end.by, told.end.because],
          ['next', 'partner', 'not-a-match'],
          'the end, as bob sees it',
        );
        promised(told.state.is === 'queued' && told.state.role === 'listen', 'who was left is queued', told.state);
        await sleep(3_000);
        same(
          [...alice.wire.all('room:paired').slice(1), ...bob.wire.all('room:paired').slice(1)],
          [],
          'the two do not meet again',
        );
        alice.room = bob.room = undefined;
        const carol = await person('carol');
        await carol.join('listen');
        const room = await carol.paired();
        same(room.partner.publicId, alice.publicId, 'somebody else is met at once');
        promised((await alice.paired()).roomId !== roomId, 'in a new room');
      });
    },
  },
  {
    name: 'leaving is always allowed, with a reason and a note; the next join waits',
    invariant: 'section 6',
    async run({ pair, alone }) {
      const [alice, bob] = await pair();
      await alice.say('goodbye');
      const part = { roomId: alice.roomId, because: 'have-to-go', note: 'Thank you 🙏' } as const;
      const { end, state } = await alice.wire.done('room:leave', part);
      promised(
        state.is === 'idle' && (state.joinInMs ?? 0) > 0,
        'the leaver is idle, and told when they may join',
        state,
      );
      const mine = [{ stream: alice.stream, n: 1 }];
      const partner = [{ stream: bob.stream, n: 0 }];
      const expected = { roomId: alice.roomId, reason: 'leave', because: 'have-to-go', note: 'Thank you 🙏' };
      const { endedAt, ...rest } = end;
      same(rest, { ...expected, by: 'you', mine, partner }, 'the end, as alice sees it');
      promised(Math.abs(endedAt - Date.now()) < 60_000, 'with its time', endedAt);
      const told = await bob.wire.push('room:ended');
      same(
        told,
        { end: { ...expected, by: 'partner', endedAt, mine: partner, partner: mine }, state: { is: 'idle' } },
        'and as bob does',
      );
      await bob.hear(1);
      await alone(['vent-listen'], async () => {
        const place = await alice.join('vent');
        promised((place.opensInMs ?? 0) > 0, 'a new join counts when the 15 s are over', place);
      });
    },
  },
  {
    name: 'who was left goes to the front of their queue at once',
    invariant: 'section 6',
    async run({ pair, alone, person }) {
      const [alice, bob] = await pair();
      await alone(['vent-listen'], async () => {
        await bob.wire.done('session:preferences', { takeBreak: false });
        const carol = await person('carol');
        await carol.join('listen');
        bob.mayBeQueued = true;
        await alice.wire.done('room:leave', { roomId: alice.roomId });
        const { state } = await bob.wire.push('room:ended');
        promised(state.is === 'queued' && state.position === 1, 'before those who were not left', state);
        const dave = await person('dave');
        await dave.join('vent');
        same((await dave.paired()).partner.publicId, bob.publicId, 'and is met first');
      });
    },
  },
  {
    name: 'who closes the page and stays away has left, and was not lost; who comes back was only reloading',
    invariant: 'section 6',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.wire.done('session:closing', {});
      alice.wire.close();
      const { state } = await alice.comeBack();
      promised(state.is === 'paired' && state.roomId === bob.roomId, 'a reload ends nothing', state);
      await alice.say('I only reloaded');
      await bob.hear(1);

      await bob.wire.done('session:closing', {});
      bob.wire.close();
      const { end } = await alice.wire.push('room:ended', undefined, 20_000);
      same([end.reason, end.by], ['closed', 'partner'], 'a closed page is told as one, after the leeway');
    },
  },
  {
    name: 'an end while one side is away: what was sent before it still arrives, with the reason',
    invariant: 'I1, section 4',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const bobsSlot = bob.room?.slot;
      const back = await endWhileAway(alice, bob);
      promised(back.state.is === 'idle', 'who comes back is in no room', back.state);
      const { lastRoom } = back;
      promised(lastRoom !== undefined, 'and is told of the last one', back);
      same(
        [lastRoom.end.reason, lastRoom.end.by, lastRoom.end.note],
        ['leave', 'partner', 'Take care'],
        'how it ended',
      );
      same(
        lastRoom.items.map((item) => (item.kind === 'text' ? item.text : item.kind)),
        ['two', 'three'],
        'what was sent before',
      );
      same(lastRoom.end.partner, [{ stream: alice.stream, n: 3 }], 'up to the head');
      same([lastRoom.partner.publicId, lastRoom.slot], [alice.publicId, bobsSlot], 'with whom it was');
      same([lastRoom.more, lastRoom.continuity], [false, 'proven'], 'and nothing is missing');
    },
  },
  {
    name: 'who cannot name the room they were in is told how it ended all the same',
    invariant: 'I1',
    async run({ pair }) {
      const [alice, bob] = await pair();
      bob.room = undefined;
      bob.wire.cut();
      await alice.say('one', 'two');
      await alice.wire.done('room:leave', { roomId: alice.roomId });
      const { lastRoom } = await bob.comeBack({ store: nonce(), attempt: 1 });
      promised(lastRoom?.end.roomId === alice.roomId, 'as if room:paired had been lost', lastRoom);
      same(lastRoom.partner, { publicId: alice.publicId, role: 'vent' }, 'with whom it was');
      same(lastRoom.from.received.n, 0, 'from the start');
      const texts = lastRoom.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
      same(texts, ['one', 'two'], 'everything that was sent before');
    },
  },
  {
    name: 'who was told of none of their rooms is told of all of them, until they have confirmed what was said there',
    invariant: 'I1',
    limitMs: 60_000,
    async run({ pair, alone, person }) {
      const [alice, bob] = await pair();
      const unheard = { store: nonce(), attempt: 1 };
      bob.room = undefined;
      bob.wire.cut();
      await alice.say('one');
      await alice.wire.done('room:leave', { roomId: alice.roomId });
      const carol = await person('carol');
      await alone(['vent-listen'], async () => {
        // As if this answer were lost: bob waits, and does not know what alice has said.
        await bob.comeBack({ ...unheard, role: 'listen' });
        await carol.join('vent');
        same((await carol.paired()).partner.publicId, bob.publicId, 'who waits is met by somebody else');
        bob.mayBeQueued = false;
        bob.wire.cut();
      });
      await carol.say('two');
      await carol.wire.done('room:leave', { roomId: carol.roomId });

      const { lastRoom, owed = [] } = await bob.comeBack({ ...unheard, attempt: 2 });
      same(textsOf(lastRoom), [carol.roomId, 'two'], 'the last words of the last room');
      same(owed.map(textsOf), [[alice.roomId]], 'and that there are some in the one before');
      const [first] = owed;
      promised(first?.more === true, 'which can be asked for', first);
      const claim = { roomId: alice.roomId, partnerId: first.partner.publicId, outboxFrom: 1, ...first.from };
      const result = await bob.wire.done('room:sync', claim);
      same(textsOf(result.is === 'ended' ? result.room : undefined), [alice.roomId, 'one'], 'they are given');
      const received = { stream: alice.stream, n: 1 };
      await bob.wire.done('room:received', { roomId: alice.roomId, received });
      const again = await bob.comeBack({ ...unheard, attempt: 3 });
      same(again.owed, undefined, 'confirmed, they are told no more');
      same(textsOf(again.lastRoom), [carol.roomId, 'two'], 'unlike those that are not');
    },
  },
  {
    name: 'an ended room can be read again, by register and by sync, until its text is deleted',
    invariant: 'section 4',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const claim = { ...bob.claim(), own: { stream: bob.stream, n: 0 } };
      await endWhileAway(alice, bob);
      const again = await bob.comeBack({ ended: claim });
      same(again.lastRoom?.end.reason, 'leave', 'named as ended, it is told again');
      same(again.lastRoom?.items.length, 3, 'with everything after the cursor');
      const result = await bob.wire.done('room:sync', claim);
      promised(result.is === 'ended', 'sync says that it has ended', result);
      same([result.room.items.length, result.room.end.partner.at(-1)?.n], [3, 3], 'and gives the same');
      const mine = await alice.wire.done('room:sync', { ...alice.claim(), received: { stream: bob.stream, n: 0 } });
      same(mine.is, 'ended', 'also to the one who left');
    },
  },
  {
    name: 'in an ended room every request is answered with the end, and changes nothing',
    invariant: 'I1, section 6',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('before the end');
      await bob.hear(1);
      const entries = bob.write('after the end');
      await alice.wire.done('room:leave', { roomId: alice.roomId });
      const { end } = await bob.wire.push('room:ended');
      const { roomId } = bob;
      const requests = [
        ['room:send', { roomId, stream: bob.stream, entries }],
        ['room:typing', { roomId, typing: true }],
        ['room:next', { roomId }],
        ['room:leave', { roomId, because: 'connection' }],
      ] as const;
      for (const [event, payload] of requests) {
        const answer = await bob.wire.ask(event, payload);
        promised(!answer.ok && answer.error.code === 'ended', `${event} is answered with the end`, answer);
        same(answer.error.end, end, 'the same end each time');
      }
      await sleep(SILENCE_MS);
      same(alice.wire.all('room:entries'), [], 'nothing above the heads is shown');
      const seen = await alice.wire.done('room:sync', alice.claim());
      promised(
        seen.is === 'ended' && seen.room.items.every((item) => item.author !== bob.publicId),
        'also not by sync',
        seen,
      );
    },
  },
  {
    name: 'texts that race with the end were sent if and only if they are at or below the heads',
    invariant: 'I1, I2',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const entries = bob.write('1', '2', '3', '4', '5', '6');
      const answers = entries.map((entry) => bob.send([entry]));
      const { end } = await alice.wire.done('room:leave', { roomId: alice.roomId });
      const head = end.partner.at(-1)?.n ?? 0;
      for (const [index, answer] of (await Promise.all(answers)).entries()) {
        const n = index + 1;
        if (answer.ok)
          promised(answer.data.accepted <= head, 'what is acknowledged is at or below the head', { n, head });
        else promised(['ended', 'out-of-order'].includes(answer.error.code), 'what is above is refused', answer);
      }
      const seen = await alice.wire.done('room:sync', alice.claim());
      promised(seen.is === 'ended', 'the room has ended', seen);
      same(seen.room.end.partner.at(-1)?.n, head, 'the heads are fixed once');
      const shown = seen.room.items.filter((item) => item.author === bob.publicId);
      same(shown.length, head, 'and the partner sees exactly what is at or below them');
    },
  },
  {
    name: 'when both leave at once there is one end, the same for both',
    invariant: 'section 4',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const { roomId } = alice;
      const [left, right] = await Promise.all([
        alice.wire.ask('room:leave', { roomId, because: 'have-to-go' }),
        bob.wire.ask('room:leave', { roomId, because: 'need-a-break' }),
      ]);
      const ends = [left, right].map((answer) => (answer.ok ? answer.data.end : answer.error.end));
      promised(
        ends.every((end) => end !== undefined),
        'both are told the end',
        [left, right],
      );
      const because = new Set(ends.map((end) => `${String(end.because)} ${String(end.endedAt)}`));
      same(because.size, 1, 'one reason, one time');
      same(new Set(ends.map((end) => end.by)), new Set(['you', 'partner']), 'and one of them did it');
    },
  },
];

/** alice sends while bob is away, and leaves; what bob is told when he is back. */
async function endWhileAway(alice: Person, bob: Person): Promise<Person['registered']> {
  await alice.say('one');
  await bob.hear(1);
  bob.wire.cut();
  await alice.wire.push('room:partner', ({ presence }) => presence.is === 'reconnecting');
  await alice.say('two', 'three');
  await alice.wire.done('room:leave', { roomId: alice.roomId, note: 'Take care' });
  return bob.comeBack();
}

async function waitUntilOld(person: Person): Promise<void> {
  const ageMs = Date.now() - person.pairedAt;
  await sleep(Math.max(0, person.limits.nextAfterMs - ageMs) + 200);
}

/** The room's id and what was said in it. */
function textsOf(room: EndedRoom | undefined): readonly string[] {
  const texts = room?.items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])) ?? [];
  return [room?.end.roomId ?? 'none', ...texts];
}
