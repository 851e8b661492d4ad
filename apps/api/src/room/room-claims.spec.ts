import { beforeEach, describe, expect, it } from '@jest/globals';
import { LEEWAY_AFTER_OUTAGE_MS, slotOf, type RoomClaim } from '@hearken/protocol';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { CountingIds } from '../platform/testing/counting-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import type { Hint } from '../realtime/hint-bus.port.js';
import { MemoryPersonStore } from '../session/infra/memory-person-store.js';
import type { PersonRecord } from '../session/person-store.port.js';
import { MemoryRoomStore } from './infra/memory-room-store.js';
import { LiveRooms } from './live-room.js';
import { RoomClaims } from './room-claims.js';

const [ALICE, BOB] = ['a', 'b'].map((letter) => letter.repeat(22)) as [string, string];

let clock: ManualClock;
let database: MemoryDatabase;
let persons: MemoryPersonStore;
let rooms: MemoryRoomStore;
let claims: RoomClaims;
let ended: string[];
let hints: Hint[];
let attempts = 0;

beforeEach(() => {
  clock = new ManualClock();
  ended = [];
  hints = [];
  database = new MemoryDatabase();
  persons = new MemoryPersonStore(database, clock);
  rooms = new MemoryRoomStore(database, clock);
  claims = server();
});

/** The claims of one server, on the database of all. */
function server(): RoomClaims {
  return new RoomClaims({
    rooms,
    persons,
    live: new LiveRooms(),
    ender: {
      end: ({ id }) => {
        ended.push(id);
        return Promise.resolve(undefined);
      },
    },
    hints: { publish: (hint) => hints.push(hint) },
    clock,
    ids: new CountingIds(),
    log: silentLog,
    place: () => Promise.resolve({ is: 'idle' }),
    leavePool: () => Promise.resolve(),
    blocked: () => Promise.resolve(),
  });
}

async function register(publicId: string): Promise<PersonRecord> {
  attempts += 1;
  const reg = `reg ${String(attempts)}`;
  const base = {
    device: publicId,
    store: publicId,
    server: 'any',
    takeBreak: false,
    numbering: 'browser',
    now: clock.now(),
  } as const;
  const record = await persons.register({ ...base, publicId, reg, attempt: attempts });
  if (record === 'late') throw new Error('late');
  return record;
}

const ROOM = new CountingIds().ulid(new ManualClock().now());

function claimOn(partnerId: string): RoomClaim {
  const at = { stream: ROOM, n: 0 };
  return { roomId: ROOM, partnerId, stream: ROOM, outboxFrom: 1, received: at, own: at };
}

const live = (record: PersonRecord) => ({ record, connection: undefined });

describe('claims on a room that the database lost', () => {
  it('make it a room again when both members name it', async () => {
    const [alice, bob] = [await register(ALICE), await register(BOB)];
    await claims.claim(live(bob), claimOn(ALICE), 'talk');
    await claims.claim(live(alice), claimOn(BOB), 'talk');
    const room = await rooms.findActive(ALICE);
    expect(room?.actors[slotOf(BOB, ALICE)].reg).toBe(bob.reg);
  });

  it('count for nothing under a registration that is not the newest any more (I4)', async () => {
    const [alice, bob] = [await register(ALICE), await register(BOB)];
    await claims.claim(live(bob), claimOn(ALICE), 'talk');
    // On another server, with a store that knows no room.
    await register(BOB);
    expect(await claims.claim(live(alice), claimOn(BOB), 'talk')).toMatchObject({ isUnconfirmed: true });
    expect(await rooms.findActive(BOB)).toBeUndefined();
  });

  it('do not end, when they fall, what their person is in by now', async () => {
    const bob = await register(BOB);
    await claims.claim(live(bob), claimOn(ALICE), 'talk');
    const alice = await register(ALICE);
    const again = await register(BOB);
    const slots = { a: { gen: alice.gen, reg: alice.reg }, b: { gen: again.gen, reg: again.reg } };
    const at = { stream: ROOM, n: 0 };
    await rooms.insert({
      id: ROOM,
      members: [
        { id: ALICE, slot: 'a', role: 'talk', device: ALICE },
        { id: BOB, slot: 'b', role: 'talk', device: BOB },
      ],
      actors: slots,
      streams: { a: [{ id: ROOM, heldBelow: 1 }], b: [{ id: ROOM, heldBelow: 1 }] },
      received: { a: at, b: at },
      createdAt: clock.now(),
      metBefore: false,
    });
    hints = [];
    clock.advance(LEEWAY_AFTER_OUTAGE_MS + 1);
    await claims.tick(clock.now());
    expect(ended).toEqual([]);
    expect(hints.filter(({ kind }) => kind !== 'claimed')).toEqual([
      { kind: 'push', to: BOB, event: 'room:changed', payload: { roomId: ROOM } },
    ]);
  });

  describe('on two servers', () => {
    const claimsTold = () => hints.splice(0).flatMap((hint) => (hint.kind === 'claimed' ? [hint] : []));

    it('make it a room again when one hears of the other, and both members are told', async () => {
      const other = server();
      const [alice, bob] = [await register(ALICE), await register(BOB)];
      await claims.claim(live(bob), claimOn(ALICE), 'talk');
      // Nobody claims it there yet.
      for (const { to, claimed } of claimsTold()) {
        expect(to).toBe(ALICE);
        await other.hear(claimed);
      }
      expect(await other.claim(live(alice), claimOn(BOB), 'talk')).toMatchObject({ isUnconfirmed: true });
      for (const { claimed } of claimsTold()) await claims.hear(claimed);
      const room = await rooms.findActive(ALICE);
      expect(room?.actors[slotOf(BOB, ALICE)].reg).toBe(bob.reg);
      const told = hints.flatMap((hint) => (hint.kind === 'push' && hint.event === 'room:changed' ? [hint.to] : []));
      expect(told.sort()).toEqual([ALICE, BOB]);
    });

    it('are left as a room once the other server has made it one again', async () => {
      const other = server();
      const [alice, bob] = [await register(ALICE), await register(BOB)];
      await claims.claim(live(bob), claimOn(ALICE), 'talk');
      await other.claim(live(alice), claimOn(BOB), 'talk');
      for (const { to, claimed } of claimsTold()) if (to === ALICE) await other.hear(claimed);
      expect(await rooms.findActive(BOB)).toBeDefined();
      expect(await claims.leave(live(bob), ROOM)).toBeUndefined();
      expect(claims.holds(live(bob), ROOM)).toBe(false);
    });

    it('are told again while they wait: a hint can be lost', async () => {
      const bob = await register(BOB);
      await claims.claim(live(bob), claimOn(ALICE), 'talk');
      claimsTold();
      clock.advance(1_000);
      await claims.tick(clock.now());
      await claims.tick(clock.now());
      expect(claimsTold()).toMatchObject([{ to: ALICE, claimed: { by: BOB } }]);
    });

    it('count for nothing where their person has registered anew since (I4)', async () => {
      const [alice, bob] = [await register(ALICE), await register(BOB)];
      await claims.claim(live(bob), claimOn(ALICE), 'talk');
      const [told] = claimsTold();
      await register(BOB);
      const other = server();
      await other.claim(live(alice), claimOn(BOB), 'talk');
      if (told !== undefined) await other.hear(told.claimed);
      expect(await rooms.findActive(ALICE)).toBeUndefined();
    });
  });
});
