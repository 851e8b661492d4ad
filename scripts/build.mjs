import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { main, say } from './workspace/progress.mjs';

await main(async () => {
  await install();
  await build();
  say('Built. `npm start` runs it; `NODE_ENV=production npm start` runs it as it is.');
});
