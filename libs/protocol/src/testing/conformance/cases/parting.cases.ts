import { setTimeout as sleep } from 'node:timers/promises';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';

const SILENCE_MS = 400;

/** Parting for good: blocking, reporting, deleting. */
export const partingCases: readonly ConformanceCase[] = [
  {
    name: 'a block is an end like a leave, and only who asked for it is told that it was one',
    invariant: 'I7, section 6',
    async run({ pair }) {
      const [alice, bob] = await pair();
      const part = { roomId: alice.roomId, because: 'not-a-match', note: 'Goodbye' } as const;
      const { end, state } = await alice.wire.done('room:block', part);
      same([end.reason, end.by, end.because, state.is], ['block', 'you', 'not-a-match', 'idle'], 'as alice sees it');
      const told = await bob.wire.push('room:ended');
      same([told.end.reason, told.end.by, told.end.note], ['leave', 'partner', 'Goodbye'], 'as bob does');
      const seen = await bob.wire.done('room:sync', bob.claim());
      promised(seen.is === 'ended' && seen.room.end.reason === 'leave', 'and whenever he asks', seen);
      const again = await alice.wire.done('room:block', part);
      same(again.end, end, 'asked again, nothing changes');
    },
  },
  {
    name: 'a report ends the conversation; to the reported person it is a leave without a word of it',
    invariant: 'I10, issue 5',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('send me your address');
      await bob.hear(1);
      const report = { roomId: bob.roomId, reason: 'asks-contact', note: 'at once' } as const;
      const { end, state } = await bob.wire.done('room:report', report);
      same([end.reason, end.by, end.note, state.is], ['report', 'you', undefined, 'idle'], 'as bob sees it');
      const told = await alice.wire.push('room:ended');
      same([told.end.reason, told.end.by, told.end.note], ['leave', 'partner', undefined], 'as alice does');
      same((await bob.wire.done('room:report', report)).end, end, 'asked again, nothing changes');
      same(
        (await alice.wire.done('room:report', { roomId: alice.roomId, reason: 'other' })).end,
        told.end,
        'also by her',
      );
    },
  },
  {
    name: 'a deleted conversation is gone for both at once, and what comes late is refused',
    invariant: 'I10, issue 5',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one', 'two');
      await bob.hear(2);
      const late = bob.write('late');
      const { end, state } = await alice.wire.done('room:delete', { roomId: alice.roomId });
      same([end.reason, end.by, end.deleted, state.is], ['deleted', 'you', 'you', 'idle'], 'as alice sees it');
      const told = await bob.wire.push('room:ended');
      same([told.end.reason, told.end.by, told.end.deleted], ['deleted', 'partner', 'partner'], 'as bob does');
      const answer = await bob.send(late);
      promised(!answer.ok && answer.error.code === 'ended', 'nothing comes in any more', answer);
      const claim = { ...bob.claim(), received: { stream: alice.stream, n: 0 } };
      const seen = await bob.wire.done('room:sync', claim);
      promised(seen.is === 'ended', 'the room has ended', seen);
      same([seen.room.items, seen.room.more], [[], false], 'and nothing comes out');
      same(seen.room.continuity, 'proven', 'without a gap');
      await sleep(SILENCE_MS);
      same(alice.wire.all('room:entries'), [], 'nothing is pushed');
    },
  },
  {
    name: 'an ended conversation can be deleted, too: the other is told to look again',
    invariant: 'I10, issue 5',
    async run({ pair }) {
      const [alice, bob] = await pair();
      await alice.say('one');
      await bob.hear(1);
      await alice.wire.done('room:leave', { roomId: alice.roomId, note: 'Take care' });
      const { end } = await bob.wire.done('room:delete', { roomId: bob.roomId });
      same([end.reason, end.by, end.deleted, end.note], ['leave', 'partner', 'you', undefined], 'the end stays');
      same(await alice.wire.push('room:changed'), { roomId: alice.roomId }, 'alice is told');
      const seen = await alice.wire.done('room:sync', { ...alice.claim(), own: { stream: alice.stream, n: 0 } });
      promised(seen.is === 'ended' && seen.room.end.deleted === 'partner', 'who did it', seen);
      same(seen.room.items, [], 'and finds nothing');
    },
  },
];
