import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';

/** A real redis-server of a test's own: it may be emptied, frozen and killed. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  signal(signal: NodeJS.Signals): void;
  /** After a kill: the same port, nothing kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const HOW_TO_GET_REDIS =
  'These tests need a real redis-server: put one on the PATH (apt-get install redis-server, brew install redis), or ' +
  'name the program in HEARKEN_REDIS_SERVER.';

/**
 * Starts redis-server on a free port of 127.0.0.1, with nothing kept on disk.
 *
 * @param options more words for its command line
 * @throws {Error} where there is none: the run fails and says how to get one
 */
export async function startTestRedis(...options: readonly string[]): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'hearken-redis-'));
  const port = await freePort();
  let child = await launch(port, folder, options);
  return {
    port,
    url: `redis://127.0.0.1:${String(port)}`,
    signal: (signal) => child.kill(signal),
    restart: async () => {
      await end(child, 'SIGKILL');
      child = await launch(port, folder, options);
    },
    close: async () => {
      await end(child, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A real Redis Cluster of a test's own. */
export interface TestRedisCluster {
  /** For REDIS_URL. */
  readonly url: string;
  readonly nodes: readonly TestRedis[];
  close(): Promise<void>;
}

/** Starts three masters that share the slots. */
export async function startTestRedisCluster(): Promise<TestRedisCluster> {
  const nodes = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const busPort = String(await freePort());
      return startTestRedis('--cluster-enabled', 'yes', '--cluster-port', busPort, '--cluster-node-timeout', '2000');
    }),
  );
  const addresses = nodes.map(({ port }) => `127.0.0.1:${String(port)}`);
  const program = process.env['HEARKEN_REDIS_CLI'] ?? 'redis-cli';
  await promisify(execFile)(program, ['--cluster', 'create', ...addresses, '--cluster-yes']);
  // Each node learns from the others that all slots are served; until then it refuses everything.
  for (const { port } of nodes) {
    await eventually(async () => {
      const { stdout } = await promisify(execFile)(program, ['-p', String(port), 'cluster', 'info']);
      if (!stdout.includes('cluster_state:ok')) throw new Error(stdout);
    });
  }
  return {
    url: `cluster://${addresses.join(',')}`,
    nodes,
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** A master, a replica and the Sentinel that watches them. */
export interface TestSentinel {
  /** For REDIS_URL. */
  readonly url: string;
  /** Who leads, as the Sentinel says. */
  master(): Promise<TestRedis>;
  /** Makes the other one the master, both being well; that takes a while. */
  failover(): Promise<void>;
  close(): Promise<void>;
}

/** A master counts as down after this, ms: a Sentinel of people's own waits for longer. */
const SENTINEL_DOWN_MS = 1_000;

/** Starts the three, and resolves when the Sentinel knows both servers. */
export async function startTestSentinel(): Promise<TestSentinel> {
  const first = await startTestRedis();
  const second = await startTestRedis('--replicaof', '127.0.0.1', String(first.port));
  const folder = await mkdtemp(join(tmpdir(), 'hearken-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const watch = [
    `monitor hearken 127.0.0.1 ${String(first.port)} 1`,
    `down-after-milliseconds hearken ${String(SENTINEL_DOWN_MS)}`,
    'failover-timeout hearken 2000',
  ];
  const words = watch.map((line) => `sentinel ${line}`);
  await writeFile(file, [`port ${String(port)}`, 'bind 127.0.0.1', `dir ${folder}`, ...words, ''].join('\n'));
  const child = await launchWith([file, '--sentinel'], 'Sentinel ID is');
  const ask = async (...command: readonly string[]): Promise<string> => {
    const program = process.env['HEARKEN_REDIS_CLI'] ?? 'redis-cli';
    return (await promisify(execFile)(program, ['-p', String(port), 'sentinel', ...command])).stdout;
  };
  await eventually(async () => {
    const replicas = await ask('replicas', 'hearken');
    if (!replicas.includes(String(second.port)) || !replicas.includes('master-link-status\nok'))
      throw new Error(replicas);
  }, 30_000);
  return {
    url: `sentinel://127.0.0.1:${String(port)}/hearken`,
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

async function launch(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  return launchWith([...words, ...options], 'Ready to accept connections');
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

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
