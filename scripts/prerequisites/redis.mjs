import { Explained } from '../workspace/progress.mjs';
import { run } from '../workspace/run.mjs';

const APT_TIMEOUT_MS = 300_000;

/**
 * Makes sure that a redis-server runs. Answers its name or path. Tried in order: HEARKEN_REDIS_SERVER; one on the PATH;
 * Debian's package, as root.
 */
export async function ensureRedis(progress) {
  const wanted = process.env.HEARKEN_REDIS_SERVER ?? 'redis-server';
  if (await starts(wanted)) return wanted;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    progress("the system's package");
    const command =
      'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server';
    await run(command, { timeoutMs: APT_TIMEOUT_MS, onLine: progress });
    if (await starts('redis-server')) return 'redis-server';
  }
  throw new Explained(
    'The tests of several servers need Redis and none could be had. Install it so that `redis-server` is on the PATH ' +
      '(`apt-get install redis-server`, `brew install redis`), or name the program in HEARKEN_REDIS_SERVER.',
  );
}

async function starts(program) {
  return (await run(`"${program}" --version`, { timeoutMs: 10_000 })).code === 0;
}
