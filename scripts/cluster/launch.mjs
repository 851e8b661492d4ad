import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { duration, Explained, main, say } from '../workspace/progress.mjs';
import { stopWhenOrphaned } from '../workspace/run.mjs';
import { Cluster } from './cluster.mjs';
import { parseOptions } from './options.mjs';
import { isFree } from './ports.mjs';

// Run by scripts/cluster.mjs with the pinned Node, once everything is installed and built.
await main(async () => {
  const startedAt = performance.now();
  const options = parseOptions(process.argv.slice(2));
  const folder = resolve(process.env.DATA_DIR ?? '.data', 'cluster');
  mkdirSync(folder, { recursive: true });
  if (!(await isFree(options.port))) {
    throw new Explained(`Port ${options.port} is in use by another program; name another one with --port.`);
  }

  const cluster = new Cluster(folder);
  const asked = new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, done);
    stopWhenOrphaned(done);
  });
  try {
    const address = await Promise.race([asked.then(() => undefined), cluster.start(options)]);
    if (address !== undefined) {
      say(`\nHearken is at ${address}, after ${duration(performance.now() - startedAt)}. Ctrl-C ends it.`);
      await asked;
    }
  } finally {
    await cluster.stop();
  }
});
