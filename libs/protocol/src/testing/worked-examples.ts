import type { Entry, NewEntry } from '../entry.js';
import type { Ack, Answer, Payload, PushName, Pushes, RequestName } from '../events.js';
import { entryId } from '../ids.js';
import { DEFAULT_LIMITS, PROTOCOL_VERSION } from '../limits.js';
import type { Counts, QueuePlace } from '../queue.js';
import type { RoomClaim, RoomEnd, RoomState } from '../room.js';
import type { Registered } from '../session.js';

/** A request with its answer. */
type Asked = {
  [E in RequestName]: {
    readonly from: string;
    readonly event: E;
    readonly payload: Payload<E>;
    readonly answer: Ack<Answer<E>>;
  };
}[RequestName];

/** A push. */
type Pushed = {
  [E in PushName]: { readonly to: string; readonly event: E; readonly payload: Pushes[E] };
}[PushName];

/** One thing that crosses the wire. */
export type ExampleStep = Asked | Pushed;

/** A conversation on the wire, as PROTOCOL.md shows it. */
export interface WorkedExample {
  readonly title: string;
  readonly steps: readonly ExampleStep[];
}

const ALICE = 'Al1ceAl1ceAl1ceAl1ceAA';
const BOB = 'B0bB0bB0bB0bB0bB0bB0bA';
const ROOM = '01J9ZK4T3WQ8N5M2X7B6C0D1E2';
const S_ALICE = '01J9ZK4T3WQ8N5M2X7B6C0AAAA';
const S_ALICE_2 = '01J9ZK6HB4M2X7B6C0D1E2BBBB';
const S_BOB = '01J9ZK4T3WQ8N5M2X7B6C0CCCC';
const OPENED = 1_795_269_600_000;

const counts: Counts = {
  vent: { waiting: 1, online: 12, medianWaitMs: 900 },
  listen: { waiting: 0, online: 11 },
  talk: { waiting: 0, online: 4 },
};

const hello: NewEntry = {
  kind: 'text',
  n: 1,
  t: 1,
  nonce: 'q1w2e3r4t5y6u7i8o9p0aA',
  text: 'Hello, is somebody there?',
};
const still: NewEntry = { kind: 'text', n: 2, t: 3, nonce: 'a9s8d7f6g5h4j3k2l1z0xQ', text: 'Are you still there?' };
const other: NewEntry = {
  kind: 'text',
  n: 2,
  t: 3,
  nonce: 'Zx9Cv8Bn7Mq6We5Rt4Yu3g',
  text: 'I wrote this before the crash.',
};

const entry = (what: NewEntry, stream: string, at: number): Entry => ({
  ...what,
  id: entryId(ROOM, 'a', stream, what.n),
  roomId: ROOM,
  author: ALICE,
  stream,
  at,
});

const registered = (
  person: { privateId: string; publicId: string; gen: number },
  rest: Partial<Registered>,
): Registered => ({
  privateId: person.privateId,
  publicId: person.publicId,
  gen: person.gen,
  isNew: false,
  serverVersion: '0.1.0',
  volatile: false,
  now: OPENED,
  limits: DEFAULT_LIMITS,
  state: { is: 'idle' },
  announcements: [],
  ...rest,
});

const ids = {
  alice: { privateId: 'alice-private-id-alice-private-id-alice-AAA', publicId: ALICE },
  bob: { privateId: 'bob-private-id-bob-private-id-bob-private-A', publicId: BOB },
};

const aliceFirst: Payload<'session:register'> = {
  protocol: PROTOCOL_VERSION,
  app: '0.1.0',
  store: 'St0reOfAliceSt0reOfAlA',
  attempt: 1,
};
const bobFirst: Payload<'session:register'> = {
  protocol: PROTOCOL_VERSION,
  app: '0.1.0',
  store: 'St0reOfBobSt0reOfBobbA',
  attempt: 1,
  role: 'listen',
};

const alicePlace: QueuePlace = {
  role: 'vent',
  widen: false,
  enteredAt: OPENED - 900,
  position: 1,
  waitedMs: 0,
  counts,
};

