import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/platform/free-port.js';
import { eventually } from './eventually.js';
import { freeze } from './freeze.js';
import type { TlsFiles } from './tls-files.js';

/** Redis, in whatever form a test runs it. */
export interface RunningRedis {
  /** For REDIS_URL. */
  readonly url: string;
  close(): Promise<void>;
}

/** A real redis-server of a test's own: it may be emptied, frozen and killed. */
export interface TestRedis extends RunningRedis {
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  /** Until SIGCONT. Resolves when it stands still. */
  freeze(): Promise<void>;
  /** After a kill: the same port, nothing kept. */
  restart(): Promise<void>;
}

const HOW_TO_GET_REDIS =
  'These tests need a real redis-server: put one on the PATH (apt-get install redis-server, brew install redis), or ' +
  'name the program in HEARKEN_REDIS_SERVER.';

/**
 * Starts redis-server on a free port of 127.0.0.1, with nothing kept on disk.
 *
 * @param tls it speaks TLS, and nothing else
 * @param options more words for its command line
 * @throws {Error} where there is none: the run fails and says how to get one
 */
export async function startTestRedis(tls?: TlsFiles, options: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'hearken-redis-'));
  const port = await freePort();
  const words = [...settings(port, folder, tls), ...options];
  const launch = (): Promise<ChildProcess> => launchWith(words, 'Ready to accept connections');
  let child = await launch();
  return {
    port,
    url: `${schemeOf('redis', tls)}127.0.0.1:${String(port)}`,
    signal: (signal) => child.kill(signal),
    freeze: () => freeze(child.pid),
    restart: async () => {
      await end(child, 'SIGKILL');
      child = await launch();
    },
    close: async () => {
      await end(child, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A real Redis Cluster of a test's own. */
export interface TestRedisCluster extends RunningRedis {
  readonly nodes: readonly TestRedis[];
}

/** Starts three masters that share the slots. */
export async function startTestRedisCluster(tls?: TlsFiles): Promise<TestRedisCluster> {
  const nodes = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const busPort = String(await freePort());
      const words = ['--cluster-enabled', 'yes', '--cluster-port', busPort, '--cluster-node-timeout', '2000'];
      return startTestRedis(tls, words);
    }),
  );
  const addresses = nodes.map(({ port }) => `127.0.0.1:${String(port)}`);
  await redisCli(tls, '--cluster', 'create', ...addresses, '--cluster-yes');
  // Each node learns from the others that all slots are served; until then it refuses everything.
  for (const { port } of nodes) {
    await eventually(async () => {
      const info = await redisCli(tls, '-p', String(port), 'cluster', 'info');
      if (!info.includes('cluster_state:ok')) throw new Error(info);
    });
  }
  return {
    url: `${schemeOf('cluster', tls)}${addresses.join(',')}`,
    nodes,
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** A master, a replica and the Sentinel that watches them. */
export interface TestSentinel extends RunningRedis {
  /** Who leads, as the Sentinel says. */
  master(): Promise<TestRedis>;
  /** Makes the other one the master, both being well; that takes a while. */
  failover(): Promise<void>;
}

/** A master counts as down after this, ms: a Sentinel of people's own waits for longer. */
const SENTINEL_DOWN_MS = 1_000;

/** Starts the three, and resolves when the Sentinel knows both servers. */
export async function startTestSentinel(tls?: TlsFiles): Promise<TestSentinel> {
  const first = await startTestRedis(tls);
  const second = await startTestRedis(tls, ['--replicaof', '127.0.0.1', String(first.port)]);
  const folder = await mkdtemp(join(tmpdir(), 'hearken-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const watched = [
    `monitor hearken 127.0.0.1 ${String(first.port)} 1`,
    `down-after-milliseconds hearken ${String(SENTINEL_DOWN_MS)}`,
    'failover-timeout hearken 2000',
  ];
  await writeFile(file, watched.map((line) => `sentinel ${line}\n`).join(''));
  const child = await launchWith([file, '--sentinel', ...settings(port, folder, tls)], 'Sentinel ID is');
  const ask = (...command: readonly string[]): Promise<string> =>
    redisCli(tls, '-p', String(port), 'sentinel', ...command);
  await eventually(async () => {
    const replicas = await ask('replicas', 'hearken');
    if (!replicas.includes(String(second.port)) || !replicas.includes('master-link-status\nok'))
      throw new Error(replicas);
  }, 30_000);
  return {
    url: `${schemeOf('sentinel', tls)}127.0.0.1:${String(port)}/hearken`,
    master: async () => {
      const address = await ask('get-master-addr-by-name', 'hearken');
      return address.includes(String(first.port)) ? first : second;
    },
    failover: async () => {
      const answer = await ask('failover', 'hearken');
      if (!answer.startsWith('OK')) throw new Error(answer);
    },
    close: async () => {
      await end(child, 'SIGKILL');
      await Promise.all([first.close(), second.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The command line of one that listens on 127.0.0.1 and keeps nothing on disk. */
function settings(port: number, folder: string, tls: TlsFiles | undefined): readonly string[] {
  const common = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  if (tls === undefined) return [...common, '--port', String(port)];
  const files = ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-ca-cert-file', tls.cert];
  const among = ['--tls-replication', 'yes', '--tls-cluster', 'yes', '--tls-auth-clients', 'no'];
  return [...common, '--port', '0', '--tls-port', String(port), ...files, ...among];
}

function schemeOf(form: 'redis' | 'cluster' | 'sentinel', tls: TlsFiles | undefined): string {
  return `${form}${tls === undefined ? '' : 's'}://`;
}

async function redisCli(tls: TlsFiles | undefined, ...words: readonly string[]): Promise<string> {
  const program = process.env['HEARKEN_REDIS_CLI'] ?? 'redis-cli';
  const secured = tls === undefined ? [] : ['--tls', '--cacert', tls.cert];
  return (await promisify(execFile)(program, [...secured, ...words])).stdout;
}

async function launchWith(words: readonly string[], isUp: string): Promise<ChildProcess> {
  const program = process.env['HEARKEN_REDIS_SERVER'] ?? 'redis-server';
  const child = spawn(program, [...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let fault: Error | undefined;
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (fault = error));
  await eventually(() => {
    if (fault !== undefined) throw new Error(`${HOW_TO_GET_REDIS} (${fault.message})`);
    if (!output.includes(isUp)) throw new Error(`redis-server is not up:\n${output}`);
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  // A frozen one hears nothing but this.
  child.kill('SIGCONT');
  await once(child, 'exit');
}
