import { CHAT_WORDS } from '../chat/words';
import type { Row, Transcript } from './transcript';

const STYLE = `
body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
ol{list-style:none;padding:0}li{margin:.5rem 0}h2{font-size:1rem;margin:1.5rem 0 .5rem}
.words{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}.mine{padding-left:2rem}
.who{font-weight:600;margin:0}time,.liked,.state{color:#555;font-size:.875rem;font-weight:400}
blockquote{margin:.25rem 0;padding-left:.75rem;border-left:3px solid #999;white-space:pre-wrap;overflow-wrap:anywhere}
.note,.gap{color:#555;font-style:italic}.gap,.operators{border:1px solid #999;border-radius:.5rem;padding:.5rem}
@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}time,.liked,.state,.note,.gap{color:#bbb}}`;

/**
 * A conversation as one web page that loads nothing and runs nothing. It is built as a document and written out by the
 * browser itself, which does all the escaping: what somebody said is only ever put in as text.
 */
export function toPage({ title, facts, rows }: Transcript): string {
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = 'en';
  page.head.append(meta(page, { charset: 'utf-8' }));
  // Whatever should slip in all the same: nothing is loaded and nothing is run.
  page.head.append(
    meta(page, { 'http-equiv': 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" }),
    meta(page, { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
  );
  page.body.append(element(page, 'h1', title));
  for (const [name, words] of facts) page.body.append(element(page, 'p', `${name}: ${words}`));
  let list: HTMLElement | undefined;
  for (const row of rows) {
    if (row.is === 'day') {
      page.body.append(element(page, 'h2', row.words));
      list = undefined;
      continue;
    }
    if (list === undefined) {
      list = element(page, 'ol');
      list.setAttribute('aria-label', CHAT_WORDS.log);
      page.body.append(list);
    }
    list.append(item(page, row));
  }
  // Put in as it is written out: as an element it would come under the rules of the page that makes the copy.
  const written = page.documentElement.outerHTML.replace('</head>', `<style>${STYLE}</style></head>`);
  return `<!doctype html>\n${written}\n`;
}

function item(page: Document, row: Exclude<Row, { is: 'day' }>): HTMLElement {
  const li = element(page, 'li');
  const time = element(page, 'time', row.time);
  switch (row.is) {
    case 'note':
    case 'gap': {
      const words = textOf(page, `${row.words} `);
      words.append(time);
      li.append(words);
      break;
    }
    case 'operators':
      li.append(speaker(page, row.who, time), textOf(page, row.words));
      break;
    case 'text':
      li.append(speaker(page, row.who, time), ...saidIn(page, row));
  }
  li.className = row.is === 'text' && row.isMine ? 'text mine' : row.is;
  return li;
}

function speaker(page: Document, who: string, time: HTMLElement): HTMLElement {
  const line = element(page, 'p', `${who} `);
  line.className = 'who';
  line.append(time);
  return line;
}

function saidIn(page: Document, { words, quote, liked, state }: Extract<Row, { is: 'text' }>): readonly HTMLElement[] {
  return [
    ...(quote === undefined
      ? []
      : [small(page, 'liked', quote.title), spoken(element(page, 'blockquote', quote.words))]),
    textOf(page, words),
    ...(liked === undefined ? [] : [small(page, 'liked', `\u2665 ${liked}`)]),
    ...(state === undefined ? [] : [small(page, 'state', state)]),
  ];
}

function textOf(page: Document, words: string): HTMLElement {
  const text = spoken(element(page, 'p', words));
  text.className = 'words';
  return text;
}

function small(page: Document, name: string, words: string): HTMLElement {
  const made = element(page, 'div', words);
  made.className = name;
  return made;
}

/** In whatever direction its language goes. */
function spoken(made: HTMLElement): HTMLElement {
  made.dir = 'auto';
  return made;
}

function element(page: Document, name: string, words = ''): HTMLElement {
  const made = page.createElement(name);
  made.textContent = words;
  return made;
}

function meta(page: Document, attributes: Readonly<Record<string, string>>): HTMLElement {
  const made = page.createElement('meta');
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
