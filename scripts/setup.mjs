import { ensureChromium } from './prerequisites/chromium.mjs';
import { ensureProxy } from './prerequisites/proxy.mjs';
import { ensureRedis } from './prerequisites/redis.mjs';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { main, say, step } from './workspace/progress.mjs';
import { mustRun } from './workspace/run.mjs';

// Everything that takes the network, now: after this `npm start` and `npm test` need none.
await main(async () => {
  await install();
  await step('Getting mongod', (progress) => mustRun('node scripts/prerequisites/mongod.mjs', { onLine: progress }));
  await step('Getting Redis', ensureRedis);
  await step('Getting HAProxy', ensureProxy);
  await step('Getting Chromium', ensureChromium);
  await build();
  say('Ready: `npm start`, `npm run dev`, `npm run cluster`, `npm test`.');
});
