/** Texts of the site that an operator can replace, over HTTP. */

/** About the site, its guidelines, privacy, contact, and the guide for somebody who listens for the first time. */
export const PAGE_NAMES = ['about', 'guidelines', 'privacy', 'contact', 'listening'] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** Answer of `GET /api/pages/<name>`. */
export interface PageText {
  readonly name: PageName;
  /** Markdown, without the front matter. Not to be trusted as HTML: the page sanitises what it makes of it. */
  readonly markdown: string;
  /** As the front matter names it, else made from the text; another one when operators raise that of the guidelines. People accept each version of the guidelines once. */
  readonly version: string;
}
