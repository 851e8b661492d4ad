import { build, requireBuilt } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { serverNode } from './workspace/pinned-node.mjs';
import { main } from './workspace/progress.mjs';
import { runForeground } from './workspace/run.mjs';

// npm run admin -- create ada --role moderator
await main(async () => {
  if (process.env.NODE_ENV === 'production') {
    requireBuilt();
  } else {
    await install();
    await build(['api']);
  }
  return runForeground(serverNode(), ['apps/api/dist/admin-cli.js', ...process.argv.slice(2)]);
});
