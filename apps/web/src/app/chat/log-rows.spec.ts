import { describe, expect, it } from '@jest/globals';
import { aText, anEvent, myText } from '../../testing/scenes';
import { type Row, toRows } from './log-rows';

const NOON = new Date(2026, 10, 21, 12).getTime();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const days = (rows: readonly Row[]): readonly string[] => rows.flatMap((row) => (row.kind === 'day' ? [row.name] : []));
const texts = (rows: readonly Row[]) => rows.filter((row) => row.kind === 'text');

describe('toRows', () => {
  it('names each day once, today and yesterday by their names', () => {
    const at = [NOON - 9 * DAY, NOON - DAY, NOON - DAY, NOON];
    const rows = toRows(
      at.map((time) => aText({ at: time })),
      NOON,
    );
    expect(days(rows)).toEqual([expect.stringMatching(/Thursday.*12|12.*Thursday/), 'Yesterday', 'Today']);
  });

  it('names the author once in a run', () => {
    const rows = texts(toRows([aText({ at: NOON }), aText({ at: NOON + MINUTE }), myText('x', { at: NOON })], NOON));
    expect(rows.map((row) => row.isFirst)).toEqual([true, false, true]);
  });

  it('begins a new run after a while, and after something that happened', () => {
    const later = [aText({ at: NOON }), aText({ at: NOON + 4 * MINUTE }), anEvent('back', NOON), aText({ at: NOON })];
    expect(texts(toRows(later, NOON)).map((row) => row.isFirst)).toEqual([true, true, true]);
  });

  it('draws a label once for texts that got equally far, and always for one that failed', () => {
    const failed = { is: 'failed', why: 'refused' } as const;
    const rows = toRows(
      [
        myText('a', { at: NOON }),
        myText('b', { at: NOON }),
        myText('c', { at: NOON, label: { is: 'sent' } }),
        myText('d', { at: NOON, label: failed }),
        myText('e', { at: NOON, label: failed }),
      ],
      NOON,
    );
    expect(texts(rows).map((row) => row.showsMeta)).toEqual([false, true, true, true, true]);
  });
});
