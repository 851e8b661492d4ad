import { parseOptions } from './cluster/options.mjs';
import { ensureProxy } from './prerequisites/proxy.mjs';
import { ensureRedis } from './prerequisites/redis.mjs';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main, step } from './workspace/progress.mjs';
import { mustRun, runForeground, toolEnv } from './workspace/run.mjs';

// npm run cluster -- [--servers 3] [--port 3000]
await main(async () => {
  const args = process.argv.slice(2);
  parseOptions(args);
  await install();
  await build();
  const mongod = await step('Getting mongod', (progress) =>
    mustRun('node scripts/prerequisites/mongod.mjs', { onLine: progress }),
  );
  // One after the other: both may want the system's package manager.
  const HEARKEN_REDIS_SERVER = await step('Getting Redis', ensureRedis);
  const HEARKEN_HAPROXY = await step('Getting HAProxy', ensureProxy);
  const MONGOMS_SYSTEM_BINARY = mongod.trimEnd().split('\n').at(-1);
  return runForeground(serverNode(), ['scripts/cluster/launch.mjs', ...args], {
    env: { ...toolEnv(), MONGOMS_SYSTEM_BINARY, HEARKEN_REDIS_SERVER, HEARKEN_HAPROXY },
  });
});
