import { join } from 'node:path';
import { ensureProxy } from './prerequisites/proxy.mjs';
import { ensureRedis } from './prerequisites/redis.mjs';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { ROOT } from './workspace/paths.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main, say } from './workspace/progress.mjs';
import { mustRun, runForeground, toolEnv } from './workspace/run.mjs';

// npm run bench -- <options of bench/src/main.ts>
// npm run bench:kill -- [--pairs 200]      kill -9 of the server while that many pairs talk
// npm run bench:rolling -- [--pairs 200]   every server of a cluster restarted while that many pairs talk
const BUNDLED = { '--kill': 'kill', '--rolling': 'rolling' };

await main(async () => {
  const args = process.argv.slice(2);
  const bundled = BUNDLED[args[0]];
  await install();
  await build(['protocol', 'api']);
  const cwd = join(ROOT, 'bench');
  if (bundled !== undefined) await mustRun('node bundle.mjs', { cwd });
  const env = {
    ...toolEnv(cwd),
    ...(bundled !== 'kill' && { HEARKEN_REDIS_SERVER: await ensureRedis(say) }),
    ...(bundled === 'rolling' && { HEARKEN_HAPROXY: await ensureProxy(say) }),
  };
  const program = bundled === undefined ? ['src/main.ts', ...args] : [`dist/bundle/${bundled}.js`, ...args.slice(1)];
  return runForeground(serverNode(), program, { cwd, env });
});
