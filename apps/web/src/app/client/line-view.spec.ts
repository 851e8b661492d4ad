import { describe, expect, it } from '@jest/globals';
import { accept, answer, apply, deliver, freshLog, say } from '../../testing/core/logs';
import { A1, A2, B1, B2, cursor, gap, room, text } from '../../testing/core/wire';
import type { RoomLog } from '../conversation/room-log';
import { LineView } from './line-view';

const keys = (log: RoomLog): readonly string[] => new LineView().lines(log).map(({ key }) => key);

describe('the lines of a log', () => {
  it('put a gap line right behind the last words before the hole', () => {
    const [before] = apply(say(freshLog(), 'mine'), [text('one', { t: 2 })]);
    const later = say(before, 'later');
    const [log] = apply(later, [gap(cursor(B1, 1), cursor(B2, 0)), text('two', { stream: B2, t: 9 })]);
    const kinds = new LineView().lines(log).map((line) => (line.kind === 'text' ? line.text : line.kind));
    expect(kinds).toEqual(['event', 'mine', 'one', 'gap', 'later', 'two']);
  });

  it('keep their identity while nothing about them changes', () => {
    const view = new LineView();
    const log = say(freshLog(), 'one', 'two');
    const before = view.lines(log);
    expect(view.lines(log)).toBe(before);
    const after = view.lines(accept(log, 1));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[2]).toBe(before[2]);
  });

  it('quote a text by its nonce, wherever it stands', () => {
    const one = text('one');
    const [log] = apply(freshLog(), [one, text('two', { n: 2, replyTo: one.nonce })]);
    expect(new LineView().lines(log)[2]).toMatchObject({
      quote: { is: 'text', nonce: one.nonce, isMine: false, text: 'one' },
    });
  });

  it('say that a quoted text is not here, until it comes', () => {
    const view = new LineView();
    const [log] = apply(freshLog(), [text('answer', { replyTo: 'nonce-of-mine---------' })]);
    const before = view.lines(log)[1];
    expect(before).toMatchObject({ quote: { is: 'missing' } });
    const after = view.lines(say(log, 'mine')).find(({ key }) => key === before?.key);
    expect(after).toMatchObject({ quote: { is: 'text', isMine: true, text: 'mine' } });
  });

  it('keep a quote when the quoted text moves to another stream', () => {
    const mine = say(freshLog(), 'mine');
    const [log] = apply(mine, [text('answer', { t: 5, replyTo: 'nonce-of-mine---------' })]);
    const moved = answer(log, room({ stream: A2, clock: 5, from: { received: cursor(B1, 1), own: cursor(A2, 0) } }));
    expect([...moved.entries.values()].find(({ isMine }) => isMine)?.places).toHaveLength(2);
    const line = new LineView().lines(moved).find((each) => each.kind === 'text' && !each.isMine);
    expect(line).toMatchObject({ quote: { is: 'text', isMine: true, text: 'mine' } });
  });

  it('count only likes of the one who received the text', () => {
    const one = text('one');
    const [log] = apply(freshLog(), [one, { ...text('x', { n: 2 }), kind: 'like', target: one.nonce }]);
    expect(new LineView().lines(log)[1]).toMatchObject({ isLiked: false });
  });

  it('have keys of their own', () => {
    const log = deliver(say(freshLog(), 'one', 'two', 'three'), A1, 2);
    expect(new Set(keys(log)).size).toBe(keys(log).length);
  });
});
