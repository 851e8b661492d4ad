import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findOrFetchMongod, HOW_TO_GET_MONGOD } from '../../../apps/api/dist/platform/mongo/mongod-binary.js';
import { readPartLine, type PartLine } from '../../../e2e/src/part-line.ts';
import { until } from '../scenarios/crowd.ts';
import { OPEN_LIMITS } from './hearken.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/cluster/launch.mjs', import.meta.url));
const BACK_WITHIN_MS = 60_000;

/** What `npm run cluster` starts: three MongoDB members, Redis, the servers and HAProxy, with a folder of their own. */
export interface BenchCluster {
  /** The one address. */
  readonly url: string;
  /** The servers' names. */
  readonly servers: readonly string[];
  /** Ends one server; it is started again a second later. Resolves when that one takes people. */
  restart(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it, and resolves when it takes people. */
export async function openCluster(port: number, count: number): Promise<BenchCluster> {
  const mongod = await findOrFetchMongod({
    report: (line) => {
      console.log(line);
    },
  });
  if (mongod === undefined) throw new Error(HOW_TO_GET_MONGOD);
  const home = await mkdtemp(join(tmpdir(), 'hearken-bench-cluster-'));
  const child = spawn(process.execPath, [LAUNCH, '--servers', String(count), '--port', String(port)], {
    cwd: home,
    env: {
      ...process.env,
      ...OPEN_LIMITS,
      DATA_DIR: home,
      MONGOMS_SYSTEM_BINARY: mongod,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const states = new Map<string, PartLine>();
  const lines = createInterface({ input: child.stdout });
  const isUp = new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error('the cluster has ended'));
    });
    lines.on('line', (line) => {
      const part = readPartLine(line);
      if (part !== undefined) states.set(part.name, part);
      if (line.includes('Hearken is at')) resolve();
    });
  });
  await isUp;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    servers: [...states.keys()].sort(),
    restart: async (name, signal) => {
      const before = states.get(name);
      if (before === undefined) throw new Error(`no ${name}`);
      process.kill(before.pid, signal);
      const isBack = (): boolean => {
        if (child.exitCode !== null) throw new Error('the cluster has ended');
        const now = states.get(name);
        return now?.state === 'ready' && now.pid !== before.pid;
      };
      await until(`${name} is back`, isBack, BACK_WITHIN_MS);
    },
    stop: async () => {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
      await rm(home, { recursive: true, force: true });
    },
  };
}
