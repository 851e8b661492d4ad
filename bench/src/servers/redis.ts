import { startPinned, type Pinned } from '../processes.ts';
import { LOAD_CORE } from './hearken.ts';

/** A Redis of the benchmark, with nothing in it. */
export interface BenchRedis {
  /** For REDIS_URL. */
  readonly url: string;
  readonly process: Pinned;
}

/** A real redis-server that keeps nothing, on the load's core unless said otherwise. */
export async function openBenchRedis(port: number, core = LOAD_CORE): Promise<BenchRedis> {
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const command = process.env['HEARKEN_REDIS_SERVER'] ?? 'redis-server';
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    process: await startPinned(core, { command, args: words, env: {}, ready: /Ready to accept connections/ }),
  };
}
