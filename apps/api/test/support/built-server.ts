import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const UP_WITHIN_MS = 20_000;
const DOWN_WITHIN_MS = 15_000;

/** The built server as a process of its own. */
export interface BuiltServer {
  readonly url: string;
  readonly pid: number;
  /** Everything it has written so far. */
  output(): string;
  /** SIGTERM, and SIGKILL where that does not help; the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts `apps/api/dist/main.js` on a free port of 127.0.0.1, in an empty folder (no `.env` reaches it).
 *
 * @param env over the defaults; `MONGODB_URI` of `openTestDatabase` for a real database
 * @throws {Error} when it is not built, or not up in time
 */
export async function startBuiltServer(env: Readonly<Record<string, string>>): Promise<BuiltServer> {
  if (!existsSync(MAIN)) throw new Error('The server is not built: npm run build in libs/protocol, then in apps/api.');
  const folder = await mkdtemp(join(tmpdir(), 'hearken-built-'));
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      HEARKEN_KEYS: randomBytes(32).toString('base64'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const stop = async (): Promise<number | null> => {
    const code = await ended(child);
    await rm(folder, { recursive: true, force: true });
    return code;
  };
  try {
    const url = await addressIn(() => output, child);
    return { url, pid: child.pid ?? 0, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressIn(output: () => string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      clearTimeout(timer);
      reject(new Error(`The server is not up:\n${output()}`));
    };
    const timer = setTimeout(fail, UP_WITHIN_MS);
    child.once('exit', fail);
    child.stdout?.on('data', () => {
      const [, url] = /^Hearken is at (http:\S+)$/m.exec(output()) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      child.off('exit', fail);
      resolve(url);
    });
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), DOWN_WITHIN_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
    child.kill('SIGTERM');
  });
}
