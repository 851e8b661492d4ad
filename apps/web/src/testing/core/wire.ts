import {
  DEFAULT_LIMITS,
  type Counts,
  type Cursor,
  type Entry,
  type EndedRoom,
  type Gap,
  type PersonState,
  type Registered,
  type RoomEnd,
  type RoomState,
} from '@hearken/protocol';

/** Alice is the one whose client is tested; her public id sorts first, so she has slot a. */
export const ALICE = 'a'.repeat(22);
export const BOB = 'b'.repeat(22);
export const ROOM = '01J00000000000000000000R00';
export const NEXT_ROOM = '01J00000000000000000000R01';
/** Alice's streams, in the order of their minting, and bob's. */
export const A1 = '01J00000000000000000000A01';
export const A2 = '01J00000000000000000000A02';
export const B1 = '01J00000000000000000000B01';
export const B2 = '01J00000000000000000000B02';

export const NO_COUNTS: Counts = {
  vent: { waiting: 0, online: 0 },
  listen: { waiting: 0, online: 0 },
  talk: { waiting: 0, online: 0 },
};

export function cursor(stream: string, n: number): Cursor {
  return { stream, n };
}

/** A text of bob's (or of alice's, with `author`) as the server gives it. */
export function text(words: string, change: Partial<Entry> = {}): Entry {
  const n = change.n ?? 1;
  const stream = change.stream ?? B1;
  return {
    kind: 'text',
    text: words,
    n,
    t: n,
    nonce: `nonce-of-${words}`.padEnd(22, '-'),
    id: `${ROOM}/b/${stream}/${String(n)}`,
    roomId: ROOM,
    author: BOB,
    stream,
    at: 1_800_000_000_000,
    ...change,
  } as Entry;
}

export function gap(from: Cursor, to: Cursor, change: Partial<Gap> = {}): Gap {
  return {
    kind: 'gap',
    roomId: ROOM,
    author: BOB,
    reason: from.stream === to.stream ? 'held' : 'stream',
    from,
    to,
    ...change,
  };
}

/** The state of the room of alice and bob, fresh unless changed. */
export function room(change: Partial<RoomState> = {}): RoomState {
  return {
    roomId: ROOM,
    partner: { publicId: BOB, role: 'listen', presence: { is: 'here' } },
    slot: 'a',
    stream: A1,
    accepted: 0,
    delivered: cursor(A1, 0),
    clock: 0,
    from: { received: cursor(B1, 0), own: cursor(A1, 0) },
    items: [],
    more: false,
    continuity: 'proven',
    createdAt: 1_800_000_000_000,
    ageMs: 0,
    metBefore: false,
    ...change,
  };
}

export function paired(change: Partial<RoomState> = {}): PersonState {
  return { is: 'paired', ...room(change) };
}

export function queued(
  role: 'vent' | 'listen' | 'talk' = 'vent',
  position = 1,
): Extract<PersonState, { is: 'queued' }> {
  return { is: 'queued', role, widen: false, enteredAt: 0, position, waitedMs: 0, counts: NO_COUNTS };
}

export function end(change: Partial<RoomEnd> = {}): RoomEnd {
  return {
    roomId: ROOM,
    reason: 'leave',
    by: 'partner',
    endedAt: 1_800_000_100_000,
    mine: [cursor(A1, 0)],
    partner: [cursor(B1, 0)],
    ...change,
  };
}

export function ended(change: Partial<EndedRoom> = {}): EndedRoom {
  return {
    end: end(),
    partner: { publicId: BOB, role: 'listen' },
    slot: 'a',
    createdAt: 1_800_000_000_000,
    delivered: cursor(A1, 0),
    from: { received: cursor(B1, 0), own: cursor(A1, 0) },
    items: [],
    more: false,
    continuity: 'proven',
    ...change,
  };
}

export function registered(state: PersonState, change: Partial<Registered> = {}): Registered {
  return {
    privateId: 'p'.repeat(43),
    publicId: ALICE,
    gen: 1,
    isNew: false,
    serverVersion: '1.0.0',
    volatile: false,
    now: 1_800_000_000_000,
    limits: DEFAULT_LIMITS,
    state,
    announcements: [],
    ...change,
  };
}
