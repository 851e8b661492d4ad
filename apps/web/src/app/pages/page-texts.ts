import { InjectionToken } from '@angular/core';
import { PAGE_NAMES, type PageName, type PageText } from '@hearken/protocol';

/** A text that has not come by then counts as not reachable, ms. */
const TEXT_TIMEOUT_MS = 8_000;

/** Where the texts of the site come from. Rejects where one can't be had, for whatever reason. */
export type PageTexts = (name: PageName) => Promise<PageText>;

/** The server's texts, asked for again each time: the server answers shortly where one has not changed. */
export const PAGE_TEXTS = new InjectionToken<PageTexts>('texts of the site', {
  providedIn: 'root',
  factory: () => async (name) => {
    const answer = await fetch(`/api/pages/${name}`, { signal: AbortSignal.timeout(TEXT_TIMEOUT_MS) });
    if (!answer.ok) throw new Error(`the text ${name} was answered with ${String(answer.status)}`);
    return readPageText(await answer.json());
  },
});

/** Takes an answer only if it is one: a proxy's error page may come with status 200. */
export function readPageText(answer: unknown): PageText {
  if (typeof answer === 'object' && answer !== null) {
    const { name, markdown, version } = answer as { readonly [K in keyof PageText]?: unknown };
    const known = PAGE_NAMES.find((one) => one === name);
    if (known !== undefined && typeof markdown === 'string' && typeof version === 'string') {
      return { name: known, markdown, version };
    }
  }
  throw new Error('the answer is no text of the site');
}
