import { NONCE_PATTERN, PRIVATE_ID_PATTERN } from '@hearken/protocol';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, type Page } from '../../testing/core/client-under-test';
import { settled } from '../../testing/core/fake-clock';
import { ALICE, A1, NO_COUNTS, ROOM, cursor, end, ended, paired, queued, room } from '../../testing/core/wire';

describe("alice's client and its session", () => {
  let browser: Browser;
  let alice: Page;

  beforeEach(() => {
    browser = new Browser();
    alice = browser.load();
  });

  it('registers first, with an attempt that the store raises each time', async () => {
    await alice.start();
    const [first] = alice.link.payloads('session:register');
    expect(first).toMatchObject({ protocol: 1, app: 'test', attempt: 1 });
    expect(first?.store).toMatch(NONCE_PATTERN);
    expect(first?.device).toMatch(PRIVATE_ID_PATTERN);
    expect(first).not.toHaveProperty('room');
    await alice.register({ is: 'idle' });
    alice.link.drop();
    await browser.clock.advance(0);
    expect(alice.link.payloads('session:register')[0]).toMatchObject({
      attempt: 2,
      store: first?.store,
      publicId: ALICE,
      privateId: 'p'.repeat(43),
    });
  });

  it('joins as a wish that the register carries, and knows its place', async () => {
    alice.client.join('vent');
    await alice.start();
    expect(alice.client.state.person).toEqual({ is: 'joining', role: 'vent', widen: false });
    expect(alice.link.payloads('session:register')[0]).toMatchObject({ role: 'vent' });
    await alice.register(queued('vent', 3));
    expect(alice.client.state.person).toMatchObject({ is: 'queued', position: 3 });
    expect(alice.client.state.pending).toBeUndefined();
    expect(alice.link.payloads('queue:join')).toEqual([]);
  });

  it('joins, widens and cancels on a live connection', async () => {
    await alice.startIn({ is: 'idle' });
    alice.client.join('listen');
    await settled();
    expect(alice.client.state.pending).toEqual({ act: 'join' });
    alice.link.answer('queue:join', queued('listen'));
    await settled();
    alice.client.widen();
    await settled();
    expect(alice.link.payloads('queue:join').at(-1)).toEqual({ role: 'listen', widen: true });
    alice.link.answer('queue:join', { ...queued('listen'), widen: true });
    await settled();
    alice.client.cancel();
    await settled();
    alice.link.answer('queue:cancel', { is: 'idle' });
    await settled();
    expect(alice.client.state.person).toEqual({ is: 'idle' });
    alice.link.drop();
    await browser.clock.advance(0);
    expect(alice.link.payloads('session:register')[0]).not.toHaveProperty('role');
  });

  it('polls its place every 3 to 5 s, while it waits', async () => {
    await alice.startIn(queued());
    await browser.clock.advance(2_000);
    alice.link.ping();
    await browser.clock.advance(2_000);
    expect(alice.link.payloads('queue:position')).toHaveLength(1);
    alice.link.answer('queue:position', queued('vent', 7));
    await settled();
    expect(alice.client.state.person).toMatchObject({ position: 7 });
    alice.link.push('room:paired', room());
    await settled();
    alice.link.ping();
    await browser.clock.advance(2_400);
    alice.link.ping();
    await browser.clock.advance(2_400);
    expect(alice.link.payloads('queue:position')).toHaveLength(1);
  });

  it('takes what is pushed before the answer of its register after it', async () => {
    await alice.start();
    alice.link.push('room:delivered', { roomId: ROOM, delivered: cursor(A1, 0) });
    alice.link.push('queue:tick', { ...NO_COUNTS, vent: { waiting: 4, online: 5 } });
    await settled();
    expect(alice.client.state.counts).toBeUndefined();
    await alice.register(queued());
    expect(alice.client.state.counts?.vent.waiting).toBe(4);
  });

  it('stops when the server says that another one acts, until alice says so (I4)', async () => {
    await alice.startIn(paired());
    alice.link.push('session:closed', { reason: 'replaced' });
    await settled();
    expect(alice.client.state.connection).toEqual({ is: 'replaced', by: 'elsewhere' });
    alice.client.pageVisible(true);
    alice.client.reconnectNow();
    await browser.clock.advance(60_000);
    expect(alice.transport.links).toHaveLength(1);
    expect(await alice.client.send('hello')).toEqual({ ok: false, fault: 'not-here' });
    alice.client.takeOver();
    await settled();
    expect(alice.link.payloads('session:register')[0]).toMatchObject({ attempt: 2 });
  });

  it('lets only the newest tab of one store write (I4)', async () => {
    await alice.startIn(paired());
    const duplicate = browser.load({}, browser.duplicateTab());
    await duplicate.start();
    expect(await alice.client.send('from the old tab')).toEqual({ ok: false, fault: 'not-here' });
    await settled();
    expect(alice.client.state.connection).toEqual({ is: 'replaced', by: 'tab' });
    expect(alice.link.payloads('room:send')).toEqual([]);
    await duplicate.register(paired());
    await duplicate.client.send('from the new tab');
    expect(duplicate.link.payloads('room:send')).toHaveLength(1);
  });

  it('sends what a duplicated tab left waiting, soon (I1)', async () => {
    await alice.startIn(paired());
    const duplicate = browser.load({}, browser.duplicateTab());
    duplicate.transport.mode = 'hang';
    await duplicate.start();
    expect(await duplicate.client.send('left waiting')).toMatchObject({ ok: true });
    duplicate.client.stop();
    expect(alice.log).toEqual(['-- joined']);
    await alice.client.send('said later');
    await settled();
    expect(alice.link.payloads('room:send').flatMap(({ entries }) => entries)).toMatchObject([
      { n: 1, text: 'said later' },
      { n: 2, text: 'left waiting' },
    ]);
    expect(alice.faults).toEqual([]);
  });

  it('registers again on the same link when asked to, and gives the link up when that goes round in circles', async () => {
    await alice.start();
    for (let round = 0; round < 4; round += 1) {
      alice.link.refuse('session:register', 'late');
      await settled();
    }
    expect(alice.transport.links[0]?.payloads('session:register')).toHaveLength(4);
    expect(alice.transport.links[0]?.isClosed).toBe(true);
    expect(alice.client.state.connection.is).toBe('reconnecting');
  });

  it.each([
    ['outdated', 'outdated'],
    ['replaced', 'replaced'],
    ['invalid', 'refused'],
  ] as const)('shows a register answered %s as %s, and rests', async (code, is) => {
    await alice.start();
    alice.link.refuse('session:register', code);
    await settled();
    expect(alice.client.state.connection.is).toBe(is);
    await browser.clock.advance(60_000);
    expect(alice.transport.links).toHaveLength(1);
  });

  it('shows a full server with the time of the next attempt', async () => {
    await alice.start();
    alice.link.refuse('session:register', 'full', { retryAfterMs: 8_000 });
    await settled();
    expect(alice.client.state.connection).toMatchObject({ is: 'full', retryAt: browser.clock.now() + 9_000 });
  });

  it('goes on in memory, and says so, when the disk is full', async () => {
    await alice.startIn(paired());
    browser.disk.failure = 'quota';
    expect(await alice.client.send('hello')).toMatchObject({ ok: true });
    await settled();
    expect(alice.client.state).toMatchObject({
      storage: 'memory',
      notices: [{ kind: 'storage-lost', why: 'quota' }],
    });
    expect(alice.link.payloads('room:send')).toHaveLength(1);
    expect(alice.log).toEqual(['-- joined', 'alice: hello [sending]']);
  });

  it('works without a disk from the start', async () => {
    browser.disk.failure = 'unavailable';
    await alice.startIn(paired());
    expect(alice.client.state.storage).toBe('memory');
    await alice.client.send('hello');
    expect(alice.link.payloads('room:send')).toHaveLength(1);
    expect(alice.faults).toEqual([]);
  });

  it('goes on with what it holds when its store is cleared under it', async () => {
    await alice.startIn(paired());
    await alice.client.send('one');
    browser.disk.wipe();
    await alice.client.send('two');
    await settled();
    expect(alice.log).toEqual(['-- joined', 'alice: one [sending]', 'alice: two [sending]']);
    const reloaded = browser.load();
    await reloaded.start();
    expect(reloaded.log).toEqual(['-- joined', 'alice: one [sending]', 'alice: two [sending]']);
  });

  it('shows each announcement once, also after a reload', async () => {
    const words = { id: 1_800_000_000_000, text: 'maintenance at noon', audience: 'all' } as const;
    await alice.startIn({ is: 'idle' }, { announcements: [words] });
    alice.link.push('sys:announcement', words);
    await settled();
    expect(alice.client.state.announcements).toEqual([words]);
    const reloaded = browser.load();
    await reloaded.startIn({ is: 'idle' }, { announcements: [words] });
    expect(reloaded.link.payloads('session:register')[0]).toMatchObject({ announcementsSeen: words.id });
    expect(reloaded.client.state.announcements).toEqual([words]);
    reloaded.client.dismissAnnouncement(words.id);
    await settled();
    const again = browser.load();
    await again.startIn({ is: 'idle' }, { announcements: [words] });
    expect(again.client.state.announcements).toEqual([]);
  });

  it('gives words of the operators their place in the log, once, also over a reload and a repeat', async () => {
    const words = { id: 1_800_000_000_000, text: 'maintenance at noon', audience: 'all' } as const;
    await alice.startIn(paired());
    alice.link.push('sys:announcement', words);
    alice.link.push('sys:announcement', words);
    await settled();
    expect(alice.log).toEqual(['-- joined', '-- operators: maintenance at noon']);
    expect(alice.client.state.announcements).toEqual([]);
    const reloaded = browser.load();
    await reloaded.startIn(paired(), { announcements: [words] });
    expect(reloaded.log).toEqual(['-- joined', '-- operators: maintenance at noon']);
  });

  it('gives words to a conversation their place in its log also where it ended meanwhile, others stand above', async () => {
    const toRoom = { id: 1_800_000_000_000, text: 'to your room', audience: 'room', roomId: ROOM } as const;
    const toAll = { id: toRoom.id + 1, text: 'to all', audience: 'all' } as const;
    await alice.startIn(paired());
    const lost = end({ reason: 'partner-lost', by: 'you' });
    const reloaded = browser.load();
    const announcements = [toRoom, toAll];
    await reloaded.startIn({ is: 'idle' }, { lastRoom: ended({ end: lost }), announcements });
    expect(reloaded.log).toContain('-- operators: to your room');
    expect(reloaded.client.state.announcements).toEqual([toAll]);
    const again = browser.load();
    await again.startIn({ is: 'idle' }, { announcements });
    expect(again.log.filter((line) => line.includes('operators'))).toEqual(['-- operators: to your room']);
    expect(again.client.state.announcements).toEqual([toAll]);
  });

  it('keeps the place of words that are taken back, here or while away, and not the words', async () => {
    const words = { id: 1_800_000_000_000, text: 'wrong', audience: 'all' } as const;
    const more = { ...words, id: words.id + 1 };
    await alice.startIn(paired(), { announcements: [words, more] });
    alice.link.push('sys:withdrawn', { id: words.id });
    await settled();
    expect(alice.log).toEqual(['-- joined', '-- operators: ', '-- operators: wrong']);
    const reloaded = browser.load();
    await reloaded.startIn(paired(), { withdrawn: [more.id] });
    expect(reloaded.log).toEqual(['-- joined', '-- operators: ', '-- operators: ']);
  });

  it('shows a restart to come above the conversation too', async () => {
    const words = { id: 1_800_000_000_000, text: 'restart', audience: 'all', restartAt: 1_800_000_600_000 } as const;
    await alice.startIn(paired(), { announcements: [words] });
    expect(alice.client.state.announcements).toEqual([words]);
    expect(alice.log).toContain('-- operators: restart');
  });

  it('asks from its first register on for everything that is sent', async () => {
    await alice.startIn({ is: 'idle' });
    alice.link.drop();
    await browser.clock.advance(0);
    expect(alice.link.payloads('session:register')[0]?.announcementsSeen).toBeGreaterThan(0);
  });

  it('stops where the operators have banned this device, and looks again when the person asks', async () => {
    const ban = { reason: 'Be kind.', appeal: { is: 'possible', ticket: 'ticket' } } as const;
    await alice.startIn({ is: 'idle' });
    alice.link.push('session:closed', { reason: 'banned', ban });
    await settled();
    expect(alice.client.state.connection).toEqual({ is: 'banned', ban });
    await browser.clock.advance(60_000);
    expect(alice.client.state.connection.is).toBe('banned');
    alice.client.reconnectNow();
    await browser.clock.advance(0);
    await alice.register({ is: 'idle' });
    expect(alice.client.state.connection.is).toBe('live');
  });

  it('wants no place where no joins are taken, and says why', async () => {
    await alice.startIn({ is: 'idle' }, { site: { queue: 'closed', notice: 'Back at nine.', guidelinesVersion: 1 } });
    alice.client.join('vent');
    await settled();
    alice.link.refuse('queue:join', 'queue-closed');
    await settled();
    expect(alice.client.state).toMatchObject({
      person: { is: 'idle' },
      notices: [],
      site: { notice: 'Back at nine.' },
    });
    alice.link.push('sys:settings', { queue: 'open', guidelinesVersion: 1 });
    await settled();
    expect(alice.client.state.site).toEqual({ queue: 'open', guidelinesVersion: 1 });
  });

  it('tells gently of a newer version, and leaves the room alone', async () => {
    await alice.startIn(paired());
    alice.link.drop();
    await browser.clock.advance(0);
    await alice.register(paired(), { serverVersion: '1.1.0' });
    expect(alice.client.state.notices).toMatchObject([{ kind: 'newer-version', version: '1.1.0' }]);
    expect(alice.client.state.connection.is).toBe('live');
    alice.client.dismissNotice(alice.client.state.notices[0]?.id ?? -1);
    await settled();
    expect(alice.client.state.notices).toEqual([]);
  });

  it('forgets the device key, and uses a new one from the next register on', async () => {
    await alice.startIn({ is: 'idle' });
    const before = browser.device;
    alice.client.forgetDevice();
    alice.link.drop();
    await browser.clock.advance(0);
    expect(alice.link.payloads('session:register')[0]?.device).not.toBe(before);
  });

  it('calls listeners once for all changes of a turn, with a new state', async () => {
    const states: unknown[] = [];
    const end = alice.client.subscribe((state) => states.push(state));
    await alice.startIn(queued());
    expect(new Set(states).size).toBe(states.length);
    expect(states.at(-1)).toBe(alice.client.state);
    const seen = states.length;
    end();
    alice.link.push('queue:tick', NO_COUNTS);
    await settled();
    expect(states).toHaveLength(seen);
  });

  it('keeps the identity of what did not change, so that a view can compare by reference', async () => {
    await alice.startIn(paired());
    await alice.client.send('one');
    await settled();
    const before = alice.conversation;
    alice.link.push('queue:tick', NO_COUNTS);
    await settled();
    expect(alice.conversation).toBe(before);
    await alice.client.send('two');
    await settled();
    expect(alice.conversation).not.toBe(before);
    expect(alice.conversation.lines[1]).toBe(before.lines[1]);
  });
});
