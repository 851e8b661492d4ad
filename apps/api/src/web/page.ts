import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { PAGE_NAMES, ROLES } from '@hearken/protocol';
import { nonceOf } from './page-security.js';

/** Of the operators. Whoever opens one sees the sign-in. */
const ADMIN_PAGES = ['admin', ...['sysmsg', 'reports', 'bans', 'settings', 'audit'].map((name) => `admin/${name}`)];

/** Addresses of the page; the others get it too, with status 404, and it says that there is nothing. */
const PAGES: ReadonlySet<string> = new Set([
  '/',
  ...['help', ...PAGE_NAMES, ...ROLES, ...ADMIN_PAGES].map((name) => `/${name}`),
]);

/** What belongs to the server and is never a page. */
const SERVER_PATH = /^\/(api|health|metrics|stats|socket\.io)(\/|$)/;

/** index.html, read again when it was built anew. */
class IndexFile {
  #html = '';
  #changedAt = -1;

  constructor(private readonly path: string) {}

  /** The page's HTML with `nonce` on everything that stands in it; undefined when it was never built. */
  async html(nonce: string): Promise<string | undefined> {
    const changedAt = await stat(this.path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (changedAt === undefined) return undefined;
    if (changedAt !== this.#changedAt) {
      this.#html = await readFile(this.path, 'utf8');
      this.#changedAt = changedAt;
    }
    return this.#html
      .replaceAll(/<(script|style)\b/g, `<$1 nonce="${nonce}"`)
      .replace(/<hk-root\b/, `<hk-root ngCspNonce="${nonce}"`);
  }
}

/** Answers addresses of the page with index.html, which is never cached: it names the current files. */
export function pages(folder: string): RequestHandler {
  const index = new IndexFile(join(folder, 'index.html'));
  return (request, response, next) => {
    if (!isPageRequest(request.method, request.path, request.headers.accept)) {
      next();
      return;
    }
    index
      .html(nonceOf(request))
      .then((html) => {
        response.setHeader('Cache-Control', 'no-cache');
        if (html === undefined) {
          response.status(503).type('text/plain').send('The page is not built yet: run `npm run build`.\n');
          return;
        }
        response
          .status(PAGES.has(request.path) ? 200 : 404)
          .type('html')
          .send(html);
      })
      .catch(next);
  };
}

/** A browser that navigates, to anything but a file and the server's own paths. */
function isPageRequest(method: string, path: string, accept = ''): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (PAGES.has(path)) return true;
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  return !SERVER_PATH.test(path) && !lastSegment.includes('.') && accept.includes('text/html');
}
