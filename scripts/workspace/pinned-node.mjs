import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { Explained } from './progress.mjs';

/** Below this Node can't run the server: it needs type stripping and require(esm) as in the pinned release line. */
const OLDEST_MAJOR = 24;

const program = process.platform === 'win32' ? 'node.exe' : 'node';

/** The version that package.json pins, e.g. `24.21.0`. */
export function pinnedVersion() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies.node;
}

/** The folder of the pinned Node's program; undefined before the first install. */
export function pinnedNodeFolder() {
  const folder = join(ROOT, 'node_modules', 'node', 'bin');
  return existsSync(join(folder, program)) ? folder : undefined;
}

/** The Node to run the server with: the pinned one, else our own where that is new enough (as in a container image). */
export function serverNode() {
  const folder = pinnedNodeFolder();
  if (folder !== undefined) return join(folder, program);
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_MAJOR) return process.execPath;
  throw new Explained(
    `Node ${pinnedVersion()} is not installed here, and this is Node ${process.versions.node}. ` +
      'Run `npm run build` once (it installs the pinned Node), or use Node 24.',
  );
}
