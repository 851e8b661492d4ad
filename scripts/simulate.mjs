import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main } from './workspace/progress.mjs';
import { runForeground } from './workspace/run.mjs';

// npm run simulate -- --seeds 100000
await main(async () => {
  await install();
  await build(['simulation']);
  return runForeground(serverNode(), ['libs/simulation/dist/main.js', ...process.argv.slice(2)]);
});
