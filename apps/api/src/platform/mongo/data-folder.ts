import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, isFreePort } from '../free-port.js';
import { EmbeddedMongoError } from './embedded-mongo-error.js';
import type { Report } from './report.js';

/** Who started `mongod` here last, and where it listened: its replica set knows its own port by heart. */
export interface Claim {
  readonly port?: number;
  readonly ownerPid?: number;
}

const CLAIM = 'embedded.json';

/** After kill -9 of the app, mongodb-memory-server's watcher ends the orphaned `mongod` within about 3 s. */
const ORPHAN_PATIENCE_MS = 8_000;
/** Then it is asked to end by us, which takes as long as flushing its last writes. */
const ORPHAN_SHUTDOWN_MS = 20_000;

const run = promisify(execFile);

/**
 * Makes sure that no `mongod` runs on the data any more. One whose app lives is somebody else's: rejects with `in-use`.
 * One whose app was killed is about to end, and is waited for.
 */
export async function takeDataFolder(root: string, dbPath: string, report: Report): Promise<Claim> {
  const claim = await readClaim(root);
  const mongod = await mongodOn(dbPath);
  if (mongod === undefined) return claim;

  const owner = claim.ownerPid;
  if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
    throw EmbeddedMongoError.inUse(root, `a running Hearken (process ${String(owner)})`);
  }
  report('MongoDB of an earlier run is still ending; waiting for it');
  if (await hasEnded(dbPath, ORPHAN_PATIENCE_MS)) return claim;
  process.kill(mongod, 'SIGTERM');
  if (await hasEnded(dbPath, ORPHAN_SHUTDOWN_MS)) return claim;
  throw EmbeddedMongoError.inUse(root, `a mongod that does not end (process ${String(mongod)})`);
}

/** Writes down who uses the folder from now on, and on which port. */
export async function writeClaim(root: string, port: number): Promise<void> {
  const claim: Claim = { port, ownerPid: process.pid };
  await writeFile(join(root, CLAIM), JSON.stringify(claim));
}

/** The asked-for port; else the one of the last start if nobody took it meanwhile; else any free one. */
export async function choosePort(asked: number | undefined, last: number | undefined): Promise<number> {
  if (asked !== undefined) return asked;
  if (last !== undefined && (await isFreePort(last))) return last;
  return freePort();
}

/** Whether a database was ever created here. */
export async function hasData(dbPath: string): Promise<boolean> {
  return (await readdir(dbPath)).includes('WiredTiger');
}

/** The port of the `mongod` that a living Hearken runs on this data; undefined where there is none. */
export async function runningPort(root: string, dbPath: string): Promise<number | undefined> {
  const { port, ownerPid } = await readClaim(root);
  if (ownerPid === undefined || !isAlive(ownerPid) || (await mongodOn(dbPath)) === undefined) return undefined;
  return port;
}

async function readClaim(root: string): Promise<Claim> {
  const text = await readFile(join(root, CLAIM), 'utf8').catch(() => '{}');
  try {
    const { port, ownerPid } = JSON.parse(text) as Record<string, unknown>;
    return {
      ...(typeof port === 'number' ? { port } : {}),
      ...(typeof ownerPid === 'number' ? { ownerPid } : {}),
    };
  } catch {
    // Cut off while it was written: nothing is known, which is always safe.
    return {};
  }
}

/** The process id of the `mongod` that runs on this data, by its own lock file. */
async function mongodOn(dbPath: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(join(dbPath, 'mongod.lock'), 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid) || !isAlive(pid)) return undefined;
  // After a crash and a reboot the number may be anybody's.
  return (await commandOf(pid)).includes('mongod') ? pid : undefined;
}

async function hasEnded(dbPath: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if ((await mongodOn(dbPath)) === undefined) return true;
    await sleep(100);
  }
  return false;
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'win32') return 'mongod (Windows tells no more)';
  const fromProc = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => undefined);
  if (fromProc !== undefined) return fromProc;
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it lives, but may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
