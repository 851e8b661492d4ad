import { build, requireBuilt } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main } from './workspace/progress.mjs';
import { runForeground } from './workspace/run.mjs';

// In production only what was built is run: a server must not change on a restart, nor need the network for it.
await main(async () => {
  if (process.env.NODE_ENV === 'production') {
    requireBuilt();
  } else {
    await install();
    await build();
  }
  return runForeground(serverNode(), ['apps/api/dist/main.js']);
});
