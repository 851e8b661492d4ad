import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../workspace/paths.mjs';
import { say } from '../workspace/progress.mjs';
import { freePorts } from './ports.mjs';

const MAIN = join(ROOT, 'apps', 'api', 'dist', 'main.js');
const ANSWER_MS = 1_000;
/** What is for the person at the console, and in no log: the password of the first operator. */
const FOR_THE_CONSOLE = /^The first operator is /;

/** So many server processes, on ports of their own. All have the same keys, database and Redis. */
export async function servers(count, { folder, uri, redisUrl }) {
  const env = {
    HOST: '127.0.0.1',
    HEARKEN_KEYS: keys(join(folder, 'keys')),
    MONGODB_URI: uri,
    REDIS_URL: redisUrl,
    TRUSTED_PROXIES: 'loopback',
  };
  return (await freePorts(count)).map((port, index) => ({
    name: `server-${index + 1}`,
    address: `http://127.0.0.1:${port}`,
    program: process.execPath,
    args: [MAIN],
    env: { ...env, PORT: String(port) },
    probe: () => readiness(port),
    isGood: (state) => state === 'ready',
    onLine: (line) => {
      if (FOR_THE_CONSOLE.test(line)) say(line);
    },
  }));
}

function keys(file) {
  if (process.env.HEARKEN_KEYS !== undefined) return process.env.HEARKEN_KEYS;
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

async function readiness(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(ANSWER_MS) });
  const { status } = await answer.json();
  return typeof status === 'string' ? status : 'ready';
}
