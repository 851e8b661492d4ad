/** What a text may be: checked by the composer before sending and by the server before storing, with the same code. */

/** Why a text cannot be sent. */
export type TextFault = 'empty' | 'too-long' | 'control-character' | 'lone-surrogate';

// Every control character but tab and newline; a carriage return never leaves the composer. Format characters that
// bidirectional scripts and emoji need stay allowed.
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const CONTROL_CHARACTERS = new RegExp(CONTROL_CHARACTER, 'g');

/**
 * The first fault of a text, or `undefined` when it can be sent.
 *
 * @param max longest allowed length in code points
 */
export function textFault(text: string, max: number): TextFault | undefined {
  if (text.trim() === '') return 'empty';
  if (!text.isWellFormed()) return 'lone-surrogate';
  if (CONTROL_CHARACTER.test(text)) return 'control-character';
  return codePoints(text, max) > max ? 'too-long' : undefined;
}

/** Length of a text in Unicode code points; stops counting one above `enough`. */
export function codePoints(text: string, enough = Number.POSITIVE_INFINITY): number {
  // A string has at most as many code points as UTF-16 units: most texts need no walk.
  if (text.length <= enough && !/[\ud800-\udfff]/.test(text)) return text.length;
  let count = 0;
  for (const _ of text) if (++count > enough) break;
  return count;
}

/** What the composer does to a text before it is checked: one kind of line break, no space around, no stray controls. */
export function tidyText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROL_CHARACTERS, '').trim();
}
