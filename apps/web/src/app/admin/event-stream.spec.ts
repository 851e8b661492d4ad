import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventCutter } from './event-stream';

const STREAM =
  'event: overview\ndata: {"a":1}\n\n: still here\n\nevent: figures\r\ndata: {"b":2}\r\n\r\ndata: x\ndata: y\n\n';
const EVENTS = [
  { event: 'overview', data: '{"a":1}' },
  { event: 'figures', data: '{"b":2}' },
  { event: 'message', data: 'x\ny' },
];

describe('EventCutter', () => {
  it('finds the same events however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.sort((left, right) => left - right), STREAM.length];
        const cutter = new EventCutter();
        const found = at.slice(1).flatMap((end, index) => cutter.take(STREAM.slice(at[index], end)));
        expect(found).toEqual(EVENTS);
      }),
    );
  });

  it('keeps back what is not whole', () => {
    const cutter = new EventCutter();
    expect(cutter.take('event: figures\ndata: {')).toEqual([]);
    expect(cutter.take('}\n\n')).toEqual([{ event: 'figures', data: '{}' }]);
  });

  it('does not grow without end', () => {
    expect(() => new EventCutter().take('x'.repeat(3_000_000))).toThrow(RangeError);
  });
});
