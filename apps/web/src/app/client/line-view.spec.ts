import { describe, expect, it } from '@jest/globals';
import { accept, apply, deliver, freshLog, say } from '../../testing/core/logs';
import { A1, B1, B2, cursor, gap, text } from '../../testing/core/wire';
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
    expect(new LineView().lines(log)[2]).toMatchObject({ quote: { nonce: one.nonce, isMine: false, text: 'one' } });
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
