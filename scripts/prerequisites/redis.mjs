import { Explained } from '../workspace/progress.mjs';
import { run } from '../workspace/run.mjs';
import { installSystemPackage } from './system-package.mjs';

/**
 * Makes sure that a redis-server runs. Answers its name or path. Tried in order: HEARKEN_REDIS_SERVER; one on the PATH;
 * Debian's package, as root.
 */
export async function ensureRedis(progress) {
  const wanted = process.env.HEARKEN_REDIS_SERVER ?? 'redis-server';
  if (await starts(wanted)) return wanted;
  await installSystemPackage('redis-server', progress);
  if (await starts('redis-server')) return 'redis-server';
  throw new Explained(
    'Several servers need Redis, and none could be had. Install it so that `redis-server` is on the PATH ' +
      '(`apt-get install redis-server`, `brew install redis`), or name the program in HEARKEN_REDIS_SERVER.',
  );
}

async function starts(program) {
  return (await run(`"${program}" --version`, { timeoutMs: 10_000 })).code === 0;
}
