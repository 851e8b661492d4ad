import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareEntries, sameContent, type NewEntry } from './entry.js';
import { SLOTS, T_MAX } from './ids.js';

const place = fc.record({
  t: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: T_MAX })),
  slot: fc.constantFrom(...SLOTS),
});

// A failing property prints its seed and the smallest counterexample.
describe('compareEntries is one total order, the same everywhere', () => {
  it('is antisymmetric', () => {
    fc.assert(
      fc.property(place, place, (x, y) => {
        expect(Math.sign(compareEntries(x, y)) + Math.sign(compareEntries(y, x))).toBe(0);
      }),
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(place, place, place, (x, y, z) => {
        fc.pre(compareEntries(x, y) <= 0 && compareEntries(y, z) <= 0);
        expect(compareEntries(x, z)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('calls two places the same only if they are: ties of two people are broken', () => {
    fc.assert(
      fc.property(place, place, (x, y) => {
        expect(compareEntries(x, y) === 0).toBe(x.t === y.t && x.slot === y.slot);
      }),
    );
  });

  it('sorts to one list whatever the order of arrival', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { selector: ({ t, slot }) => `${String(t)}${slot}` }),
        fc.infiniteStream(fc.nat()),
        (places, chance) => {
          const shuffled = places
            .map((entry) => ({ entry, key: chance.next().value as number }))
            .sort((left, right) => left.key - right.key)
            .map(({ entry }) => entry);
          expect(shuffled.toSorted(compareEntries)).toEqual(places.toSorted(compareEntries));
        },
      ),
    );
  });

  it('never contradicts cause and effect: an answer stands after what its author had read', () => {
    // Each step: one of the two reads all there is, or writes with a t one above everything held.
    const step = fc.record({ slot: fc.constantFrom(...SLOTS), reads: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const held = { a: 0, b: 0 };
        const log: { t: number; slot: 'a' | 'b'; after: number }[] = [];
        for (const { slot, reads } of steps) {
          if (reads) held[slot] = Math.max(held[slot], ...log.map(({ t }) => t));
          else {
            log.push({ t: held[slot] + 1, slot, after: held[slot] });
            held[slot] += 1;
          }
        }
        for (const entry of log) {
          for (const read of log) if (read.t <= entry.after) expect(compareEntries(read, entry)).toBeLessThan(0);
        }
      }),
    );
  });
});

describe('sameContent', () => {
  const text: NewEntry = { kind: 'text', n: 1, t: 5, nonce: 'n1', text: 'Hello', replyTo: 'n0' };
  const { replyTo: _, ...plain } = text;
  const like: NewEntry = { kind: 'like', n: 1, t: 5, nonce: 'n1', target: 'n0' };

  it.each([
    ['itself', text, { ...text }],
    ['a like and itself', like, { ...like }],
  ])('is true for %s', (_, left, right) => {
    expect(sameContent(left, right)).toBe(true);
  });

  it.each<[string, NewEntry, NewEntry]>([
    ['another text', text, { ...text, text: 'Hello.' }],
    ['another nonce', text, { ...text, nonce: 'n2' }],
    ['another t', text, { ...text, t: 6 }],
    ['another quote', text, { ...text, replyTo: 'n9' }],
    ['no quote', text, plain],
    ['another kind', text, like],
    ['another target', like, { ...like, target: 'n9' }],
    ['a withdrawal', like, { ...like, kind: 'unlike' }],
  ])('is false for %s, both ways', (_, left, right) => {
    expect(sameContent(left, right)).toBe(false);
    expect(sameContent(right, left)).toBe(false);
  });
});
