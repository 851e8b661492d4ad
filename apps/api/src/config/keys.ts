import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../platform/error-code.js';
import type { KeySource } from './config.js';
import { readKey } from './formats.js';

const FILE = 'keys';

/** The server's keys: those given, else those of the data folder, created there once and readable by nobody else. */
export async function openKeys(source: KeySource, dataDir: string): Promise<readonly string[]> {
  if (source.is === 'given') return source.keys;
  const path = join(dataDir, FILE);
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' }).catch(
    (error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    },
  );
  // A copied data folder may have lost its permissions.
  await chmod(path, 0o600);
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Error(`${path} is empty; delete it to have new keys created`);
  return lines.map((line) => readKey(line.trim()));
}
