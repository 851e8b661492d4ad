import { LEEWAY_AFTER_OUTAGE_MS } from '../../../limits.js';
import type { RoomClaim } from '../../../room.js';
import { ulid } from '../../ulid.js';
import type { ConformanceCase } from '../conformance-case.js';
import { promised, same } from '../failure.js';
import type { Person } from '../person.js';

/** Design section 5: a room that the database has lost. To a server, one that never was looks just the same. */
export const unknownRoomCases: readonly ConformanceCase[] = [
  {
    name: 'a room that both members name and nobody else knows goes on',
    invariant: 'I1',
    async run({ person }) {
      const [alice, bob] = [await person('alice'), await person('bob')];
      const lost = lostRoom();
      const claims = { alice: claimOf(lost, 'alice', bob), bob: claimOf(lost, 'bob', alice) };

      const waiting = await alice.comeBack({ room: claims.alice, role: 'vent' });
      promised(waiting.state.is === 'paired', 'who names such a room is told that they are in it', waiting.state);
      same(waiting.state.roomId, lost.roomId, 'in the room they name');
      same(waiting.state.partner.presence.is, 'reconnecting', 'with the partner reconnecting');
      same(waiting.state.isUnconfirmed, true, 'and nothing may be numbered yet');
      same([waiting.state.accepted, waiting.state.stream], [2, lost.streams.alice], 'from their own claim');
      const early = await alice.send(alice.write('too early'));
      promised(!early.ok && early.error.code === 'try-later', 'nothing is stored until the partner is back', early);
      alice.nextN -= 1;

      const { state } = await bob.comeBack({ room: claims.bob, role: 'listen' });
      promised(state.is === 'paired' && state.roomId === lost.roomId, 'the partner names it too', state);
      await alice.wire.push('room:changed', ({ roomId }) => roomId === lost.roomId);
      const after = await alice.sync(alice.claim({ outboxFrom: 3 }));
      same(after.partner.presence, { is: 'here' }, 'and both are here');
      same(after.isUnconfirmed, undefined, 'and it is a room again');
      await alice.say('we found each other');
      await bob.hear(1).catch(async () => bob.sync());
      same(
        bob.heard.map(({ n }) => n),
        [3],
        'the numbers go on',
      );
      await bob.say('indeed');
      await alice.hear(1);
    },
  },
  {
    name: 'a room that only one member names falls after 15 s',
    invariant: 'I3, I6',
    limitMs: 60_000,
    async run({ person }) {
      const [alice, bob] = [await person('alice'), await person('bob')];
      const lost = lostRoom();
      const { state } = await alice.comeBack({ room: claimOf(lost, 'alice', bob) });
      promised(state.is === 'paired', 'who names such a room is told that they are in it', state);
      const since = Date.now();
      const deadline = since + LEEWAY_AFTER_OUTAGE_MS + 3_000;
      for (;;) {
        const fell = alice.wire.all('room:ended')[0];
        if (fell !== undefined) {
          same(fell.state, { is: 'idle' }, 'who takes a break is idle then');
          break;
        }
        promised(
          Date.now() < deadline,
          'the claim falls after 15 s',
          alice.wire.pushes.map(({ event }) => event),
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      promised(Date.now() - since > LEEWAY_AFTER_OUTAGE_MS - 1_500, 'and not before', Date.now() - since);
      same(await alice.cancel(), { is: 'idle' }, 'and the person can go on');
      same(bob.wire.all('room:paired'), [], 'who was named and did not name it is not disturbed');
    },
  },
  {
    name: 'a claim does not take anybody out of a room of theirs',
    invariant: 'I5, I9',
    async run({ pair, person }) {
      const [alice, bob] = await pair();
      const mallory = await person('mallory');
      const { state } = await mallory.comeBack({ room: claimOf(lostRoom(), 'alice', alice) });
      promised(state.is === 'paired' && state.partner.presence.is === 'reconnecting', 'the claim waits', state);
      await alice.say('undisturbed');
      await bob.hear(1);
      same([...alice.wire.all('room:ended'), ...alice.wire.all('room:changed')], [], 'nobody is moved by it');
      await alice.register();
      promised(alice.room?.roomId === bob.roomId, 'nor at the next register', alice.room);
    },
  },
];

interface LostRoom {
  readonly roomId: string;
  readonly streams: { readonly alice: string; readonly bob: string };
}

/** A room of a minute ago that no server knows. Each member holds two texts of the other. */
function lostRoom(): LostRoom {
  const at = Date.now() - 60_000;
  return { roomId: ulid(at), streams: { alice: ulid(at), bob: ulid(at) } };
}

function claimOf({ roomId, streams }: LostRoom, me: 'alice' | 'bob', partner: Person): RoomClaim {
  const theirs = me === 'alice' ? streams.bob : streams.alice;
  return {
    roomId,
    partnerId: partner.publicId,
    stream: streams[me],
    outboxFrom: 3,
    received: { stream: theirs, n: 2 },
    own: { stream: streams[me], n: 2 },
  };
}
