import { Marked } from 'marked';

const HEADING_MAX = 6;

/**
 * HTML of a Markdown text. Not safe by itself: raw HTML of the text is in it. It must go through Angular's sanitiser, as
 * a binding to `innerHTML` does.
 *
 * @param levels by how much its headings are lowered, to fit below those of the page
 */
export function renderMarkdown(markdown: string, levels = 0): string {
  const marked = new Marked({
    gfm: true,
    async: false,
    walkTokens: (token) => {
      if (token.type === 'heading' && typeof token.depth === 'number') {
        token.depth = Math.min(HEADING_MAX, token.depth + levels);
      }
    },
  });
  const html = marked.parse(markdown);
  return typeof html === 'string' ? html : '';
}
