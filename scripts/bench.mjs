import { join } from 'node:path';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { ROOT } from './workspace/paths.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main } from './workspace/progress.mjs';
import { runForeground } from './workspace/run.mjs';

// npm run bench -- <options of bench/src/main.ts>
await main(async () => {
  await install();
  await build(['protocol', 'api']);
  return runForeground(serverNode(), ['src/main.ts', ...process.argv.slice(2)], { cwd: join(ROOT, 'bench') });
});
