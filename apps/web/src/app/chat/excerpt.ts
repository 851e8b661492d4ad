/** More of a quoted text than this is read nowhere: it can be jumped to. Code points. */
const EXCERPT_MAX = 140;

/** The beginning of a text, in one line. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const points = [...line.slice(0, EXCERPT_MAX * 2 + 2)];
  return points.length <= EXCERPT_MAX ? points.join('') : `${points.slice(0, EXCERPT_MAX).join('').trimEnd()}…`;
}
