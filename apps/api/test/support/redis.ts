import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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
  const gone = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    // A frozen one hears nothing but this.
    child.kill('SIGCONT');
    await once(child, 'exit');
  };
  return {
    port,
    url: `redis://127.0.0.1:${String(port)}`,
    signal: (signal) => child.kill(signal),
    restart: async () => {
      await gone('SIGKILL');
      child = await launch(port, folder, options);
    },
    close: async () => {
      await gone('SIGKILL');
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

async function launch(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const program = process.env['HEARKEN_REDIS_SERVER'] ?? 'redis-server';
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const child = spawn(program, [...words, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let fault: Error | undefined;
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => (fault = error));
  await eventually(() => {
    if (fault !== undefined) throw new Error(`${HOW_TO_GET_REDIS} (${fault.message})`);
    if (!output.includes('Ready to accept connections')) throw new Error(`redis-server is not up:\n${output}`);
  });
  return child;
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
