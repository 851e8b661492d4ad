import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codePoints, textFault, tidyText } from './text.js';

/** Any UTF-16 units at all: lone surrogates and control characters too, and often. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('\ud83d', '\ude00', '\r', '\n', '\t', '\u0000', ' ', 'a', '😀'))
    .map((parts) => parts.join('')),
);
const max = fc.integer({ min: 0, max: 40 });

// A failing property prints its seed and the smallest counterexample.
describe('text rules, for any text', () => {
  it('counts code points as iteration does', () => {
    fc.assert(fc.property(anyText, (text) => codePoints(text) === [...text].length));
  });

  it('never counts past one above enough, and is exact up to there', () => {
    fc.assert(
      fc.property(anyText, max, (text, enough) => {
        expect(codePoints(text, enough)).toBe(Math.min([...text].length, enough + 1));
      }),
    );
  });

  it('finds no fault exactly in what is shown, well-formed, without controls and short enough', () => {
    fc.assert(
      fc.property(anyText, max, (text, limit) => {
        const isFine =
          text.trim() !== '' &&
          text.isWellFormed() &&
          [...text].every((character) => character === '\n' || character === '\t' || !/\p{Cc}/u.test(character)) &&
          [...text].length <= limit;
        expect(textFault(text, limit) === undefined).toBe(isFine);
      }),
    );
  });

  it('survives JSON in UTF-8 unchanged where there is no fault', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(textFault(text, 1_000) === undefined);
        expect(JSON.parse(Buffer.from(JSON.stringify(text)).toString())).toBe(text);
      }),
    );
  });

  it('leaves nothing to refuse after tidying but emptiness and length, and tidies once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tidy = tidyText(text);
        expect([undefined, 'empty']).toContain(textFault(tidy, 1_000));
        expect(tidyText(tidy)).toBe(tidy);
      }),
    );
  });

  it('leaves alone what can be sent and has no space around it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(textFault(text, 1_000) === undefined && text === text.trim());
        expect(tidyText(text)).toBe(text);
      }),
    );
  });
});