const roomOfAlice: RoomState = {
  roomId: ROOM,
  partner: { publicId: BOB, role: 'listen', presence: { is: 'here' } },
  slot: 'a',
  stream: S_ALICE,
  accepted: 0,
  delivered: { stream: S_ALICE, n: 0 },
  clock: 0,
  from: { received: { stream: S_BOB, n: 0 }, own: { stream: S_ALICE, n: 0 } },
  items: [],
  more: false,
  continuity: 'proven',
  createdAt: OPENED,
  ageMs: 0,
  metBefore: false,
};
const roomOfBob: RoomState = {
  ...roomOfAlice,
  partner: { publicId: ALICE, role: 'vent', presence: { is: 'here' } },
  slot: 'b',
  stream: S_BOB,
  delivered: { stream: S_BOB, n: 0 },
  from: { received: { stream: S_ALICE, n: 0 }, own: { stream: S_BOB, n: 0 } },
};

const bobsClaim: RoomClaim = {
  roomId: ROOM,
  partnerId: ALICE,
  stream: S_BOB,
  outboxFrom: 1,
  received: { stream: S_ALICE, n: 1 },
  own: { stream: S_BOB, n: 0 },
};
const bobBack: Payload<'session:register'> = {
  ...bobFirst,
  ...ids.bob,
  attempt: 2,
  room: bobsClaim,
};

const end: RoomEnd = {
  roomId: ROOM,
  reason: 'leave',
  by: 'partner',
  because: 'have-to-go',
  note: 'Thank you for listening.',
  endedAt: OPENED + 65_000,
  mine: [{ stream: S_BOB, n: 0 }],
  partner: [{ stream: S_ALICE, n: 2 }],
};

