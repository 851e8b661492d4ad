import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { ROOT } from './workspace/paths.mjs';
import { main, say } from './workspace/progress.mjs';
import { packageScript, stopWhenOrphaned, toolEnv } from './workspace/run.mjs';

const PAGE = 'http://localhost:4200';
const API = `http://localhost:${process.env.PORT ?? 3000}`;

const [protocolFolder, apiFolder, webFolder] = ['libs/protocol', 'apps/api', 'apps/web'].map((folder) =>
  join(ROOT, folder),
);

/** What a compiler says when the first round is done; only then is there something whole to run. */
const COMPILED = /Watching for file changes/;

const children = [];
let isStopping = false;

await main(async () => {
  await install();
  await build(['protocol', 'api']);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  stopWhenOrphaned(stop);

  launch('web', webFolder, packageScript(webFolder, 'dev'), { PORT: undefined, HEARKEN_API: API });
  const compilers = [
    launch('protocol', protocolFolder, packageScript(protocolFolder, 'dev')),
    launch('compile', apiFolder, packageScript(apiFolder, 'dev')),
  ];
  await Promise.all(compilers.map((compiler) => compiler.says(COMPILED)));
  // In development the page has another origin than the server.
  const CLIENT_URL = process.env.CLIENT_URL ?? `${PAGE},${API}`;
  if (!isStopping) launch('api', ROOT, 'node --watch --watch-preserve-output apps/api/dist/main.js', { CLIENT_URL });
  say(`The page is at ${PAGE} and reloads by itself; the server behind it is at ${API}. Ctrl-C ends both.`);
  await Promise.all(children.map(({ ended }) => ended));
});

function stop() {
  isStopping = true;
  for (const { child } of children) child.kill('SIGTERM');
}

/** Runs one of them, with its name before each of its lines. */
function launch(name, cwd, command, extra = {}) {
  // `exec`, so that a signal reaches the program and not a shell around it.
  const line = process.platform === 'win32' ? command : `exec ${command}`;
  const child = spawn(line, { cwd, env: toolEnv(cwd, extra), shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const readers = [child.stdout, child.stderr].map((input) => createInterface({ input }));
  for (const reader of readers) {
    reader.on('line', (text) => {
      if (text.trim() !== '') console.log(`${name.padEnd(8)} | ${text}`);
    });
  }
  const ended = new Promise((done) => child.on('close', done));
  const says = (pattern) =>
    Promise.race([ended, new Promise((done) => readers[0].on('line', (text) => pattern.test(text) && done()))]);
  const launched = { child, ended, says };
  children.push(launched);
  return launched;
}
