import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './workspace/build.mjs';
import { install } from './workspace/install.mjs';
import { ROOT } from './workspace/paths.mjs';
import { main, say } from './workspace/progress.mjs';
import { packageScript, toolEnv } from './workspace/run.mjs';

const API = join(ROOT, 'apps/api');
const WEB = join(ROOT, 'apps/web');
const PROTOCOL = join(ROOT, 'libs/protocol');

/** Compilers that watch, a server that starts again when its code changes, and Angular's own development server. */
const PROCESSES = [
  { name: 'protocol', cwd: PROTOCOL, command: packageScript(PROTOCOL, 'dev') },
  { name: 'compile', cwd: API, command: packageScript(API, 'dev') },
  { name: 'api', cwd: ROOT, command: 'node --watch --watch-preserve-output apps/api/dist/main.js' },
  { name: 'web', cwd: WEB, command: packageScript(WEB, 'dev') },
];

await main(async () => {
  await install();
  await build(['protocol', 'api']);
  say('The page is at http://localhost:4200 and reloads by itself; the server behind it is on port 3000. Ctrl-C ends.');
  const children = PROCESSES.map(launch);
  const stop = () => children.forEach((child) => child.kill('SIGTERM'));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await Promise.all(children.map((child) => new Promise((done) => child.on('close', done))));
});

function launch({ name, cwd, command }) {
  const env = toolEnv(cwd, {
    // In development the page has another origin than the server.
    CLIENT_URL: process.env.CLIENT_URL ?? 'http://localhost:4200,http://localhost:3000',
  });
  // `exec`, so that the signal reaches the program and not a shell around it.
  const child = spawn(process.platform === 'win32' ? command : `exec ${command}`, {
    cwd,
    env,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => console.log(`${name.padEnd(8)} | ${line}`));
  }
  return child;
}
