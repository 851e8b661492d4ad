import { describe, expect, it } from '@jest/globals';
import { ALL_RULES } from '../core-rules.js';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds } from '../platform/testing/sample-ids.js';
import { MemoryMessageStore } from './infra/memory-message-store.js';
import { MemoryRoomStore } from './infra/memory-room-store.js';
import { LiveRooms } from './live-room.js';
import { ReceivedCursors } from './received-cursors.js';
import { RoomEnder } from './room-ender.js';
import type { RoomRecord, RoomStore } from './room-store.port.js';
import { sampleRoom } from './testing/sample-room.js';

interface Setting {
  readonly live: LiveRooms;
  readonly ender: RoomEnder;
  readonly known: RoomRecord;
  /** What the database does when it is asked to end a room. */
  end: RoomStore['end'];
}

async function setUp(): Promise<Setting> {
  const clock = new ManualClock();
  const database = new MemoryDatabase();
  const rooms = new MemoryRoomStore(database, clock);
  const ids = sampleIds();
  const known = sampleRoom(ids, ids.person('alice'), ids.person('bob'));
  await rooms.insert(known);
  const live = new LiveRooms();
  const end = rooms.end.bind(rooms);
  rooms.end = (...args) => setting.end(...args);
  const ender = new RoomEnder({
    rooms,
    messages: new MemoryMessageStore(database, clock),
    live,
    cursors: new ReceivedCursors(rooms, live),
    hints: { publish: () => undefined, subscribe: () => () => undefined },
    clock,
    log: silentLog,
    rules: ALL_RULES,
    nextAfterMs: 15_000,
    takesBreak: () => Promise.resolve(true),
    settle: () => Promise.resolve({ is: 'idle' }),
    met: () => Promise.resolve(),
    isHeld: () => false,
    blocked: () => Promise.resolve(),
  });
  const setting: Setting = { live, ender, known, end };
  return setting;
}

const CAUSE = { at: 1_900_000_000_001, reason: 'unconfirmed' } as const;

describe('the end of a room that this server does not hold', () => {
  it('I1: marks the room when it is taken up meanwhile: nothing is acknowledged without the heads', async () => {
    const setting = await setUp();
    const { live, ender, known, end } = setting;
    let release: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      setting.end = async (...args) => {
        resolve();
        await new Promise<void>((go) => (release = go));
        return end(...args);
      };
    });
    const ending = ender.end(known, CAUSE);
    await isAsked;
    const room = live.take(known);
    release();
    expect(await room.ending).toMatchObject({
      end: { reason: 'unconfirmed', heads: { a: [{ n: 0 }], b: [{ n: 0 }] } },
    });
    await ending;
    expect(live.get(known.id)).toBeUndefined();
    expect(live.endingOf(known.id)).toBeUndefined();
  });

  it('takes the mark away when the room has not ended', async () => {
    const setting = await setUp();
    const { live, ender, known } = setting;
    let room = live.get(known.id);
    setting.end = () => {
      room = live.take(known);
      return Promise.resolve('fenced');
    };
    expect(await ender.end(known, CAUSE)).toBeUndefined();
    expect(room).toBe(live.get(known.id));
    expect(room?.ending).toBeUndefined();
  });
});
