import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { ROOT } from './paths.mjs';
import { Explained, step } from './progress.mjs';
import { mustRun, packageScript } from './run.mjs';

const EVERYWHERE = ['tsconfig.base.json', 'pnpm-lock.yaml'];
const PROTOCOL = ['libs/protocol/src', 'libs/protocol/package.json', ...configs('libs/protocol', 'build')];

/** What is built, from what, and which file proves that it is there. */
const PACKAGES = {
  protocol: {
    folder: 'libs/protocol',
    title: 'Building the protocol',
    inputs: PROTOCOL,
    needs: [],
    product: 'libs/protocol/dist/index.js',
  },
  api: {
    folder: 'apps/api',
    title: 'Building the server',
    inputs: ['apps/api/src', 'apps/api/package.json', ...configs('apps/api', 'build'), ...PROTOCOL],
    needs: ['protocol'],
    product: 'apps/api/dist/main.js',
  },
  web: {
    folder: 'apps/web',
    title: 'Building the web app',
    inputs: [
      'apps/web/src',
      'apps/web/public',
      'apps/web/package.json',
      'apps/web/angular.json',
      ...configs('apps/web', 'app'),
      ...PROTOCOL,
    ],
    needs: [],
    product: 'apps/web/dist/browser/index.html',
  },
  simulation: {
    folder: 'libs/simulation',
    title: 'Building the simulation',
    inputs: ['libs/simulation', 'apps/api/src', 'apps/web/src', ...PROTOCOL],
    needs: [],
    product: 'libs/simulation/dist/main.js',
  },
};

/** What `npm start` runs. */
export const PRODUCT = ['protocol', 'api', 'web'];
export const EVERYTHING = Object.keys(PACKAGES);

/** Builds those of the named packages, and of what they need, whose sources have changed since their last build. */
export async function build(names = PRODUCT) {
  const done = new Map();
  const buildOnce = (name) => {
    if (!done.has(name)) done.set(name, buildOne(PACKAGES[name], name, buildOnce));
    return done.get(name);
  };
  const results = await Promise.allSettled(names.map(buildOnce));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Fails where something that `npm start` runs was never built. */
export function requireBuilt(names = PRODUCT) {
  const missing = names.filter((name) => !existsSync(join(ROOT, PACKAGES[name].product)));
  if (missing.length === 0) return;
  throw new Explained(
    `Not built yet: ${missing.join(', ')}. In production nothing is installed or built on start: run \`npm run build\` first.`,
  );
}

async function buildOne({ folder, title, inputs, needs, product }, name, buildOnce) {
  await Promise.all(needs.map(buildOnce));
  const print = fingerprint([...EVERYWHERE, ...inputs]);
  if (isStamped(name, print) && existsSync(join(ROOT, product))) return;

  await step(title, async () => {
    const cwd = join(ROOT, folder);
    // A file that was renamed must not live on as an old one.
    rmSync(join(cwd, 'dist'), { recursive: true, force: true });
    await mustRun(packageScript(cwd, 'build'), { cwd, name: `npm run build in ${folder}` });
  });
  stamp(name, print);
}

function configs(folder, purpose) {
  return [`${folder}/tsconfig.json`, `${folder}/tsconfig.${purpose}.json`];
}
