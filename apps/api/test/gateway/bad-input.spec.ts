import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REQUEST_NAMES, type RoomSend } from '@hearken/protocol';
import { eventually } from '../support/eventually.js';
import { pairUp, textEntry, type Talker, type TestClient } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const ULID = '01J9ZK4T3WQ8N5M2X7B6C0D1E2';

/**
 * I9: whatever one socket sends is answered with a code or closes that socket; nothing of it reaches the log as an
 * exception, and the pair next door does not notice. Real sockets and real time: this is about what is on the wire.
 */
describe('bad input', () => {
  let server: TestServer;
  let alice: Talker;
  let bob: Talker;
  /** The pair next door. */
  let carol: Talker;
  let dave: Talker;
  let said = 0;

  beforeAll(async () => {
    server = await startServer({ TEXTS_BURST: '150', TEXTS_PER_MINUTE: '60000' });
    [alice, bob] = await pairUp(server.client);
    [carol, dave] = await pairUp(server.client);
  });

  afterAll(async () => {
    await server.close();
  });

  /** The pair next door talks on. */
  async function nextDoorIsFine(): Promise<void> {
    said += 1;
    expect(await carol.say(`word ${String(said)}`)).toBe(said);
  }

  function sending(change: object, entryChange: object = {}): object {
    const { roomId, stream } = alice.room;
    const send: RoomSend = { roomId, stream, entries: [{ ...textEntry(1, 'hello'), ...entryChange }] };
    return { ...send, ...change };
  }

  async function expectClosed(client: TestClient): Promise<void> {
    await eventually(() => {
      expect(client.socket.connected).toBe(false);
    });
    await nextDoorIsFine();
  }

  it('an unknown event', async () => {
    for (const event of ['room:shout', '', '__proto__', 'constructor', 'error', 'message', 'x'.repeat(20_000)]) {
      expect(await alice.client.refusal(event, {})).toMatchObject({ code: 'unknown-event' });
    }
    await nextDoorIsFine();
  });

  it.each([null, true, 7, NaN, '', 'text', [], [[]], [{}], Buffer.from('bytes'), { a: Buffer.from('bytes') }])(
    'a payload that is %p',
    async (payload) => {
      for (const event of REQUEST_NAMES) {
        expect(await alice.client.refusal(event, payload)).toMatchObject({ code: 'invalid' });
      }
      await nextDoorIsFine();
    },
  );

  it('two payloads, or none', async () => {
    expect(await alice.client.refusal('room:send', sending({}), sending({}))).toMatchObject({ code: 'invalid' });
    expect(await alice.client.refusal('room:send')).toMatchObject({ code: 'invalid' });
    // These carry nothing anyway: the person is paired, so there is no place to tell.
    expect(await alice.client.refusal('queue:position')).toMatchObject({ code: 'wrong-state' });
  });

  it.each<[string, object, object]>([
    ['a missing field', { entries: undefined }, {}],
    ['an extra field', { extra: 1 }, {}],
    ['an extra field of an entry', {}, { extra: 1 }],
    ['a prototype', JSON.parse('{"__proto__": {"polluted": true}}') as object, {}],
    ['a constructor', { constructor: { prototype: { polluted: true } } }, {}],
    ['null for a field', { roomId: null }, {}],
    ['an array for a field', { received: [] }, {}],
    ['no entries', { entries: [] }, {}],
    ['too many entries', { entries: Array.from({ length: 101 }, (_, index) => textEntry(index + 1, 'x')) }, {}],
    ['lists within the list', { entries: [[textEntry(1, 'x')]] }, {}],
    ['n = -1', {}, { n: -1 }],
    ['n = 0', {}, { n: 0 }],
    ['n = 2^53', {}, { n: 2 ** 53 }],
    ['n = NaN', {}, { n: NaN }],
    ['n = Infinity', {}, { n: Infinity }],
    ['n as text', {}, { n: '1' }],
    ['half an n', {}, { n: 1.5 }],
    ['t = 2^53 - 1', {}, { t: 2 ** 53 - 1 }],
    ['a lone surrogate', {}, { text: 'lone \ud800 surrogate' }],
    ['a control character', {}, { text: 'bell \u0007' }],
    ['an empty text', {}, { text: '' }],
    ['4,001 code points', {}, { text: '😀'.repeat(4_001) }],
    ['a text with a target', {}, { target: 'bm9uY2Utbm9uY2Utbm9uYw' }],
  ])('room:send with %s', async (_, change, entryChange) => {
    const before = bob.heard().length;
    expect(await alice.client.refusal('room:send', sending(change, entryChange))).toMatchObject({ code: 'invalid' });
    expect(bob.heard()).toHaveLength(before);
    await nextDoorIsFine();
  });

  it('t and outboxFrom as high as they go: the partner is not muted by them', async () => {
    const { roomId, stream } = alice.room;
    const far = { ...textEntry(1, 'far'), t: 2 ** 52 };
    const answer = await alice.client.refusal('room:send', { roomId, stream, entries: [far] });
    expect(answer).toMatchObject({ code: 'invalid' });
    const claim = { roomId, partnerId: bob.me.publicId, stream, received: { stream: bob.room.stream, n: 0 } };
    const own = { stream, n: 0 };
    for (const outboxFrom of [2 ** 53 - 1, 9_999_999_999]) {
      expect(await alice.client.refusal('room:sync', { ...claim, own, outboxFrom })).toMatchObject({ code: 'invalid' });
    }
    expect(await bob.say('I can still talk')).toBe(1);
    await eventually(() => {
      expect(alice.heard()).toEqual(['I can still talk']);
    });
  });

  it('a room of somebody else, and one that never was', async () => {
    for (const roomId of [carol.room.roomId, ULID]) {
      expect(await alice.client.refusal('room:send', sending({ roomId }))).toMatchObject({ code: 'not-member' });
      expect(await alice.client.refusal('room:received', { roomId, received: { stream: ULID, n: 0 } })).toMatchObject({
        code: 'not-member',
      });
      expect(await alice.client.refusal('room:leave', { roomId })).toMatchObject({ code: 'not-member' });
    }
    await nextDoorIsFine();
  });

  it("somebody else's stream", async () => {
    const foreign = [bob.room.stream, carol.room.stream, ULID];
    for (const stream of foreign) {
      const { code } = await alice.client.refusal('room:send', sending({ stream }));
      expect(code).toBe('stale-stream');
    }
    await nextDoorIsFine();
  });

  it('register twice: the same person, on the same socket', async () => {
    const erin = server.client();
    const first = await erin.register();
    const second = await erin.register({ privateId: first.privateId, publicId: first.publicId });
    expect(second).toMatchObject({ publicId: first.publicId, isNew: false });
    expect(second.gen).toBeGreaterThan(first.gen);
  });

  it('join while paired, send while idle', async () => {
    expect(await alice.client.refusal('queue:join', { role: 'talk' })).toMatchObject({ code: 'wrong-state' });
    const frank = server.client();
    await frank.register();
    const { code } = await frank.refusal('room:send', sending({}));
    expect(['wrong-state', 'not-member']).toContain(code);
    expect(await frank.refusal('queue:position', {})).toMatchObject({ code: 'wrong-state' });
  });

  it('every event before register', async () => {
    const grace = await server.client().connected();
    const { roomId, stream } = alice.room;
    const received = { stream, n: 0 };
    const payloads = {
      'session:preferences': { takeBreak: true },
      'session:closing': {},
      'queue:join': { role: 'vent' },
      'queue:cancel': {},
      'queue:position': {},
      'room:send': sending({}),
      'room:sync': { roomId, partnerId: bob.me.publicId, outboxFrom: 1, received, own: received },
      'room:received': { roomId, received },
      'room:typing': { roomId, typing: true },
      'room:next': { roomId },
      'room:leave': { roomId },
      'room:touched': { roomId },
      'room:block': { roomId },
      'room:report': { roomId, reason: 'spam' },
      'room:delete': { roomId },
      'room:thank': { roomId },
    };
    expect([...Object.keys(payloads), 'session:register'].sort()).toEqual([...REQUEST_NAMES].sort());
    for (const [event, payload] of Object.entries(payloads)) {
      expect([event, (await grace.refusal(event, payload)).code]).toEqual([event, 'not-registered']);
    }
  });

  it('a request that nobody could be answered: the socket is closed, saying why', async () => {
    const heidi = server.client();
    await heidi.register();
    heidi.socket.emit('queue:join', { role: 'vent' });
    await expectClosed(heidi);
    expect(heidi.told('session:closed')).toEqual([{ reason: 'abuse' }]);
  });

  it('typing and received need no acknowledgement', async () => {
    const { roomId } = alice.room;
    alice.client.socket.emit('room:typing', { roomId, typing: true });
    await eventually(() => {
      expect(bob.client.told('room:partner').some(({ typing }) => typing)).toBe(true);
    });
    expect(alice.client.socket.connected).toBe(true);
  });

  it('a frame of 1 MB', async () => {
    const ivan = server.client();
    await ivan.register();
    ivan.socket.emit('room:send', { text: 'x'.repeat(1_000_000) }, () => undefined);
    await expectClosed(ivan);
  });

  it.each(['[', '{"a":'])('nesting as deep as a frame allows (%s)', async (open) => {
    const judy = server.client();
    await judy.register();
    const depth = Math.floor(32_000 / (open.length + 1));
    const deep = open.repeat(depth) + '1' + (open === '[' ? ']' : '}').repeat(depth);
    const { engine } = judy.socket.io;
    // Socket.IO's packet for "event, to be acknowledged under 99", by hand: the client's own encoder would overflow.
    const answer = new Promise<string>((resolve) => {
      engine.on('message', (message: unknown) => {
        if (String(message).startsWith('399')) resolve(String(message));
      });
    });
    engine.write(`299["room:send",${deep}]`);
    expect(await answer).toContain('"code":"invalid"');
    await nextDoorIsFine();
  });

  it.each([
    'rubbish',
    '2',
    '2[',
    '2{}',
    '2[null]',
    '2[1e999]',
    '20["room:send"',
    '2["disconnect"]',
    '251-["room:send",{"_placeholder":true,"num":0}]',
    '51-["room:send",{"_placeholder":true,"num":99}]',
    '59999999999-["room:send"]',
    '9',
    '0/admin,',
    '0{"token":1}',
    '0',
    '399["x"]',
    '4',
    '\u0000',
  ])('a packet that is none: %j', async (packet) => {
    const mallory = server.client();
    await mallory.register();
    const gone = new Promise((resolve) => mallory.socket.once('disconnect', resolve));
    mallory.socket.io.engine.write(packet, {}, () => undefined);
    mallory.socket.io.engine.write(Buffer.from('bytes that nobody announced'), {}, () => undefined);
    // What comes after it on the same socket is answered, or the socket is closed: either way it has been read.
    await Promise.race([gone, mallory.raw('queue:position', {}).catch(() => undefined)]);
    await nextDoorIsFine();
  });

  it('a flood: refused while it is bearable, then the socket is closed', async () => {
    const oscar = server.client();
    await oscar.register();
    const answers = await Promise.all(Array.from({ length: 800 }, () => oscar.raw('room:shout', {})));
    expect(answers).toHaveLength(800);
    const calls = await Promise.all(Array.from({ length: 20 }, () => oscar.refusal('queue:position', {})));
    expect(calls[0]).toMatchObject({ code: 'rate-limited' });
    expect(calls[0]?.retryAfterMs).toBeGreaterThan(0);
    for (let count = 0; count < 3_000; count += 1) oscar.socket.emit('room:shout', {}, () => undefined);
    await expectClosed(oscar);
  });

  it('a flood of empty packets', async () => {
    const peggy = server.client();
    await peggy.register();
    for (let count = 0; count < 3_000; count += 1) peggy.socket.io.engine.write('', {}, () => undefined);
    await expectClosed(peggy);
  });

  // The last one: it looks back at all of them.
  it('leaves the process well: the pair next door has heard each word, and no fault is in the log', async () => {
    await nextDoorIsFine();
    await eventually(() => {
      expect(dave.heard()).toHaveLength(said);
    });
    expect(server.complaints()).toEqual([]);
  });
});
