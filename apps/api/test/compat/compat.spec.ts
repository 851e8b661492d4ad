import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RestState, Stats } from '@hearken/protocol';
import { call, CallingClient, nonce, wordsOf } from '../support/calls.js';
import { textEntry } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { operatorOn } from '../support/operator.js';
import { startServer, type TestServer } from '../support/server.js';
import { retold } from './old-names.js';

/** Three conversations as the older systems' own documents tell them, each step under its name there. */
describe('conversations of the older systems', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer({ NEXT_AFTER_MS: '2000', JOINS_PER_SECOND: '20', SAME_DEVICE_MAY_MEET: 'on' });
  });

  afterEach(() => server.close());

  it("CompassionPit: a venter's page, a drop, and what was said meanwhile is told again", async () => {
    const { step, untold } = retold('CompassionPit');
    const listener = server.client();
    let venter = server.client();
    await step('register', 'session:register', () => listener.register());
    const me = await step('register', 'session:register', () => venter.register());
    await step('join', 'queue:join', () => listener.request('queue:join', { role: 'listen' }));
    await step('queue', 'queue:position', () => listener.request('queue:position', {}));
    await step('join', 'queue:join', () => venter.request('queue:join', { role: 'vent' }));
    const room = await step('join (push)', 'room:paired', () => venter.hears('room:paired'));
    const theirs = await step('join (push)', 'room:paired', () => listener.hears('room:paired'));
    const { roomId, stream } = room;
    await step('typing', 'room:typing', () => venter.request('room:typing', { roomId, typing: true }));
    await step('msg', 'room:send', () =>
      venter.request('room:send', { roomId, stream, entries: [textEntry(1, 'I had a long day')] }),
    );
    const heard = await step('msg', 'room:entries', () => listener.hears('room:entries'));
    expect(wordsOf(heard.items)).toEqual(['I had a long day']);
    // The drop: the page's connection is gone, and the listener goes on talking.
    venter.socket.io.engine.close();
    const answer = { roomId, stream: theirs.stream, entries: [textEntry(1, 'tell me'), textEntry(2, 'I am here')] };
    await step('msg', 'room:send', () => listener.request('room:send', answer));
    // The replay: what it missed stands in the answer of its register, once.
    venter = server.client();
    const { privateId, publicId } = me;
    const claim = {
      roomId,
      partnerId: room.partner.publicId,
      stream,
      outboxFrom: 2,
      received: room.from.received,
      own: { stream, n: 1 },
    };
    const back = await step('register', 'session:register', () =>
      venter.register({ privateId, publicId, room: claim }),
    );
    expect(back.state.is === 'paired' && wordsOf(back.state.items)).toEqual(['tell me', 'I am here']);
    expect(back.state).toMatchObject({ roomId, continuity: 'proven', accepted: 1 });
    await step('(close page)', 'room:leave', () => venter.request('room:leave', { roomId }));
    const gone = await step('partDisconnect', 'room:ended', () => listener.hears('room:ended'));
    expect(gone.end).toMatchObject({ reason: 'leave', by: 'partner' });
    const counts = await step('counts', 'queue:tick', () => listener.hears('queue:tick'));
    expect(Object.keys(counts)).toEqual(['vent', 'listen', 'talk']);
    // Asked for: somebody new comes, and it is the listener who goes on.
    const other = server.client();
    await step('register', 'session:register', () => other.register());
    await step('join', 'queue:join', () => other.request('queue:join', { role: 'vent' }));
    const second = await step('join (push)', 'room:paired', () => other.hears('room:paired'));
    await step('new partner', 'room:next', () =>
      eventually(() => listener.request('room:next', { roomId: second.roomId })),
    );
    const left = await step('partRequest', 'room:ended', () => other.hears('room:ended'));
    expect(left.end).toMatchObject({ reason: 'next', by: 'partner' });
    const operator = await operatorOn(server, 'ada', 'admin');
    await operator.must('POST', '/api/admin/sysmsg', { audience: 'all', text: 'We restart at eight.' });
    const words = await step('sysmsg', 'sys:announcement', () => other.hears('sys:announcement'));
    expect(words).toMatchObject({ audience: 'all', text: 'We restart at eight.' });
    expect(untold()).toEqual([]);
  });

  it('talk-with-me: no chat, queue, chat (NC, Q, C), by calls and a socket that listens', async () => {
    const { step, untold } = retold('talk-with-me');
    const alice = await step('POST /auth', 'POST /api/auth', () => CallingClient.open(server.url));
    const bob = await step('POST /auth', 'POST /api/auth', () => CallingClient.open(server.url));
    // NC
    expect(await alice.done('GET', '/api/queue')).toMatchObject({ is: 'idle' });
    const socket = server.client();
    const { privateId, publicId } = alice.me;
    await step('joinRoom', 'session:register', () => socket.register({ privateId, publicId, numbering: 'server' }));
    // Q, out of it, and in again
    expect(await step('POST /queue', 'POST /api/queue', () => alice.join('vent'))).toMatchObject({ is: 'queued' });
    expect(
      await step('exit queue', 'DELETE /api/queue', () => alice.done<RestState>('DELETE', '/api/queue')),
    ).toMatchObject({ is: 'idle' });
    await step('POST /queue', 'POST /api/queue', () => alice.join('vent'));
    await step('POST /queue', 'POST /api/queue', () => bob.join('listen'));
    // C
    const room = await step('queue complete', 'room:paired', () => socket.hears('room:paired'));
    const { partner } = await step('user connected', 'room:paired', () => Promise.resolve(room));
    expect(partner).toMatchObject({ publicId: bob.me.publicId, role: 'listen', presence: { is: 'here' } });
    const draft = { nonce: nonce(), content: 'hello?' };
    const said = await step('POST /messages', 'POST /api/messages', () => alice.say(draft.content, draft));
    expect(said.nonce).toBe(draft.nonce);
    // The client that showed it before the answer finds its nonce in the event, too; the other one reads it by a call.
    const event = await step('message', 'room:entries', () => socket.hears('room:entries'));
    expect(event.items).toEqual([said]);
    const page = await step('message', 'GET /api/messages', () => bob.read());
    expect(page.items).toEqual([said]);
    await step('POST /likes', 'POST /api/likes', () => bob.done('POST', '/api/likes', { messageId: said.id }));
    await step('message liked', 'POST /api/likes', () =>
      eventually(() => {
        const kinds = socket.told('room:entries').flatMap(({ items }) => items.map(({ kind }) => kind));
        expect(kinds).toEqual(['text', 'like']);
        return Promise.resolve();
      }),
    );
    await step('typing', 'POST /api/typing', () => bob.call('POST', '/api/typing', { typing: true }));
    await step('typing', 'room:partner', () =>
      eventually(() => {
        expect(socket.told('room:partner').at(-1)?.typing).toBe(true);
        return Promise.resolve();
      }),
    );
    // The same request again, because its answer was lost: one message, the same answer.
    const again = await step('POST /messages', 'POST /api/messages', () => alice.call('POST', '/api/messages', draft));
    expect(again).toMatchObject({ status: 201, body: said });
    await step('leave', 'POST /api/leave', () => bob.done('POST', '/api/leave', { roomId: room.roomId }));
    const ended = await step('user disconnected', 'room:ended', () => socket.hears('room:ended'));
    expect(ended).toMatchObject({ end: { reason: 'leave', by: 'partner' }, state: { is: 'queued' } });
    // NC again
    expect(await bob.done('GET', '/api/queue')).toMatchObject({ is: 'idle' });
    const operator = await operatorOn(server, 'ada', 'admin');
    const wordsToAlice = { audience: 'person', personId: publicId, text: 'Thank you for waiting.' };
    await operator.must('POST', '/api/admin/sysmsg', wordsToAlice);
    const words = await step('system message', 'sys:announcement', () => socket.hears('sys:announcement'));
    expect(words).toMatchObject({ audience: 'person', text: 'Thank you for waiting.' });
    expect(untold()).toEqual([]);
  });

  it('AniMoChat: find-match to next-match', async () => {
    const { step, untold } = retold('AniMoChat');
    const [one, two, three] = [server.client(), server.client(), server.client()];
    const ids: string[] = [];
    for (const client of [one, two, three]) {
      ids.push((await step('(connect)', 'session:register', () => client.register())).publicId);
    }
    // find-match is a join with role talk; cancelled, and asked for again.
    await step('find-match', 'queue:join', () => one.request('queue:join', { role: 'talk' }));
    expect(await step('waiting', 'queue:position', () => one.request('queue:position', {}))).toMatchObject({
      position: 1,
    });
    const cancelled = await step('cancel-match', 'queue:cancel', () => one.request('queue:cancel', {}));
    const settled = await step('match-cancelled', 'queue:cancel', () => Promise.resolve(cancelled));
    expect(settled).toMatchObject({ is: 'idle' });
    await step('find-match', 'queue:join', () => one.request('queue:join', { role: 'talk' }));
    await step('find-match', 'queue:join', () => two.request('queue:join', { role: 'talk' }));
    const room = await step('matched', 'room:paired', () => one.hears('room:paired'));
    const { roomId, stream } = room;
    // The skip cooldown is the server's: too soon is refused, and says how long.
    const early = await step('error', 'coded ack or close reason', () => one.refusal('room:next', { roomId }));
    expect(early).toMatchObject({ code: 'too-soon' });
    await step('send-message', 'room:send', () =>
      one.request('room:send', { roomId, stream, entries: [textEntry(1, 'hi')] }),
    );
    expect(wordsOf((await step('message', 'room:entries', () => two.hears('room:entries'))).items)).toEqual(['hi']);
    await step('typing', 'room:typing', () => one.request('room:typing', { roomId, typing: true }));
    await step('partner-typing', 'room:partner', () =>
      eventually(() => {
        expect(two.told('room:partner').at(-1)?.typing).toBe(true);
        return Promise.resolve();
      }),
    );
    const online = await step('online-count', 'queue:tick', () => three.hears('queue:tick'));
    expect(online.talk.online).toBeGreaterThanOrEqual(0);
    const stats = await step('/stats', 'GET /stats', () => call<Stats>(server.url, 'GET', '/stats'));
    expect(stats.body).toMatchObject({ online: 3, talking: 2 });
    await step('next-match', 'room:next', () => eventually(() => one.request('room:next', { roomId })));
    const left = await step('partner-disconnected', 'room:ended', () => two.hears('room:ended'));
    expect(left).toMatchObject({ end: { reason: 'next', by: 'partner' }, state: { is: 'queued' } });
    // Not the same one again: one and two wait, who have just met. Who was left comes first when somebody new is there.
    await step('find-match', 'queue:join', () => three.request('queue:join', { role: 'talk' }));
    const next = await step('matched', 'room:paired', () => three.hears('room:paired'));
    expect(next.partner.publicId).toBe(ids[1]);
    expect(next.roomId).not.toBe(roomId);
    expect(one.told('room:paired').map((push) => push.roomId)).toEqual([roomId]);
    await step('leave-room', 'room:leave', () => three.request('room:leave', { roomId: next.roomId }));
    expect(untold()).toEqual([]);
  });
});
