import { join } from 'node:path';
import { ROOT } from '../workspace/paths.mjs';
import { packageScript } from '../workspace/run.mjs';
import { countClosingLine, countJest, countNodeTest, countOne, countPlaywright } from './counts.mjs';

const JEST = 'node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js';
const MINUTE_MS = 60_000;

/** Type checks, by package. Those of e2e and bench read what libs/protocol was built to. */
const TYPED = ['libs/protocol', 'libs/simulation', 'apps/api', 'apps/web', 'bench', 'e2e'];

/**
 * Every step of `npm test`. `needs`: what must be there first. `alone`: nothing runs beside it, because it measures
 * time or uses both cores. `count`: how its results are read.
 */
export const STEPS = [
  { id: 'format', title: 'Format', command: 'prettier --check --log-level warn .', count: countOne },
  { id: 'lint', title: 'Lint', command: 'eslint .', count: countOne, timeoutMs: 15 * MINUTE_MS },
  ...TYPED.map((folder) => ({
    id: `types:${folder.split('/').at(-1)}`,
    title: `Types of ${folder}`,
    cwd: join(ROOT, folder),
    command: () => packageScript(join(ROOT, folder), 'typecheck'),
    count: countOne,
    needs: folder === 'bench' || folder === 'e2e' ? ['build'] : [],
  })),
  check('arch', 'Architecture', 'architecture.mjs'),
  { id: 'unused', title: 'Unused code', command: 'knip', count: countOne },
  check('floors', 'Version floors', 'version-floors.mjs'),
  check('docker', 'Docker files', 'docker.mjs'),
  check('proxy', 'Proxy', 'proxy.mjs', { needs: ['proxy'] }),
  check('runbook', 'Runbook', 'runbook.mjs'),
  check('size', 'First load', 'first-load.mjs', { needs: ['build'] }),
  check('start', 'Start without downloads', 'production-start.mjs', { needs: ['build'], alone: true }),
  {
    id: 'scripts',
    title: 'Tests of the scripts',
    command: 'node --test --test-reporter=tap "scripts/**/*.spec.mjs"',
    count: countNodeTest,
  },
  jest('protocol', 'libs/protocol', 'Tests of the protocol'),
  jest('simulation', 'libs/simulation', 'Tests of the simulation', { alone: true }),
  jest('web', 'apps/web', 'Tests of the web app'),
  jest('api:unit', 'apps/api', 'Tests of the server', { options: '--selectProjects unit' }),
  jest('api:integration', 'apps/api', 'Tests of the server on MongoDB', {
    options: '--selectProjects integration --maxWorkers=2',
    needs: ['build', 'mongod', 'redis'],
    alone: true,
  }),
  {
    id: 'e2e',
    title: 'Browser tests',
    cwd: join(ROOT, 'e2e'),
    command: () => packageScript(join(ROOT, 'e2e'), 'test'),
    count: countPlaywright,
    needs: ['build', 'mongod', 'redis', 'proxy', 'chromium'],
    alone: true,
    timeoutMs: 40 * MINUTE_MS,
  },
];

export const DEFAULT_TIMEOUT_MS = 10 * MINUTE_MS;

/** The steps that are meant by names such as `lint`, `types` (all of them) or `api:unit`. */
export function chooseSteps(names) {
  if (names.length === 0) return { chosen: STEPS, unknown: [] };
  const isMeant = (step, name) => step.id === name || step.id.startsWith(`${name}:`);
  return {
    chosen: STEPS.filter((step) => names.some((name) => isMeant(step, name))),
    unknown: names.filter((name) => !STEPS.some((step) => isMeant(step, name))),
  };
}

function check(id, title, script, more = {}) {
  return { id, title, command: `node scripts/checks/${script}`, count: countClosingLine, ...more };
}

function jest(id, folder, title, { options = '', ...more } = {}) {
  const report = join(ROOT, 'reports', `${id.replace(':', '-')}.json`);
  return {
    id,
    title,
    cwd: join(ROOT, folder),
    command: `${JEST} ${options} --json --outputFile="${report}"`,
    count: (result) => countJest(result, report),
    ...more,
  };
}
