import { beforeEach, describe, expect, it } from '@jest/globals';
import { TEXT_KEPT_MS } from '@hearken/protocol';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { sampleIds } from '../platform/testing/sample-ids.js';
import { MemoryMessageStore } from './infra/memory-message-store.js';
import { MemoryRoomStore } from './infra/memory-room-store.js';
import type { StreamRef } from './message-store.port.js';
import { Retention } from './retention.js';
import type { RoomRecord } from './room-store.port.js';
import { sampleRoom, sampleText, sampleTexts } from './testing/sample-room.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('Retention', () => {
  let database: MemoryDatabase;
  let clock: ManualClock;
  let rooms: MemoryRoomStore;
  let messages: MemoryMessageStore;
  let retention: Retention;
  let room: RoomRecord;
  let stream: StreamRef;

  beforeEach(async () => {
    const ids = sampleIds();
    [database, clock] = [new MemoryDatabase(), new ManualClock()];
    [rooms, messages] = [new MemoryRoomStore(database, clock), new MemoryMessageStore(database, clock)];
    retention = new Retention(rooms, messages, clock);
    room = sampleRoom(ids, ids.person('alice'), ids.person('bob'), clock.now());
    await rooms.insert(room);
    stream = { roomId: room.id, slot: 'a', stream: room.streams.a[0]?.id ?? '' };
    await messages.append(sampleTexts(stream, 1, 3));
  });

  const textIsStored = async (): Promise<boolean> => (await messages.roomIds('', '~', 10)).includes(room.id);

  it('I10: deletes the text within TEXT_KEPT_MS of the end, and the room after it', async () => {
    const endedAt = clock.now();
    await rooms.end(room.id, { at: endedAt, reason: 'next' });
    clock.advance(6 * MINUTE_MS);
    expect(await retention.expireEnded()).toBe(1);
    expect(await retention.expireEnded()).toBe(0);

    while (clock.now() < endedAt + TEXT_KEPT_MS) {
      clock.advance(10 * MINUTE_MS);
      database.removeExpired(clock.now());
    }

    expect(await textIsStored()).toBe(false);
    expect(database.removeExpired(Infinity)).toBe(0);
  });

  it('leaves an open room alone', async () => {
    clock.advance(100 * HOUR_MS);

    expect(await retention.expireEnded()).toBe(0);
    expect(await retention.expireOrphans()).toBe(0);

    expect(await messages.read(stream, 0, 9, 9)).toHaveLength(3);
  });

  it('waits until no server can still be writing to the room', async () => {
    await rooms.end(room.id, { at: clock.now(), reason: 'next' });
    expect(await retention.expireEnded()).toBe(0);
    await messages.append([sampleText(stream, 4)]);
    clock.advance(5 * MINUTE_MS);

    expect(await retention.expireEnded()).toBe(1);

    clock.advance(24 * HOUR_MS);
    expect(await messages.read(stream, 0, 9, 9)).toEqual([]);
  });

  it('I10: does not lose the room before its texts were told, however late that is', async () => {
    await rooms.end(room.id, { at: clock.now(), reason: 'next' });
    clock.advance(72 * HOUR_MS);
    database.removeExpired(clock.now());
    expect(await textIsStored()).toBe(true);

    expect(await retention.expireEnded()).toBe(1);
    database.removeExpired(clock.now());

    expect(await textIsStored()).toBe(false);
  });

  it('I10: finds texts that outlived their room', async () => {
    const old = sampleIds();
    // A room of 2010, known to nobody: its id says when it was opened.
    const orphan: StreamRef = { roomId: `019${old.ulid().slice(3)}`, slot: 'b', stream: old.ulid() };
    await messages.append(sampleTexts(orphan, 1, 2));

    expect(await retention.expireOrphans()).toBe(1);

    expect(await messages.read(orphan, 0, 9, 9)).toEqual([]);
    expect(await messages.read(stream, 0, 9, 9)).toHaveLength(3);
  });

  it('leaves texts alone whose room may still be claimed', async () => {
    const young: StreamRef = { roomId: `7${stream.roomId.slice(1)}`, slot: 'a', stream: stream.stream };
    await messages.append([sampleText(young, 1)]);

    expect(await retention.expireOrphans()).toBe(0);
  });
});