/** Shown in PROTOCOL.md word for word (a test compares), and typed here, so that they cannot grow old. */
export const WORKED_EXAMPLES: readonly WorkedExample[] = [
  {
    title: 'Two people are paired',
    steps: [
      {
        from: 'alice',
        event: 'session:register',
        payload: aliceFirst,
        answer: { ok: true, data: registered({ ...ids.alice, gen: 1 }, { isNew: true, now: OPENED - 1_000 }) },
      },
      { from: 'alice', event: 'queue:join', payload: { role: 'vent' }, answer: { ok: true, data: alicePlace } },
      {
        from: 'bob',
        event: 'session:register',
        payload: bobFirst,
        answer: {
          ok: true,
          data: registered(
            { ...ids.bob, gen: 1 },
            { isNew: true, state: { is: 'queued', ...alicePlace, role: 'listen', enteredAt: OPENED } },
          ),
        },
      },
      { to: 'alice', event: 'room:paired', payload: roomOfAlice },
      { to: 'bob', event: 'room:paired', payload: roomOfBob },
    ],
  },
  {
    title: 'A text, from sent to delivered',
    steps: [
      {
        from: 'alice',
        event: 'room:send',
        payload: { roomId: ROOM, stream: S_ALICE, entries: [hello] },
        answer: { ok: true, data: { stream: S_ALICE, accepted: 1 } },
      },
      {
        to: 'bob',
        event: 'room:entries',
        payload: {
          roomId: ROOM,
          items: [entry(hello, S_ALICE, OPENED + 4_000)],
          delivered: { stream: S_BOB, n: 0 },
        },
      },
      {
        from: 'bob',
        event: 'room:received',
        payload: { roomId: ROOM, received: { stream: S_ALICE, n: 1 } },
        answer: { ok: true, data: {} },
      },
      { to: 'alice', event: 'room:delivered', payload: { roomId: ROOM, delivered: { stream: S_ALICE, n: 1 } } },
    ],
  },
  {
    title: 'An outage, and going on where one was',
    steps: [
      {
        to: 'alice',
        event: 'room:partner',
        payload: { roomId: ROOM, presence: { is: 'reconnecting', leftMs: 12_500 }, typing: false },
      },
      {
        from: 'alice',
        event: 'room:send',
        payload: { roomId: ROOM, stream: S_ALICE, entries: [still] },
        answer: { ok: true, data: { stream: S_ALICE, accepted: 2 } },
      },
      {
        from: 'bob',
        event: 'session:register',
        payload: bobBack,
        answer: {
          ok: true,
          data: registered(
            { ...ids.bob, gen: 2 },
            {
              now: OPENED + 40_000,
              state: {
                is: 'paired',
                ...roomOfBob,
                clock: 3,
                from: { received: { stream: S_ALICE, n: 1 }, own: { stream: S_BOB, n: 0 } },
                items: [entry(still, S_ALICE, OPENED + 36_000)],
                ageMs: 40_000,
              },
            },
          ),
        },
      },
      { to: 'alice', event: 'room:partner', payload: { roomId: ROOM, presence: { is: 'here' }, typing: false } },
      {
        from: 'bob',
        event: 'room:received',
        payload: { roomId: ROOM, received: { stream: S_ALICE, n: 2 } },
        answer: { ok: true, data: {} },
      },
      { to: 'alice', event: 'room:delivered', payload: { roomId: ROOM, delivered: { stream: S_ALICE, n: 2 } } },
    ],
  },
  {
    title: 'A conflict: an older store came back, and the browser goes on in a new stream',
    steps: [
      {
        from: 'alice',
        event: 'room:send',
        payload: { roomId: ROOM, stream: S_ALICE, entries: [other] },
        answer: {
          ok: false,
          error: { code: 'conflict', message: 'other content is stored under this n', accepted: 2 },
        },
      },
      {
        from: 'alice',
        event: 'room:sync',
        payload: {
          roomId: ROOM,
          partnerId: BOB,
          outboxFrom: 1,
          received: { stream: S_BOB, n: 0 },
          own: { stream: S_ALICE, n: 1 },
        },
        answer: {
          ok: true,
          data: {
            is: 'open',
            room: {
              ...roomOfAlice,
              stream: S_ALICE_2,
              delivered: { stream: S_ALICE, n: 2 },
              clock: 3,
              from: { received: { stream: S_BOB, n: 0 }, own: { stream: S_ALICE, n: 1 } },
              items: [
                entry(still, S_ALICE, OPENED + 36_000),
                {
                  kind: 'gap',
                  roomId: ROOM,
                  author: ALICE,
                  reason: 'stream',
                  from: { stream: S_ALICE, n: 2 },
                  to: { stream: S_ALICE_2, n: 0 },
                },
              ],
              continuity: 'gap',
              ageMs: 50_000,
            },
          },
        },
      },
      {
        from: 'alice',
        event: 'room:send',
        payload: { roomId: ROOM, stream: S_ALICE_2, entries: [{ ...other, n: 1, t: 4 }] },
        answer: { ok: true, data: { stream: S_ALICE_2, accepted: 1 } },
      },
      {
        to: 'bob',
        event: 'room:entries',
        payload: {
          roomId: ROOM,
          items: [
            {
              kind: 'gap',
              roomId: ROOM,
              author: ALICE,
              reason: 'stream',
              from: { stream: S_ALICE, n: 2 },
              to: { stream: S_ALICE_2, n: 0 },
            },
            entry({ ...other, n: 1, t: 4 }, S_ALICE_2, OPENED + 51_000),
          ],
          delivered: { stream: S_BOB, n: 0 },
        },
      },
    ],
  },
  {
    title: 'An end while away: what was sent before it still arrives',
    steps: [
      {
        from: 'alice',
        event: 'room:leave',
        payload: { roomId: ROOM, because: 'have-to-go', note: 'Thank you for listening.' },
        answer: {
          ok: true,
          data: {
            end: { ...end, by: 'you', mine: end.partner, partner: end.mine },
            state: { is: 'idle' },
          },
        },
      },
      {
        from: 'bob',
        event: 'session:register',
        payload: { ...bobBack, attempt: 3 },
        answer: {
          ok: true,
          data: registered(
            { ...ids.bob, gen: 3 },
            {
              now: OPENED + 90_000,
              state: { is: 'queued', ...alicePlace, role: 'listen', enteredAt: OPENED + 65_000, waitedMs: 25_000 },
              lastRoom: {
                end,
                partner: { publicId: ALICE, role: 'vent' },
                slot: roomOfBob.slot,
                createdAt: OPENED,
                delivered: { stream: S_BOB, n: 0 },
                from: { received: { stream: S_ALICE, n: 1 }, own: { stream: S_BOB, n: 0 } },
                items: [entry(still, S_ALICE, OPENED + 36_000)],
                more: false,
                continuity: 'proven',
              },
            },
          ),
        },
      },
    ],
  },
  {
    title: 'A gap: the database lost an acknowledged tail that nobody can send again',
    steps: [
      {
        from: 'bob',
        event: 'room:sync',
        payload: { ...bobsClaim, received: { stream: S_ALICE, n: 0 } },
        answer: {
          ok: true,
          data: {
            is: 'open',
            room: {
              ...roomOfBob,
              clock: 3,
              items: [
                {
                  kind: 'gap',
                  roomId: ROOM,
                  author: ALICE,
                  reason: 'held',
                  from: { stream: S_ALICE, n: 0 },
                  to: { stream: S_ALICE, n: 1 },
                },
                entry(still, S_ALICE, OPENED + 36_000),
              ],
              continuity: 'gap',
              ageMs: 70_000,
            },
          },
        },
      },
    ],
  },
];
