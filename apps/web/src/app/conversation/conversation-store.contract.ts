import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationStore, StoredEntry } from './conversation-store';
import type { RoomRecord } from './room-log';

/** What the suite needs of an adapter. */
export interface ConversationStoreFixture {
  /** A store on an empty disk, and how to open another one on the same disk (another tab, or after a reload). */
  create(now: () => number): { store: ConversationStore; reopen: () => ConversationStore };
}

const KEY = 'alice';
const ROOM = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const OTHER_ROOM = '01BRZ3NDEKTSV4RRFFQ69G5FAV';

/** What every adapter of {@link ConversationStore} must do. */
export function describeConversationStore(name: string, fixture: ConversationStoreFixture): void {
  describe(`${name} as a ConversationStore`, () => {
    let now = 0;
    let store: ConversationStore;
    let reopen: () => ConversationStore;
    beforeEach(() => {
      now = 1_000_000;
      ({ store, reopen } = fixture.create(() => now));
    });

    it('holds nothing at first', async () => {
      expect(await store.read(KEY)).toEqual({ rooms: [], entries: [] });
    });

    it('makes the part on the first claim and raises the attempt on each', async () => {
      expect(await store.claim(KEY, 'tab-1', 'store-1', 'always')).toEqual({
        store: 'store-1',
        attempt: 1,
        snapshot: { rooms: [], entries: [] },
      });
      expect(await store.claim(KEY, 'tab-1', 'store-2', 'always')).toEqual({ store: 'store-1', attempt: 2 });
    });

    it('gives back what was written, also after a reload (I1)', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await store.write(
        KEY,
        { owner: 'tab-1' },
        { rooms: [room(ROOM)], entries: [entry(ROOM, 'n1'), entry(ROOM, 'n2')] },
      );
      const snapshot = await reopen().read(KEY);
      expect(snapshot.rooms).toEqual([room(ROOM)]);
      expect(snapshot.entries).toHaveLength(2);
      expect(snapshot.entries).toEqual(expect.arrayContaining([entry(ROOM, 'n1'), entry(ROOM, 'n2')]));
    });

    it('replaces what is written again under the same key', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM)], entries: [entry(ROOM, 'n1')] });
      await store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM, 7)], entries: [entry(ROOM, 'n1', 'again')] });
      expect(await store.read(KEY)).toEqual({ rooms: [room(ROOM, 7)], entries: [entry(ROOM, 'n1', 'again')] });
    });

    it('gives the whole part to a new owner, and refuses every write of the old one (I4)', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM)] });
      const other = reopen();
      const claim = await other.claim(KEY, 'tab-2', 'store-2', 'always');
      expect(claim).toEqual({ store: 'store-1', attempt: 2, snapshot: { rooms: [room(ROOM)], entries: [] } });
      await expect(
        store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM, 9)], entries: [entry(ROOM, 'n1')] }),
      ).rejects.toMatchObject({ reason: 'not-owner' });
      expect(await other.read(KEY)).toEqual({ rooms: [room(ROOM)], entries: [] });
    });

    it('gives the part again to an owner who lost it in between', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      const other = reopen();
      await other.claim(KEY, 'tab-2', 'store-2', 'always');
      await other.write(KEY, { owner: 'tab-2' }, { rooms: [room(ROOM, 5)] });
      expect((await store.claim(KEY, 'tab-1', 'store-1', 'always')).snapshot?.rooms).toEqual([room(ROOM, 5)]);
    });

    it('gives the part to nobody but its owner when it may not be taken, unless it is gone (I4)', async () => {
      expect(await store.claim(KEY, 'tab-1', 'store-1', 'unless-taken')).toMatchObject({ attempt: 1 });
      expect(await store.claim(KEY, 'tab-1', 'store-1', 'unless-taken')).toEqual({ store: 'store-1', attempt: 2 });
      const other = reopen();
      await other.claim(KEY, 'tab-2', 'store-2', 'always');
      await expect(store.claim(KEY, 'tab-1', 'store-1', 'unless-taken')).rejects.toMatchObject({ reason: 'not-owner' });
      await other.write(KEY, { owner: 'tab-2' }, { rooms: [room(ROOM)] });
      expect((await other.claim(KEY, 'tab-2', 'store-2', 'unless-taken')).attempt).toBe(4);
    });

    it('takes a write of anyone into a part that exists, and of nobody into one that does not', async () => {
      await expect(store.write(KEY, 'anyone', { entries: [entry(ROOM, 'n1')] })).rejects.toMatchObject({
        reason: 'stale',
      });
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await reopen().write(KEY, 'anyone', { entries: [entry(ROOM, 'n1')] });
      expect((await store.read(KEY)).entries).toEqual([entry(ROOM, 'n1')]);
    });

    it('tells the owner of what anyone wrote: the next write is stale, the next claim finds the text', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await reopen().write(KEY, 'anyone', { entries: [entry(ROOM, 'n1')] });
      await expect(store.write(KEY, { owner: 'tab-1' }, {})).rejects.toMatchObject({ reason: 'stale' });
      const claim = await store.claim(KEY, 'tab-1', 'store-1', 'always');
      expect(claim.snapshot?.entries).toEqual([entry(ROOM, 'n1')]);
      await store.write(KEY, { owner: 'tab-1' }, {});
      await expect(store.write(KEY, { owner: 'tab-0' }, {})).rejects.toMatchObject({ reason: 'not-owner' });
    });

    it('keeps who is the owner when anyone writes: an older owner does not come back by it (I4)', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      const other = reopen();
      await other.claim(KEY, 'tab-2', 'store-2', 'always');
      await reopen().write(KEY, 'anyone', { entries: [entry(ROOM, 'n1')] });
      await expect(store.write(KEY, { owner: 'tab-1' }, {})).rejects.toMatchObject({ reason: 'not-owner' });
      await expect(other.write(KEY, { owner: 'tab-2' }, {})).rejects.toMatchObject({ reason: 'stale' });
    });

    it('forgets a room with all its entries, and no other', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await store.write(
        KEY,
        { owner: 'tab-1' },
        { rooms: [room(ROOM), room(OTHER_ROOM)], entries: [entry(ROOM, 'n1'), entry(OTHER_ROOM, 'n2')] },
      );
      await store.write(KEY, { owner: 'tab-1' }, { removedRooms: [ROOM] });
      expect(await store.read(KEY)).toEqual({ rooms: [room(OTHER_ROOM)], entries: [entry(OTHER_ROOM, 'n2')] });
    });

    it('keeps two people apart', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await store.claim('bob', 'tab-2', 'store-2', 'always');
      await store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM)], entries: [entry(ROOM, 'n1')] });
      expect(await store.read('bob')).toEqual({ rooms: [], entries: [] });
    });

    it('sweeps the parts of tabs closed long ago, and only those', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM)], entries: [entry(ROOM, 'n1')] });
      now += 100_000_000;
      await store.claim('bob', 'tab-2', 'store-2', 'always');
      await store.write('bob', { owner: 'tab-2' }, { rooms: [room(ROOM)] });
      await store.sweep(now - 1_000, 'carol');
      expect(await store.read(KEY)).toEqual({ rooms: [], entries: [] });
      expect((await store.read('bob')).rooms).toHaveLength(1);
      expect((await store.claim(KEY, 'tab-1', 'store-9', 'always')).store).toBe('store-9');
    });

    it('never sweeps the part of the page that asks: the clock may have jumped since it was claimed', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      now += 100_000_000;
      await store.sweep(now - 1_000, KEY);
      expect(await store.claim(KEY, 'tab-1', 'store-2', 'always')).toEqual({ store: 'store-1', attempt: 2 });
    });

    it('does transactions in the order in which they were asked for', async () => {
      await store.claim(KEY, 'tab-1', 'store-1', 'always');
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.write(KEY, { owner: 'tab-1' }, { rooms: [room(ROOM, index)] })),
      );
      expect((await store.read(KEY)).rooms).toEqual([room(ROOM, 19)]);
    });
  });
}

function room(roomId: string, lastN = 0): RoomRecord {
  return {
    roomId,
    slot: 'a',
    partnerId: 'bbbbbbbbbbbbbbbbbbbbbb',
    partnerRole: 'listen',
    createdAt: 1,
    metBefore: false,
    stream: ROOM,
    lastN,
    clock: 0,
    received: { stream: ROOM, n: 0 },
    own: { stream: ROOM, n: 0 },
    accepted: 0,
    told: 0,
    delivered: { stream: ROOM, n: 0 },
    marks: [{ kind: 'joined', t: 0, at: 1 }],
    isComplete: false,
  };
}

function entry(roomId: string, key: string, text = 'hello'): StoredEntry {
  return {
    roomId,
    key,
    entry: {
      nonce: key,
      isMine: true,
      body: { kind: 'text', text },
      t: 1,
      at: 1,
      fate: 'outbox',
      places: [{ stream: ROOM, n: 1, t: 1 }],
      isProven: false,
      isDelivered: false,
    },
  };
}
