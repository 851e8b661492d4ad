import { describe, expect, it } from '@jest/globals';
import { codePoints, textFault, tidyText } from './text.js';

const MAX = 4_000;

describe('textFault', () => {
  it.each([
    ['words', 'Hello'],
    ['one character', 'x'],
    ['tabs and line breaks', 'a\tb\nc'],
    ['an emoji family with joiners', '👩‍👩‍👧'],
    ['right-to-left script with its marks', '\u200fשלום\u200e'],
    ['4,000 letters', 'x'.repeat(MAX)],
    ['4,000 code points of two units each', '😀'.repeat(MAX)],
    ['text around spaces', '  a  '],
    ['something that looks like markup', '<script>alert(1)</script>'],
  ])('takes %s', (_, text) => {
    expect(textFault(text, MAX)).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'empty'],
    ['white space alone', ' \n\t\u00a0\u2003', 'empty'],
    ['4,001 letters', 'x'.repeat(MAX + 1), 'too-long'],
    ['4,001 code points of two units each', '😀'.repeat(MAX + 1), 'too-long'],
    ['a high surrogate alone', 'a\ud83d', 'lone-surrogate'],
    ['a low surrogate alone', '\ude00a', 'lone-surrogate'],
    ['a pair the wrong way round', '\ude00\ud83d', 'lone-surrogate'],
    ['NUL', 'a\u0000', 'control-character'],
    ['a carriage return', 'a\r\nb', 'control-character'],
    ['escape', '\u001b[31mred', 'control-character'],
    ['delete', 'a\u007f', 'control-character'],
    ['a C1 control', 'a\u0085b', 'control-character'],
  ] as const)('refuses %s', (_, text, fault) => {
    expect(textFault(text, MAX)).toBe(fault);
  });

  it('refuses every control character but tab and newline, and no other of the first 256', () => {
    const refused = Array.from({ length: 256 }, (_, code) => code).filter(
      (code) => textFault(`a${String.fromCharCode(code)}b`, MAX) === 'control-character',
    );
    const controls = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, index) => 127 + index)];
    expect(refused).toEqual(controls.filter((code) => code !== 9 && code !== 10));
  });
});

describe('codePoints', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['😀😀', 2],
    ['a\ud83db', 3],
    ['é', 1],
    ['e\u0301', 2],
  ])('counts %j as %d', (text, count) => {
    expect(codePoints(text)).toBe(count);
  });

  it('stops one above enough', () => {
    expect(codePoints('x'.repeat(1_000_000), 10)).toBe(11);
    expect(codePoints('😀'.repeat(1_000), 10)).toBe(11);
  });
});

describe('tidyText', () => {
  it.each([
    ['  a  ', 'a'],
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['a\u0000\u001b\u007fb', 'ab'],
    ['a\ud83d', 'a\ufffd'],
    [' \n ', ''],
  ])('turns %j into %j', (text, tidy) => {
    expect(tidyText(text)).toBe(tidy);
  });
});
