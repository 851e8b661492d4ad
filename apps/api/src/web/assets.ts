import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { NotFoundException } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';

/** Content types of what is worth compressing. Everything else goes out as it is on the disk. */
const COMPRESSIBLE: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** The bundler puts a hash of the content into these names: such a file never changes. Icons keep theirs. */
const HASHED = /-[\w-]{8}\.(js|css)$|[\\/]media[\\/][^\\/]+-[\w-]{8}\.\w+$/;

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

type Encoding = 'br' | 'gzip';

const compress: Readonly<Record<Encoding, (data: Buffer) => Promise<Buffer>>> = {
  br: (data) => promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (data) => promisify(gzip)(data, { level: 9 }),
};

/** How long a file of this name may be kept by browsers. */
export function cacheControlFor(path: string): string {
  return HASHED.test(path) ? IMMUTABLE : REVALIDATE;
}

/** Keeps source maps to ourselves; they are built for reading errors, not for giving out. */
export const withheldAssets: RequestHandler = ({ path }, _response, next) => {
  next(path.endsWith('.map') ? new NotFoundException() : undefined);
};

/**
 * Gives out the page's text files compressed, each compressed once and kept in memory. Everything else, and clients that
 * take no compression, are left to the static files behind it.
 */
export function compressedAssets(folder: string): RequestHandler {
  const kept = new Map<string, { readonly changedAt: number; readonly body: Promise<Buffer> }>();

  const answer = async (file: string, encoding: Encoding, request: Request, response: Response): Promise<boolean> => {
    const changedAt = await stat(file).then(
      (found) => (found.isFile() ? found.mtimeMs : undefined),
      () => undefined,
    );
    if (changedAt === undefined) return false;
    const key = `${encoding} ${file}`;
    let made = kept.get(key);
    if (made?.changedAt !== changedAt) {
      made = { changedAt, body: readFile(file).then(compress[encoding]) };
      kept.set(key, made);
    }
    const body = await made.body;
    response.setHeader('Content-Encoding', encoding);
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('Cache-Control', cacheControlFor(file));
    response.setHeader('Content-Type', COMPRESSIBLE[extname(file)] ?? 'application/octet-stream');
    response.setHeader('ETag', `"${Math.trunc(changedAt).toString(36)}-${body.length.toString(36)}-${encoding}"`);
    if (request.fresh) response.status(304).end();
    else response.setHeader('Content-Length', body.length).end(request.method === 'HEAD' ? undefined : body);
    return true;
  };

  return (request, response, next) => {
    const file = fileOf(folder, request);
    const encoding = encodingFor(request.headers['accept-encoding']);
    if (file === undefined || encoding === undefined) {
      next();
      return;
    }
    answer(file, encoding, request, response).then((isAnswered) => {
      if (!isAnswered) next();
    }, next);
  };
}

/** The file a request names, if it is of a compressible kind and inside the folder. */
function fileOf(folder: string, { method, path }: Request): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (!Object.hasOwn(COMPRESSIBLE, extname(path)) || !/^[\w./-]+$/.test(path)) return undefined;
  const file = normalize(join(folder, path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}

function encodingFor(accepted: string | string[] | undefined): Encoding | undefined {
  const offers = String(accepted ?? '')
    .split(',')
    .map((offer) => offer.trim().toLowerCase());
  const takes = (name: string): boolean =>
    offers.some((offer) => offer === name || (offer.startsWith(`${name};`) && !/;\s*q=0(\.0*)?$/.test(offer)));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : undefined;
}
