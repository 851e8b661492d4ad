import type { Cursor, NewEntry } from '../entry.js';
import type { Payload, RequestName } from '../events.js';
import { PROTOCOL_VERSION } from '../limits.js';
import type { RoomClaim } from '../room.js';

/** Ids of the right form that no server has minted. */
export const SAMPLE_ROOM = '01J9ZK4T3WQ8N5M2X7B6C0D1E2';
export const SAMPLE_STREAM = '01J9ZK4T3WQ8N5M2X7B6C0D1E3';
export const SAMPLE_PARTNER_STREAM = '01J9ZK4T3WQ8N5M2X7B6C0D1E4';
export const SAMPLE_PUBLIC_ID = 'Zm9vYmFyYmF6cXV4MTIzNA';
export const SAMPLE_SECRET = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ';
export const SAMPLE_NONCE = 'bm9uY2Utbm9uY2Utbm9uYw';

const received: Cursor = { stream: SAMPLE_PARTNER_STREAM, n: 3 };

/** A text as a browser sends it. */
export const SAMPLE_TEXT: NewEntry = { kind: 'text', n: 1, t: 5, nonce: SAMPLE_NONCE, text: 'I had a long day.' };
/** The same kind of entry with every field it can have. */
export const SAMPLE_REPLY: NewEntry = { ...SAMPLE_TEXT, n: 2, t: 6, replyTo: 'YW5vdGhlci1ub25jZS0wMQ' };
/** A like of the partner's text. */
export const SAMPLE_LIKE: NewEntry = {
  kind: 'like',
  n: 3,
  t: 7,
  nonce: SAMPLE_NONCE,
  target: 'YW5vdGhlci1ub25jZS0wMQ',
};

/** A claim of a room that no server knows. */
export const SAMPLE_CLAIM: RoomClaim = {
  roomId: SAMPLE_ROOM,
  partnerId: SAMPLE_PUBLIC_ID,
  stream: SAMPLE_STREAM,
  outboxFrom: 4,
  received,
  receivedNonce: SAMPLE_NONCE,
  own: { stream: SAMPLE_STREAM, n: 3 },
};

/** For each request a payload that fits, with every field it can have. Walked by tests of whoever checks payloads. */
export const SAMPLE_PAYLOADS: { readonly [E in RequestName]: Payload<E> } = {
  'session:register': {
    protocol: PROTOCOL_VERSION,
    app: '0.1.0',
    store: SAMPLE_NONCE,
    attempt: 1,
    privateId: SAMPLE_SECRET,
    publicId: SAMPLE_PUBLIC_ID,
    device: SAMPLE_SECRET,
    role: 'vent',
    widen: false,
    takeBreak: false,
    numbering: 'browser',
    ended: SAMPLE_CLAIM,
    endedWith: ['block', 'deleted'],
    room: SAMPLE_CLAIM,
    announcementsSeen: 0,
    place: { is: 'shown', utcOffsetMinutes: -210 },
  },
  'session:preferences': { takeBreak: true, place: { is: 'shown', utcOffsetMinutes: 345 } },
  'session:closing': {},
  'queue:join': { role: 'listen', widen: true },
  'queue:cancel': {},
  'queue:position': {},
  'room:send': {
    roomId: SAMPLE_ROOM,
    stream: SAMPLE_STREAM,
    entries: [SAMPLE_TEXT, SAMPLE_REPLY, SAMPLE_LIKE],
    received: { ...received, nonce: SAMPLE_NONCE },
  },
  'room:sync': SAMPLE_CLAIM,
  'room:received': { roomId: SAMPLE_ROOM, received: { ...received, nonce: SAMPLE_NONCE } },
  'room:typing': { roomId: SAMPLE_ROOM, typing: true },
  'room:touched': { roomId: SAMPLE_ROOM },
  'room:next': { roomId: SAMPLE_ROOM, because: 'not-a-match', note: 'Be well.' },
  'room:leave': { roomId: SAMPLE_ROOM, because: 'have-to-go', note: 'Thank you.' },
  'room:block': { roomId: SAMPLE_ROOM, because: 'not-a-match', note: 'Goodbye.' },
  'room:report': {
    roomId: SAMPLE_ROOM,
    reason: 'harassment',
    note: 'Insults, from the first word on.',
    copy: [{ by: 'partner', text: 'You are nothing.', at: 1_900_000_000_000 }],
  },
  'room:delete': { roomId: SAMPLE_ROOM },
  'room:thank': { roomId: SAMPLE_ROOM },
};

/** The fields of a request that may be absent, by path; everything else in its sample is required. */
export const OPTIONAL_FIELDS: { readonly [E in RequestName]: readonly string[] } = {
  'session:register': [
    ...['privateId', 'publicId', 'device', 'role', 'widen', 'takeBreak', 'numbering', 'announcementsSeen'],
    ...['place', 'place.utcOffsetMinutes'],
    ...['ended', 'ended.stream', 'ended.receivedNonce', 'endedWith', 'room', 'room.stream', 'room.receivedNonce'],
  ],
  'session:preferences': ['place', 'place.utcOffsetMinutes'],
  'session:closing': [],
  'queue:join': ['widen'],
  'queue:cancel': [],
  'queue:position': [],
  'room:send': ['received', 'received.nonce', 'entries.1.replyTo'],
  'room:sync': ['stream', 'receivedNonce'],
  'room:received': ['received.nonce'],
  'room:typing': [],
  'room:touched': [],
  'room:next': ['because', 'note'],
  'room:leave': ['because', 'note'],
  'room:block': ['because', 'note'],
  'room:report': ['note', 'copy'],
  'room:delete': [],
  'room:thank': [],
};
