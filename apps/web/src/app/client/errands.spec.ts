import { beforeEach, describe, expect, it } from '@jest/globals';
import { FRAME_MAX_BYTES, type RoomEnd } from '@hearken/protocol';
import { Browser, type Page } from '../../testing/core/client-under-test';
import { settled } from '../../testing/core/fake-clock';
import { B1, ROOM, cursor, end, ended, paired, text } from '../../testing/core/wire';

describe('parting for good', () => {
  let browser: Browser;
  let alice: Page;

  beforeEach(async () => {
    browser = new Browser();
    alice = browser.load();
    await alice.startIn(paired());
  });

  const mine = (change: Partial<RoomEnd>): RoomEnd => end({ by: 'you', ...change });

  it('blocks the one she talks with, and knows it afterwards', async () => {
    alice.client.block(ROOM, 'not-a-match', 'All the best');
    await settled();
    expect(alice.link.payloads('room:block')).toEqual([{ roomId: ROOM, because: 'not-a-match', note: 'All the best' }]);
    expect(alice.conversation.underWay).toBe('block');
    alice.link.answer('room:block', { end: mine({ reason: 'block' }), state: { is: 'idle' } });
    await settled();
    expect(alice.conversation).toMatchObject({ open: false, parted: ['block'], end: { reason: 'block', by: 'you' } });
    expect(alice.conversation.underWay).toBeUndefined();
    expect(alice.client.state.person).toEqual({ is: 'idle' });
  });

  it('reports after the end too; neither a reload nor another wish takes it back', async () => {
    alice.link.push('room:ended', { end: end(), state: { is: 'idle' } });
    await settled();
    alice.link.drop();
    await browser.clock.advance(0);
    alice.client.report(ROOM, 'harassment', 'from the first word on');
    alice.client.join('vent');
    await settled();
    expect(alice.conversation.underWay).toBe('report');

    const reloaded = browser.load();
    await reloaded.start();
    await reloaded.register({ is: 'idle' });
    await settled();
    expect(reloaded.link.payloads('room:report')).toEqual([
      { roomId: ROOM, reason: 'harassment', note: 'from the first word on' },
    ]);
    reloaded.link.answer('room:report', { end: end(), state: { is: 'idle' } });
    await settled();
    expect(reloaded.conversation).toMatchObject({ parted: ['report'], end: { reason: 'leave', by: 'partner' } });
  });

  it('I7: tells register what was done about the last conversation, in case the database has lost it', async () => {
    alice.client.block(ROOM);
    await settled();
    alice.link.answer('room:block', { end: mine({ reason: 'block' }), state: { is: 'idle' } });
    await settled();
    alice.client.deleteConversation(ROOM);
    await settled();
    alice.link.answer('room:delete', { end: mine({ reason: 'block', deleted: 'you' }), state: { is: 'idle' } });
    await settled();
    alice.link.drop();
    await browser.clock.advance(0);
    expect(alice.link.payloads('session:register')[0]).toMatchObject({
      ended: { roomId: ROOM },
      endedWith: ['block', 'deleted'],
    });
  });

  it('asks for several things one after the other, and for one again that was refused for now', async () => {
    alice.client.report(ROOM, 'spam');
    alice.client.deleteConversation(ROOM);
    await settled();
    expect(alice.link.payloads('room:delete')).toEqual([]);
    alice.link.refuse('room:report', 'try-later', { retryAfterMs: 1_000 });
    await browser.clock.advance(1_000);
    expect(alice.link.payloads('room:report')).toHaveLength(2);
    alice.link.answer('room:report', { end: mine({ reason: 'report' }), state: { is: 'idle' } });
    await settled();
    expect(alice.link.payloads('room:delete')).toEqual([{ roomId: ROOM }]);
  });

  it('gives up what the server does not know, and says so', async () => {
    alice.client.report(ROOM, 'spam');
    await settled();
    alice.link.refuse('room:report', 'not-member');
    await settled();
    expect(alice.client.state.notices).toMatchObject([{ kind: 'refused', what: 'report' }]);
    expect(alice.conversation.underWay).toBeUndefined();
  });

  it('shows who deleted the conversation, keeps what is here, and asks for nothing more', async () => {
    alice.link.push('room:entries', { roomId: ROOM, items: [text('one')], delivered: cursor(B1, 0) });
    await settled();
    const last = end({ reason: 'deleted', deleted: 'partner', partner: [cursor(B1, 7)] });
    alice.link.push('room:ended', { end: last, state: { is: 'idle' } });
    await settled();
    expect(alice.conversation).toMatchObject({ isComplete: true, end: { reason: 'deleted', deleted: 'partner' } });
    expect(alice.log).toContain('bob: one');
    await browser.clock.advance(60_000);
    expect(alice.link.payloads('room:sync')).toEqual([]);
  });

  it('learns that an ended conversation was deleted, without a gap line', async () => {
    alice.link.push('room:ended', { end: end({ partner: [cursor(B1, 0)] }), state: { is: 'idle' } });
    await settled();
    alice.link.push('room:changed', { roomId: ROOM });
    await settled();
    const now = ended({ end: end({ partner: [cursor(B1, 0)], deleted: 'partner' }) });
    alice.link.answer('room:sync', { is: 'ended', room: now });
    await settled();
    expect(alice.conversation.end).toMatchObject({ reason: 'leave', deleted: 'partner' });
    expect(alice.conversation.lines.some(({ kind }) => kind === 'gap')).toBe(false);
  });

  it('sends its own copy with a report of a deleted conversation, as much as fits', async () => {
    const words = Array.from({ length: 60 }, (_, at) => text(`${String(at)} ${'x'.repeat(900)}`, { n: at + 1 }));
    alice.link.push('room:entries', { roomId: ROOM, items: words, delivered: cursor(B1, 0) });
    await settled();
    alice.client.report(ROOM, 'harassment');
    await settled();
    expect(alice.link.payloads('room:report')[0]).not.toHaveProperty('copy');
    alice.link.refuse('room:report', 'try-later', { retryAfterMs: 10 });
    alice.link.push('room:ended', {
      end: end({ reason: 'deleted', deleted: 'partner', partner: [cursor(B1, 60)] }),
      state: { is: 'idle' },
    });
    await browser.clock.advance(10);
    const report = alice.link.payloads('room:report').at(-1);
    expect(report?.copy?.at(-1)).toMatchObject({
      by: 'partner',
      text: words.at(-1)?.kind === 'text' && `59 ${'x'.repeat(900)}`,
    });
    expect(report?.copy?.length).toBeGreaterThan(20);
    expect(JSON.stringify(report).length).toBeLessThan(FRAME_MAX_BYTES - 1_000);
  });
});
