import { join } from 'node:path';
import { ensureRedis } from './prerequisites/redis.mjs';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { ROOT } from './workspace/paths.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main, say } from './workspace/progress.mjs';
import { mustRun, runForeground, toolEnv } from './workspace/run.mjs';

// npm run bench -- <options of bench/src/main.ts>
// npm run bench:kill -- [--pairs 200]   kill -9 of the server while that many pairs talk
await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  const isKill = first === '--kill';
  await install();
  await build(['protocol', 'api']);
  const cwd = join(ROOT, 'bench');
  if (isKill) await mustRun('node bundle.mjs', { cwd });
  const program = isKill ? 'dist/bundle/kill.js' : 'src/main.ts';
  const HEARKEN_REDIS_SERVER = isKill ? undefined : await ensureRedis(say);
  const env = { ...toolEnv(cwd), ...(HEARKEN_REDIS_SERVER !== undefined && { HEARKEN_REDIS_SERVER }) };
  return runForeground(serverNode(), [program, ...(isKill ? rest : process.argv.slice(2))], { cwd, env });
});
