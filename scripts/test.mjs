import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './prerequisites/chromium.mjs';
import { ensureProxy } from './prerequisites/proxy.mjs';
import { ensureRedis } from './prerequisites/redis.mjs';
import { chooseSteps, DEFAULT_TIMEOUT_MS, STEPS } from './testing/steps.mjs';
import { build, EVERYTHING } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { REPORTS, ROOT } from './workspace/paths.mjs';
import { duration, Explained, main, say, step } from './workspace/progress.mjs';
import { mustRun, run, tail, toolEnv } from './workspace/run.mjs';

/** Programs that steps may need, the variable that names each to them, and how it is had. */
const PROGRAMS = [
  { need: 'redis', title: 'Redis', variable: 'HEARKEN_REDIS_SERVER', ensure: ensureRedis },
  { need: 'proxy', title: 'HAProxy', variable: 'HEARKEN_HAPROXY', ensure: ensureProxy },
  { need: 'chromium', title: 'Chromium', variable: 'HEARKEN_CHROMIUM', ensure: ensureChromium },
];

const USAGE = `npm test -- [--only STEP,STEP], of these steps: ${STEPS.map(({ id }) => id).join(', ')}.`;

/** Two cores: two steps at a time keep both busy. */
const AT_ONCE = 2;

// npm test                         everything
// npm test -- --only lint,api      some steps: `types` is all of types:*, `api` is api:unit and api:integration
await main(async () => {
  const steps = wantedSteps(process.argv.slice(2));
  const startedAt = performance.now();
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });

  await install();
  const results = [];
  const env = {};
  const broken = await prepare(steps, env, results);
  const ready = steps.filter((one) => !(one.needs ?? []).some((need) => broken.has(need)));

  const beside = ready.filter((one) => one.alone !== true);
  const lane = async () => {
    for (let next = beside.shift(); next !== undefined; next = beside.shift()) results.push(await runStep(next, env));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  for (const one of ready.filter(({ alone }) => alone === true)) results.push(await runStep(one, env));

  const passed = sum(results, 'passed');
  const failed = sum(results, 'failed');
  for (const { title, failure } of results) if (failure !== undefined) say(`\n── ${title} ──\n${failure}`);
  const wrong = results.filter((result) => result.failed > 0).map(({ id }) => id);
  const again = steps.filter(({ id, needs = [] }) => [id, ...needs].some((name) => wrong.includes(name)));
  if (wrong.length > 0) {
    say(`\nFailed: ${wrong.join(', ')}. Again: npm test -- --only ${again.map(({ id }) => id).join(',')}`);
  }
  say(`\nDone in ${duration(performance.now() - startedAt)}`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

function wantedSteps(args) {
  const { chosen, unknown } = chooseSteps(namesIn(args));
  if (unknown.length > 0) throw new Explained(`No such step: ${unknown.join(', ')}.\n${USAGE}`);
  return chosen;
}

function namesIn(args) {
  try {
    const { only } = parseArgs({ args, options: { only: { type: 'string', multiple: true, default: [] } } }).values;
    return only.flatMap((list) => list.split(',')).filter((name) => name !== '');
  } catch (error) {
    // Everything takes half an hour: it is not what somebody got who asked for something else.
    throw new Explained(`${error.message}\n${USAGE}`);
  }
}

/**
 * Builds, and gets what the steps need from outside. What can't be had is one failure, and the steps that need it are
 * left out; the rest still runs, because one run should tell everything that is wrong.
 */
async function prepare(steps, env, results) {
  const isNeeded = (need) => steps.some(({ needs = [] }) => needs.includes(need));
  const broken = new Set();
  const attempt = async (id, title, action) => {
    try {
      await action();
    } catch (error) {
      broken.add(id);
      results.push({
        id,
        title,
        passed: 0,
        failed: 1,
        failure: error instanceof Explained ? error.message : error.stack,
      });
    }
  };
  if (isNeeded('build')) await attempt('build', 'Build', () => build(EVERYTHING));
  if (isNeeded('mongod')) {
    await attempt('mongod', 'mongod', () =>
      step('Getting mongod', (progress) => mustRun('node scripts/prerequisites/mongod.mjs', { onLine: progress })),
    );
  }
  for (const { need, title, variable, ensure } of PROGRAMS) {
    if (!isNeeded(need)) continue;
    await attempt(need, title, async () => {
      const program = await step(`Getting ${title}`, ensure);
      if (program !== undefined) env[variable] = program;
    });
  }
  return broken;
}

async function runStep({ id, title, command, cwd = ROOT, count, timeoutMs = DEFAULT_TIMEOUT_MS }, env) {
  const startedAt = performance.now();
  const result = await step.quiet(title, (progress) =>
    run(typeof command === 'function' ? command() : command, {
      cwd,
      env: toolEnv(cwd, { CI: 'true', NO_COLOR: '1', ...env }),
      timeoutMs,
      onLine: (line) => progress(line.slice(0, 100)),
    }),
  );
  writeFileSync(join(REPORTS, `${id.replace(':', '-')}.log`), result.output);
  const { passed, failed, skipped = 0, failure: words = result.output } = count(result);
  const skips = skipped > 0 ? ` (of them ${skipped} skipped: a skipped test counts as failed)` : '';
  say(
    `${failed === 0 ? '✓' : '✗'} ${title.padEnd(34)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed` +
      `  ${duration(performance.now() - startedAt)}${skips}`,
  );
  const failure = failed === 0 ? undefined : `${tail(words)}\n(all of it: reports/${id.replace(':', '-')}.log)`;
  return { id, title, passed, failed, failure };
}

function sum(results, key) {
  return results.reduce((total, result) => total + result[key], 0);
}
