import type { Entry, ReaderCursor } from '@hearken/protocol';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../../testing/core/client-under-test';
import { settled } from '../../testing/core/fake-clock';
import {
  A1,
  A2,
  BOB,
  B1,
  NEXT_ROOM,
  ROOM,
  cursor,
  end,
  ended,
  paired,
  queued,
  room,
  text,
} from '../../testing/core/wire';

describe("alice's client in a conversation with bob", () => {
  let browser: Browser;
  let alice: Page;

  beforeEach(async () => {
    browser = new Browser();
    alice = browser.load();
    await alice.startIn(paired());
  });

  /** What alice tells that she holds of bob, whose text it is. */
  function held(words: string, n: number): ReaderCursor {
    return { ...cursor(B1, n), nonce: text(words).nonce };
  }

  async function say(...words: readonly string[]): Promise<void> {
    await Promise.all(words.map((one) => alice.client.send(one)));
    await settled();
  }

  it('stores before it sends, and shows how far a text got (I1, I2)', async () => {
    let stored: string[] = [];
    const sent = alice.client.send('hello').then(async () => {
      const snapshot = await storeOf(browser);
      stored = snapshot.map(({ entry }) => entry.fate);
    });
    await sent;
    await settled();
    expect(stored).toEqual(['outbox']);
    expect(alice.log).toEqual(['-- joined', 'alice: hello [sending]']);
    alice.link.answer('room:send', { stream: A1, accepted: 1 });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: hello [sent]']);
    alice.link.push('room:delivered', { roomId: ROOM, delivered: cursor(A1, 1) });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: hello [delivered]']);
  });

  it('puts what is typed while two sends are under way in one frame, in order', async () => {
    await say('one');
    await say('two');
    await say('three');
    await say('four', 'five');
    expect(alice.link.payloads('room:send').map(({ entries }) => entries.map(({ n }) => n))).toEqual([[1], [2]]);
    alice.link.answer('room:send', { stream: A1, accepted: 1 });
    await settled();
    expect(
      alice.link
        .payloads('room:send')
        .at(-1)
        ?.entries.map(({ n }) => n),
    ).toEqual([3, 4, 5]);
  });

  it('keeps words typed while the link is away without a number until register has answered (I1)', async () => {
    alice.link.drop();
    await browser.clock.advance(0);
    await say('typed while away');
    expect(alice.log).toEqual(['-- joined', 'alice: typed while away [waiting]']);
    expect(alice.link.payloads('session:register')[0]?.room).toMatchObject({ outboxFrom: 1, stream: A1 });
    await alice.register(paired({ clock: 9 }));
    expect(alice.link.payloads('room:send')[0]?.entries).toMatchObject([{ n: 1, t: 10, text: 'typed while away' }]);
  });

  it('sends again after a reload what was not known to be durable, under the same number and nonce (I1)', async () => {
    await say('hello');
    const [first] = alice.link.payloads('room:send');
    const reloaded = browser.load();
    await reloaded.start();
    expect(reloaded.log).toEqual(['-- joined', 'alice: hello [sending]']);
    await reloaded.register(paired());
    expect(reloaded.link.payloads('room:send')[0]?.entries).toEqual(first?.entries);
  });

  it('sends from what register says is accepted', async () => {
    await say('one', 'two', 'three');
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register(paired({ accepted: 2, clock: 2 }));
    expect(alice.link.payloads('room:send').flatMap(({ entries }) => entries.map(({ n }) => n))).toEqual([3]);
    expect(alice.log.slice(1)).toEqual(['alice: one [sent]', 'alice: two [sent]', 'alice: three [sending]']);
  });

  it('drops answers and pushes of a link that was left', async () => {
    await say('hello');
    const old = alice.link;
    const { done } = old.take('room:send');
    old.drop();
    await browser.clock.advance(0);
    done({ answered: true, ack: { ok: true, data: { stream: A1, accepted: 1 } as never } });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: hello [sending]']);
  });

  it('sends again on the same link what was not answered in time', async () => {
    await say('hello');
    alice.link.timeOut('room:send');
    await settled();
    expect(alice.link.payloads('room:send')).toHaveLength(2);
  });

  it("shows bob's words once they are stored, and reports them a little later, all at once", async () => {
    alice.link.push('room:entries', { roomId: ROOM, items: [text('hi')], delivered: cursor(A1, 0) });
    alice.link.push('room:entries', { roomId: ROOM, items: [text('there', { n: 2 })], delivered: cursor(A1, 0) });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'bob: hi', 'bob: there']);
    expect(alice.link.payloads('room:received')).toEqual([]);
    await browser.clock.advance(50);
    expect(alice.link.payloads('room:received')).toEqual([{ roomId: ROOM, received: held('there', 2) }]);
  });

  it('lets a send carry what was received', async () => {
    alice.link.push('room:entries', { roomId: ROOM, items: [text('hi')], delivered: cursor(A1, 0) });
    await settled();
    await say('hello');
    await browser.clock.advance(50);
    expect(alice.link.payloads('room:send')[0]?.received).toEqual(held('hi', 1));
    expect(alice.link.payloads('room:received')).toEqual([]);
  });

  it('syncs when something did not follow, one sync at a time (I3)', async () => {
    const push = (n: number): void => {
      alice.link.push('room:entries', { roomId: ROOM, items: [text(String(n), { n })], delivered: cursor(A1, 0) });
    };
    push(2);
    push(3);
    push(4);
    await settled();
    expect(alice.link.payloads('room:sync')).toHaveLength(1);
    expect(alice.log).toEqual(['-- joined']);
    const items = [1, 2, 3, 4].map((n) => text(String(n), { n }));
    alice.link.answer('room:sync', { is: 'open', room: room({ items, clock: 4 }) });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'bob: 1', 'bob: 2', 'bob: 3', 'bob: 4']);
    expect(alice.link.payloads('room:sync')).toHaveLength(2);
  });

  it('syncs slowly for what no hint told of', async () => {
    for (let seconds = 0; seconds < 20; seconds += 2) {
      alice.link.ping();
      await browser.clock.advance(2_000);
    }
    expect(alice.link.payloads('room:sync')).toHaveLength(1);
  });

  it.each([
    ['conflict', true],
    ['out-of-order', false],
  ] as const)('after %s it goes on where the server says', async (code, isFresh) => {
    await say('one', 'two');
    alice.link.refuse('room:send', code, { accepted: 0 });
    await settled();
    if (isFresh) {
      expect(alice.link.payloads('room:sync')[0]).toMatchObject({ outboxFrom: 1, own: cursor(A1, 0) });
      expect(alice.link.payloads('room:sync')[0]).not.toHaveProperty('stream');
      alice.link.answer('room:sync', { is: 'open', room: room({ stream: A2, clock: 2 }) });
      await settled();
    }
    const again = alice.link.payloads('room:send').at(-1);
    expect(again).toMatchObject({ stream: isFresh ? A2 : A1 });
    expect(again?.entries.map(({ n }) => n)).toEqual([1, 2]);
  });

  it('asks for a new stream when bob holds numbers it never gave, and takes nothing for delivered (I1)', async () => {
    alice.link.push('room:delivered', { roomId: ROOM, delivered: cursor(A1, 3) });
    await settled();
    expect(alice.link.payloads('room:sync')).toHaveLength(1);
    expect(alice.link.payloads('room:sync')[0]).not.toHaveProperty('stream');
    await say('one');
    expect(alice.link.payloads('room:send')).toEqual([]);
    expect(alice.log).toEqual(['-- joined', 'alice: one [waiting]']);
  });

  it('asks for a new stream when bob holds other words under its number, and takes nothing for delivered (I2)', async () => {
    await say('one');
    alice.link.push('room:delivered', { roomId: ROOM, delivered: { ...cursor(A1, 1), nonce: 'x'.repeat(22) } });
    await settled();
    expect(alice.link.payloads('room:sync')[0]).not.toHaveProperty('stream');
    expect(alice.log).toEqual(['-- joined', 'alice: one [sending]']);
  });

  it('asks for a new stream when the server holds numbers it never gave', async () => {
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register(paired({ accepted: 4, clock: 4 }));
    await browser.clock.advance(0);
    expect(alice.link.payloads('room:sync')[0]).not.toHaveProperty('stream');
    expect(alice.link.payloads('room:send')).toEqual([]);
  });

  it('gives up an entry that the server will not take, says so, and goes on with the others', async () => {
    await say('bad');
    await say('good');
    for (const stream of [A2, '01J00000000000000000000A03', '01J00000000000000000000A04']) {
      alice.link.refuse('room:send', 'invalid');
      if (stream === A2) alice.link.refuse('room:send', 'out-of-order', { accepted: 0 });
      await settled();
      alice.link.answer('room:sync', {
        is: 'open',
        room: room({ stream, from: { received: cursor(B1, 0), own: cursor(stream, 0) } }),
      });
      await settled();
    }
    expect(alice.log).toContain('alice: bad [failed (refused)]');
    expect(alice.link.payloads('room:send').at(-1)?.entries).toMatchObject([{ n: 1, text: 'good' }]);
    expect(alice.client.state.notices).toMatchObject([{ kind: 'refused', what: 'room:send' }]);
    alice.link.answer('room:send', { stream: '01J00000000000000000000A04', accepted: 1 });
    const nonce = alice.conversation.lines.flatMap((line) => (line.kind === 'text' ? [line] : []))[0]?.nonce ?? '';
    alice.client.retry(nonce);
    await settled();
    expect(alice.link.payloads('room:send').at(-1)?.entries).toMatchObject([{ n: 2, text: 'bad', nonce }]);
  });

  it('waits as long as the server asks before it sends again', async () => {
    await say('hello');
    alice.link.refuse('room:send', 'rate-limited', { retryAfterMs: 700 });
    await browser.clock.advance(699);
    expect(alice.link.payloads('room:send')).toHaveLength(1);
    await browser.clock.advance(1);
    expect(alice.link.payloads('room:send')).toHaveLength(2);
  });

  it('marks what was not sent when bob has ended it, and never sends it to anybody else', async () => {
    await say('one', 'two');
    alice.link.push('room:ended', { end: end({ mine: [cursor(A1, 1)], because: 'have-to-go' }), state: queued() });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: one [sent]', 'alice: two [failed (ended)]', '-- ended']);
    expect(alice.conversation).toMatchObject({ open: false, isComplete: true, end: { because: 'have-to-go' } });
    expect(alice.client.state.person.is).toBe('queued');
    alice.link.push('room:paired', room({ roomId: NEXT_ROOM }));
    await settled();
    expect(alice.client.state.conversations.map(({ roomId, open }) => [roomId, open])).toEqual([
      [ROOM, false],
      [NEXT_ROOM, true],
    ]);
    expect(alice.link.payloads('room:send').every(({ roomId }) => roomId === ROOM)).toBe(true);
    expect(await alice.client.send('hello stranger')).toMatchObject({ ok: true });
  });

  it('never says to somebody new what was said to bob while his room was closing', async () => {
    alice.link.push('room:ended', { end: end(), state: queued() });
    alice.link.push('room:paired', room({ roomId: NEXT_ROOM }));
    expect(await alice.client.send('for bob only')).toEqual({ ok: false, fault: 'no-conversation' });
    expect(alice.link.payloads('room:send')).toEqual([]);
  });

  it('fetches the last words that were sent before the end', async () => {
    alice.link.push('room:ended', { end: end({ partner: [cursor(B1, 1)] }), state: queued() });
    await settled();
    expect(alice.conversation.isComplete).toBe(false);
    alice.link.answer('room:sync', {
      is: 'ended',
      room: ended({ end: end({ partner: [cursor(B1, 1)] }), items: [text('bye')] }),
    });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'bob: bye', '-- ended']);
    expect(alice.conversation.isComplete).toBe(true);
  });

  it('shows a line for last words that the database has lost, and does not register again for them (I3)', async () => {
    alice.link.push('room:ended', { end: end({ partner: [cursor(B1, 1)] }), state: queued() });
    await settled();
    const registers = alice.link.payloads('session:register').length;
    alice.link.refuse('room:sync', 'wrong-state');
    await settled();
    expect(alice.conversation.isComplete).toBe(true);
    expect(alice.conversation.lines.some(({ kind }) => kind === 'gap')).toBe(true);
    expect(alice.link.payloads('session:register')).toHaveLength(registers);
  });

  it('asks for a room that it hears of only by its end, when bob said something there (I1)', async () => {
    const registers = (): number => alice.link.payloads('session:register').length;
    alice.link.push('room:ended', { end: end(), state: queued() });
    await settled();
    const before = registers();
    alice.link.push('room:ended', { end: end({ roomId: NEXT_ROOM, partner: [cursor(B1, 0)] }), state: queued() });
    await settled();
    expect(registers()).toBe(before);
    const unheardOf = end({ roomId: NEXT_ROOM, partner: [cursor(B1, 1)] });
    alice.link.push('room:ended', { end: unheardOf, state: { is: 'idle' } });
    await settled();
    expect(registers()).toBe(before + 1);
    const lastRoom = ended({ end: unheardOf, items: [text('hello?', { roomId: NEXT_ROOM })] });
    await alice.register({ is: 'idle' }, { lastRoom });
    expect(alice.log).toEqual(['-- joined', 'bob: hello?', '-- ended']);
  });

  describe('rooms that ended unheard of (I1)', () => {
    const earlier = { roomId: NEXT_ROOM, partner: [cursor(B1, 1)], endedAt: 1_799_999_900_000 };
    const owed = [ended({ end: end(earlier), createdAt: 1_799_999_800_000, more: true })];
    const words = ended({ end: end(earlier), items: [text('hello?', { roomId: NEXT_ROOM })] });
    const reconnect = async (): Promise<void> => {
      alice.link.drop();
      await browser.clock.advance(0);
    };

    it('opens the log of one that the register owes, and asks for its words', async () => {
      alice.link.push('room:ended', { end: end(), state: queued() });
      await settled();
      await reconnect();
      await alice.register(queued(), { lastRoom: ended(), owed });
      expect(alice.link.payloads('room:sync')).toMatchObject([{ roomId: NEXT_ROOM, received: cursor(B1, 0) }]);
      alice.link.answer('room:sync', { is: 'ended', room: words });
      await browser.clock.advance(200);
      expect(alice.link.payloads('room:received')).toMatchObject([{ roomId: NEXT_ROOM, received: cursor(B1, 1) }]);
      const [first, last] = alice.client.state.conversations;
      expect(first?.lines).toContainEqual(expect.objectContaining({ kind: 'text', text: 'hello?' }));
      expect([first?.roomId, last?.roomId]).toEqual([NEXT_ROOM, ROOM]);
    });

    it('says by a sync what it holds of one that it knows: the server learns that nothing is owed', async () => {
      alice.link.push('room:ended', { end: end(), state: queued() });
      await settled();
      await reconnect();
      await alice.register(queued(), { owed: [ended({ more: true })] });
      expect(alice.link.payloads('room:sync')).toMatchObject([{ roomId: ROOM, partnerId: BOB, stream: A1 }]);
      expect(alice.conversation).toMatchObject({ isComplete: true });
    });
  });

  it('asks for a room held for open when the register finds it in a later one, and gives nothing up (I3)', async () => {
    await say('one');
    // The end of the room is lost on the way; so is the answer that would bring it.
    alice.link.push('room:paired', room({ roomId: NEXT_ROOM }));
    await settled();
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register(paired({ roomId: NEXT_ROOM }));
    expect(alice.link.payloads('room:sync')).toMatchObject([{ roomId: ROOM, stream: A1 }]);
    const over = end({ mine: [cursor(A1, 1)] });
    alice.link.answer('room:sync', { is: 'ended', room: ended({ end: over }) });
    await settled();
    expect(alice.logOf(ROOM)).toEqual(['-- joined', 'alice: one [sent]', '-- ended']);
    expect(alice.client.state.person).toMatchObject({ is: 'paired', roomId: NEXT_ROOM });
  });

  it('gives up a room behind which there is another when the server knows it no more', async () => {
    alice.link.push('room:paired', room({ roomId: NEXT_ROOM }));
    await settled();
    const registers = alice.link.payloads('session:register').length;
    alice.link.refuse('room:sync', 'wrong-state');
    await settled();
    expect(alice.logOf(ROOM)).toEqual(['-- joined', '-- gap: held', '-- ended']);
    expect(alice.link.payloads('session:register')).toHaveLength(registers);
  });

  it.each([
    ['room:entries', { roomId: NEXT_ROOM, items: [text('hello?')], delivered: cursor(A1, 0) }],
    ['room:partner', { roomId: NEXT_ROOM, presence: { is: 'here' }, typing: false }],
    ['room:changed', { roomId: NEXT_ROOM }],
  ] as const)('asks for a room that it hears of only by %s (I1)', async (name, payload) => {
    alice.link.push('room:ended', { end: end(), state: queued() });
    await settled();
    const before = alice.link.payloads('session:register').length;
    alice.link.push(name, payload);
    await settled();
    expect(alice.link.payloads('session:register')).toHaveLength(before + 1);
  });

  it('asks where it is when only an answer told of the end: the push is lost, and with it the place in the queue', async () => {
    const before = alice.link.payloads('session:register').length;
    await say('one');
    alice.link.refuse('room:send', 'ended', { end: end() });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: one [failed (ended)]', '-- ended']);
    expect(alice.link.payloads('session:register')).toHaveLength(before + 1);
  });

  it('knows where it is when the push of the end was faster than the answer', async () => {
    const before = alice.link.payloads('session:register').length;
    await say('one');
    alice.link.push('room:ended', { end: end(), state: queued() });
    alice.link.refuse('room:send', 'ended', { end: end() });
    await settled();
    expect(alice.link.payloads('session:register')).toHaveLength(before);
  });

  it('tells the server by a sync that an end holds less than was sent (I1)', async () => {
    await say('one');
    alice.link.answer('room:send', { stream: A1, accepted: 1 });
    alice.link.push('room:delivered', { roomId: ROOM, delivered: cursor(A1, 1) });
    await settled();
    alice.link.push('room:ended', { end: end({ mine: [cursor(A1, 0)] }), state: queued() });
    await settled();
    expect(alice.link.payloads('room:sync')).toMatchObject([{ roomId: ROOM, stream: A1, outboxFrom: 2 }]);
    alice.link.answer('room:sync', { is: 'ended', room: ended({ end: end({ mine: [cursor(A1, 0)] }) }) });
    await settled();
    expect(alice.conversation.isComplete).toBe(true);
  });

  it('registers again, naming the end, when the server holds an ended room for open (a lost tail)', async () => {
    alice.link.push('room:ended', { end: end(), state: queued() });
    await settled();
    alice.link.push('room:changed', { roomId: ROOM });
    await settled();
    alice.link.answer('room:sync', { is: 'open', room: room() });
    await settled();
    expect(alice.link.payloads('session:register').at(-1)).toMatchObject({ ended: { roomId: ROOM } });
  });

  it('says "you were away too long" to one who was, with the old words still there', async () => {
    await say('are you there?');
    alice.link.drop();
    await browser.clock.advance(0);
    const lost = end({ reason: 'partner-lost', by: 'you', mine: [cursor(A1, 1)] });
    await alice.register({ is: 'idle' }, { lastRoom: ended({ end: lost }) });
    expect(alice.client.state.notices).toMatchObject([{ kind: 'away-too-long', roomId: ROOM }]);
    expect(alice.conversation.end).toMatchObject({ wasAwayTooLong: true });
    expect(alice.log).toEqual(['-- joined', 'alice: are you there? [sent]', '-- ended']);
  });

  it('does not say so to the one who was left', async () => {
    alice.link.push('room:ended', { end: end({ reason: 'partner-lost', by: 'partner' }), state: queued() });
    await settled();
    expect(alice.conversation.end).toMatchObject({ wasAwayTooLong: false });
    expect(alice.client.state.notices).toEqual([]);
  });

  it('says that the earlier conversation cannot be continued when the server gives new ids', async () => {
    await say('hello');
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register({ is: 'idle' }, { isNew: true, privateId: 'q'.repeat(43) });
    expect(alice.client.state.notices).toMatchObject([{ kind: 'reset' }]);
    // What bob wrote last nobody can tell any more (I3).
    expect(alice.log).toEqual(['-- joined', '-- gap: held', 'alice: hello [failed (ended)]', '-- ended']);
  });

  it('tells of bob going and coming, in the log and beside it', async () => {
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'reconnecting', leftMs: 12_500 }, typing: false });
    await settled();
    expect(alice.conversation.partner.presence).toEqual({ is: 'reconnecting', until: browser.clock.now() + 12_500 });
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here' }, typing: true });
    await settled();
    expect(alice.log).toEqual(['-- joined', '-- reconnecting', '-- back']);
    expect(alice.conversation.partner).toMatchObject({ presence: { is: 'here' }, isTyping: true });
    await browser.clock.advance(4_999);
    alice.link.ping();
    expect(alice.conversation.partner.isTyping).toBe(true);
    await browser.clock.advance(1);
    expect(alice.conversation.partner.isTyping).toBe(false);
  });

  it('says that somebody is at the page, at most once in 20 s, and at once when asked', async () => {
    const touches = (): number => alice.link.payloads('room:touched').length;
    alice.client.touched();
    alice.client.touched();
    expect(touches()).toBe(1);
    alice.link.push('room:asked', { roomId: ROOM });
    await settled();
    expect(alice.conversation.isAsked).toBe(true);
    alice.client.touched();
    await settled();
    expect(touches()).toBe(2);
    expect(alice.conversation.isAsked).toBeUndefined();
  });

  it('shows that nobody is at the page of bob, and when somebody is again', async () => {
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here', isQuiet: true }, typing: false });
    await settled();
    expect(alice.conversation.partner.presence).toEqual({ is: 'here', isQuiet: true });
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here' }, typing: false });
    await settled();
    expect(alice.conversation.partner.presence).toEqual({ is: 'here' });
    expect(alice.log).toEqual(['-- joined']);
  });

  it('says thanks once, again after a lost connection, and counts those it gets', async () => {
    alice.link.push('room:ended', { end: end(), state: queued() });
    alice.link.push('room:thanked', { roomId: ROOM });
    alice.link.push('room:thanked', { roomId: ROOM });
    await settled();
    expect(alice.client.state.thanksReceived).toBe(1);
    alice.client.thank(ROOM);
    alice.client.thank(ROOM);
    await settled();
    expect(alice.link.payloads('room:thank')).toEqual([{ roomId: ROOM }]);
    expect(alice.conversation.thanks).toBe('both');
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register({ is: 'idle' });
    expect(alice.link.payloads('room:thank')).toEqual([{ roomId: ROOM }]);
    alice.link.answer('room:thank', {});
    await settled();
    expect(alice.client.state.thanksReceived).toBe(1);
  });

  it('throttles typing notices and takes them back', async () => {
    for (let key = 0; key < 5; key += 1) alice.client.setTyping(true);
    alice.client.setTyping(false);
    alice.client.setTyping(false);
    expect(alice.link.payloads('room:typing').map(({ typing }) => typing)).toEqual([true, false]);
    await settled();
  });

  const toldOf = (page: Page): readonly boolean[] => page.link.payloads('room:typing').map(({ typing }) => typing);

  it('tells typing at most once in 2 s, whatever the keys, and says at last what is true', async () => {
    for (let key = 0; key < 25; key += 1) {
      alice.client.setTyping(true);
      alice.link.ping();
      await browser.clock.advance(100);
    }
    expect(toldOf(alice)).toEqual([true, true]);
    alice.client.setTyping(false);
    alice.client.setTyping(true);
    await browser.clock.advance(1_400);
    expect(toldOf(alice)).toEqual([true, true, false]);
    await browser.clock.advance(100);
    expect(toldOf(alice)).toEqual([true, true, false, true]);
  });

  it('tells typing again soon after a text, but not within 2 s of the last notice', async () => {
    alice.client.setTyping(true);
    await say('hello');
    await browser.clock.advance(500);
    alice.client.setTyping(true);
    expect(toldOf(alice)).toEqual([true]);
    await browser.clock.advance(1_499);
    expect(toldOf(alice)).toEqual([true]);
    await browser.clock.advance(1);
    expect(toldOf(alice)).toEqual([true, true]);
  });

  it('says nothing of typing after a text was sent', async () => {
    alice.client.setTyping(true);
    await say('hello');
    alice.client.setTyping(false);
    for (let second = 0; second < 4; second += 1) {
      alice.link.ping();
      await browser.clock.advance(1_000);
    }
    expect(toldOf(alice)).toEqual([true]);
  });

  it('tells typing again after a register if a key was pressed lately, and not otherwise', async () => {
    alice.client.setTyping(true);
    alice.link.drop();
    await browser.clock.advance(0);
    alice.client.setTyping(true);
    await alice.register(paired());
    expect(toldOf(alice)).toEqual([true]);
    await browser.clock.advance(3_000);
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register(paired());
    expect(toldOf(alice)).toEqual([]);
  });

  it("takes a text as the end of the partner's typing, and a like not", async () => {
    await say('mine');
    const target = alice.link.payloads('room:send')[0]?.entries[0]?.nonce;
    const like = text('', { kind: 'like', target, nonce: 'like-of-mine' } as Partial<Entry>);
    alice.link.push('room:partner', { roomId: ROOM, presence: { is: 'here' }, typing: true });
    alice.link.push('room:entries', { roomId: ROOM, items: [like], delivered: cursor(A1, 0) });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: mine [sending] ♥']);
    expect(alice.conversation.partner.isTyping).toBe(true);
    alice.link.push('room:entries', { roomId: ROOM, items: [text('hi', { n: 2 })], delivered: cursor(A1, 0) });
    await settled();
    expect(alice.conversation.partner.isTyping).toBe(false);
  });

  it('shows likes by the last word on them, its own at once', async () => {
    const hi = text('hi');
    alice.link.push('room:entries', { roomId: ROOM, items: [hi], delivered: cursor(A1, 0) });
    await settled();
    expect(await alice.client.like(hi.nonce, true)).toBe('stored');
    expect(alice.log).toEqual(['-- joined', 'bob: hi ♥']);
    expect(await alice.client.like(hi.nonce, false)).toBe('stored');
    expect(alice.log).toEqual(['-- joined', 'bob: hi']);
  });

  it('keeps a like over a reload, and sends it as the same entry (I1)', async () => {
    const hi = text('hi');
    alice.link.push('room:entries', { roomId: ROOM, items: [hi], delivered: cursor(A1, 0) });
    await settled();
    await alice.client.like(hi.nonce, true);
    await settled();
    const [first] = alice.link.payloads('room:send');
    expect(first?.entries).toMatchObject([{ kind: 'like', n: 1, t: 2, target: hi.nonce }]);
    const reloaded = browser.load();
    await reloaded.start();
    expect(reloaded.log).toEqual(['-- joined', 'bob: hi ♥']);
    await reloaded.register(paired({ clock: 2, from: { received: cursor(B1, 1), own: cursor(A1, 0) } }));
    expect(reloaded.link.payloads('room:send')[0]?.entries).toEqual(first?.entries);
  });

  it('makes no entry of a like that says nothing: of an own text, of one that is not there, of one liked already', async () => {
    const hi = text('hi');
    alice.link.push('room:entries', { roomId: ROOM, items: [hi], delivered: cursor(A1, 0) });
    await settled();
    const mine = await alice.client.send('mine');
    await settled();
    const outcomes = await Promise.all([
      alice.client.like(mine.ok ? mine.nonce : '', true),
      alice.client.like('nonce-of-nothing------', true),
      alice.client.like(hi.nonce, false),
      alice.client.like(hi.nonce, true),
      alice.client.like(hi.nonce, true),
    ]);
    await settled();
    expect(outcomes).toEqual(['needless', 'needless', 'needless', 'stored', 'needless']);
    const kinds = alice.link.payloads('room:send').flatMap(({ entries }) => entries.map(({ kind }) => kind));
    expect(kinds).toEqual(['text', 'like']);
  });

  it('takes no like of an ended conversation', async () => {
    const hi = text('hi');
    alice.link.push('room:entries', { roomId: ROOM, items: [hi], delivered: cursor(A1, 0) });
    alice.link.push('room:ended', { end: end({ partner: [cursor(B1, 1)] }), state: { is: 'idle' } });
    await settled();
    expect(await alice.client.like(hi.nonce, true)).toBe('no-conversation');
    expect(alice.log).toEqual(['-- joined', 'bob: hi', '-- ended']);
  });

  it('no longer shows a like that the end came before', async () => {
    const hi = text('hi');
    alice.link.push('room:entries', { roomId: ROOM, items: [hi], delivered: cursor(A1, 0) });
    await settled();
    await alice.client.like(hi.nonce, true);
    alice.link.push('room:ended', { end: end({ partner: [cursor(B1, 1)] }), state: { is: 'idle' } });
    await settled();
    expect(alice.log).toEqual(['-- joined', 'bob: hi', '-- ended']);
  });

  it('asks for somebody new when the 15 s are over, if still wanted', async () => {
    alice.client.next('not-a-match');
    await settled();
    alice.link.refuse('room:next', 'too-soon', { retryAfterMs: 4_000 });
    await settled();
    expect(alice.client.state.pending).toEqual({ act: 'next', until: browser.clock.now() + 4_000 });
    await browser.clock.advance(2_000);
    alice.link.ping();
    await browser.clock.advance(2_000);
    expect(alice.link.payloads('room:next')).toHaveLength(2);
    alice.link.answer('room:next', { end: end({ reason: 'next', by: 'you' }), state: queued() });
    await settled();
    expect(alice.client.state.pending).toBeUndefined();
    expect(alice.client.state.person.is).toBe('queued');
    expect(alice.conversation.end).toMatchObject({ reason: 'next', by: 'you' });
  });

  it('leaves as soon as there is a connection', async () => {
    alice.link.drop();
    await browser.clock.advance(0);
    alice.client.leave();
    await settled();
    expect(alice.client.state.pending).toEqual({ act: 'leave' });
    await alice.register(paired());
    alice.link.answer('room:leave', { end: end({ by: 'you' }), state: { is: 'idle', joinInMs: 9_000 } });
    await settled();
    expect(alice.client.state.person).toEqual({ is: 'idle', joinAt: browser.clock.now() + 9_000 });
  });

  it('says that only the store knows of a conversation, until the server has answered', async () => {
    const reloaded = browser.load();
    await reloaded.start();
    expect(reloaded.client.state.person).toMatchObject({ is: 'paired', roomId: ROOM, isRemembered: true });
    await reloaded.register(paired());
    expect(reloaded.client.state.person).toMatchObject({ is: 'paired', roomId: ROOM });
    expect(reloaded.client.state.person).not.toHaveProperty('isRemembered');
  });

  it('keeps the draft across a reload', async () => {
    alice.client.saveDraft('half a sen', 'nonce-of-what-it-quotes');
    const reloaded = browser.load();
    await reloaded.start();
    expect(reloaded.conversation).toMatchObject({ draft: 'half a sen', draftReplyTo: 'nonce-of-what-it-quotes' });
    reloaded.client.saveDraft('');
    expect(reloaded.conversation).not.toHaveProperty('draftReplyTo');
  });

  it('refuses what cannot be said, without losing it', async () => {
    expect(await alice.client.send('   ')).toEqual({ ok: false, fault: 'empty' });
    expect(await alice.client.send('x'.repeat(4_001))).toEqual({ ok: false, fault: 'too-long' });
  });
});

async function storeOf(browser: Browser): Promise<readonly { entry: { fate: string } }[]> {
  const part = browser.disk.part(browser.tab?.storeKey ?? '');
  await settled();
  return [...(part?.entries.values() ?? [])];
}
