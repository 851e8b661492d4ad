/** A Markdown file in its two parts. */
export interface SplitText {
  readonly markdown: string;
  readonly version?: string;
}

const FRONT_MATTER = /^---[^\S\n]*\n([\s\S]*?\n)?---[^\S\n]*(?:\n|$)/;
const VERSION = /^version:[^\S\n]*(['"]?)([\w.:-]{1,40})\1[^\S\n]*$/m;

/** Takes the front matter off. Of what it says only `version: <word>` is used; anything else in it is ignored. */
export function splitFrontMatter(file: string): SplitText {
  const text = file.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const found = FRONT_MATTER.exec(text);
  if (found === null) return { markdown: text.trim() };
  const markdown = text.slice(found[0].length).trim();
  const version = VERSION.exec(found[1] ?? '')?.[2];
  return version === undefined ? { markdown } : { markdown, version };
}
