import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { ROOT } from './paths.mjs';
import { pinnedNodeFolder, pinnedVersion } from './pinned-node.mjs';
import { Explained, step } from './progress.mjs';
import { run, tail } from './run.mjs';

/** The only tool that comes from outside the lockfile. Here, not in `packageManager`, which fails on some platforms. */
export const PNPM = 'pnpm@12.21.0';

const OLDEST_NODE = 20;

/** Installs the dependencies and the pinned Node, unless nothing has changed since the last time. */
export async function install() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new Explained(`Hearken needs Node ${OLDEST_NODE} or newer to begin with; this is ${process.versions.node}.`);
  }
  if (isStamped('install', fingerprint(inputs())) && pinnedNodeFolder() !== undefined) return;

  await step(`Installing dependencies and Node ${pinnedVersion()}`, async (progress) => {
    const { code, output } = await run(`npx --yes ${PNPM} install --config.confirmModulesPurge=false`, {
      env: { ...process.env, npm_config_update_notifier: 'false' },
      onLine: (line) => {
        if (line.startsWith('Progress:')) progress(line.slice('Progress: '.length));
      },
    });
    if (code !== 0) {
      throw new Explained(
        `\n${tail(output)}\n\nThe dependencies could not be installed. Is the npm registry reachable? ` +
          `Once it is, run the same command again. By hand: npx ${PNPM} install`,
      );
    }
    if (pinnedNodeFolder() === undefined) {
      throw new Explained(`Node ${pinnedVersion()} was not installed: is there a build of it for this system?`);
    }
  });
  // Only now: pnpm may have completed the lockfile.
  stamp('install', fingerprint(inputs()));
}

function inputs() {
  const workspaces = ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(ROOT, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${group}/${entry.name}`),
  );
  const manifests = ['.', 'bench', 'e2e', ...workspaces].map((folder) => `${folder}/package.json`);
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests.sort()];
}
