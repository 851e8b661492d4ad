import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, STAMPS } from './paths.mjs';

const NOT_INPUT = new Set(['node_modules', 'dist', '.angular', '.cache', 'coverage']);
/** Tests are no part of what is built. */
const TEST_FILE = /\.(spec|contract|type-test)\.ts$/;

/** One hash over the names and contents of files and folders, given from the repository's root. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const absolute = join(ROOT, path);
    if (!existsSync(absolute)) continue;
    for (const file of statSync(absolute).isDirectory() ? filesIn(absolute) : [absolute]) {
      hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_INPUT.has(entry.name) && !TEST_FILE.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });
}

/** Whether `name` was last done with exactly this fingerprint. */
export function isStamped(name, print) {
  return lastStamp(name) === print;
}

/** What was noted for `name`; undefined before the first time. */
export function lastStamp(name) {
  const path = join(STAMPS, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Notes that `name` was done with this fingerprint. Written last: what is cut off before is done again. */
export function stamp(name, print) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(join(STAMPS, name), print);
}
