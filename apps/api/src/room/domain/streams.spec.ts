import { describe, expect, it } from '@jest/globals';
import { STREAM_AHEAD_MS, type RoomClaim } from '@hearken/protocol';
import { CountingIds } from '../../platform/testing/counting-ids.js';
import { newRoom } from './new-room.js';
import { chooseStream, newestStream } from './streams.js';

const NOW = Date.UTC(2026, 10, 21);
const ids = new CountingIds();
const actor = { gen: 1, reg: 'reg' };
const seed = (id: string) => ({ id: id.padEnd(22, 'x'), role: 'talk' as const, device: id, actor });
const room = newRoom(ids, NOW, [seed('alice'), seed('bob')], false);

function claim(stream: string | undefined, received = room.streams.b[0]?.id ?? ''): RoomClaim {
  return {
    roomId: room.id,
    partnerId: 'bob'.padEnd(22, 'x'),
    ...(stream === undefined ? {} : { stream }),
    outboxFrom: 1,
    received: { stream: received, n: 0 },
    own: { stream: newestStream(room, 'a').id, n: 0 },
  };
}

describe('which stream a member writes in', () => {
  it('goes on in the newest listed one', () => {
    const newest = newestStream(room, 'a').id;
    expect(chooseStream(room, 'a', claim(newest), { ids, now: NOW })).toEqual({ stream: newest });
  });

  it('is a fresh one, above all, for a browser that lost its store or asks for one', () => {
    for (const asked of [undefined, claim(undefined)]) {
      const choice = chooseStream(room, 'a', asked, { ids, now: NOW - 60_000 });
      expect(choice.list).toBe(choice.stream);
      expect(choice.stream > newestStream(room, 'a').id).toBe(true);
    }
  });

  it('is the named one where only the browser remembers it (a lost tail)', () => {
    const lost = ids.ulid(NOW + 5, newestStream(room, 'a').id);
    expect(chooseStream(room, 'a', claim(lost), { ids, now: NOW })).toEqual({ stream: lost, list: lost });
  });

  it('is never from the far future: nobody can be muted by it (bad input)', () => {
    const future = ids.ulid(NOW + STREAM_AHEAD_MS + 60_000);
    const choice = chooseStream(room, 'a', claim(future, future), { ids, now: NOW });
    expect(choice.stream).not.toBe(future);
    expect(choice.listPartner).toBeUndefined();
  });

  it("lists a stream of the partner's that only this reader remembers", () => {
    const lost = ids.ulid(NOW + 5, newestStream(room, 'b').id);
    const choice = chooseStream(room, 'a', claim(newestStream(room, 'a').id, lost), { ids, now: NOW });
    expect(choice.listPartner).toBe(lost);
  });
});
