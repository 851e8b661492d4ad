import { join } from 'node:path';
import { ensureChromium } from './prerequisites/chromium.mjs';
import { ensureProxy } from './prerequisites/proxy.mjs';
import { ensureRedis } from './prerequisites/redis.mjs';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { ROOT } from './workspace/paths.mjs';
import { main, say } from './workspace/progress.mjs';
import { mustRun, toolEnv } from './workspace/run.mjs';

// npm run screenshots   takes the pictures of docs/screenshots anew, from the real product
await main(async () => {
  await install();
  await build();
  const chromium = await ensureChromium(say);
  const cwd = join(ROOT, 'e2e');
  const several = { HEARKEN_REDIS_SERVER: await ensureRedis(say), HEARKEN_HAPROXY: await ensureProxy(say) };
  const env = { HEARKEN_SCREENSHOTS: '1', ...several, ...(chromium !== undefined && { HEARKEN_CHROMIUM: chromium }) };
  await mustRun('playwright test', { cwd, env: toolEnv(cwd, env) });
  say('The pictures are in docs/screenshots.');
});
