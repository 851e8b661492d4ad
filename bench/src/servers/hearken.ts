import { fileURLToPath } from 'node:url';
import { cpuUsOf, startPinned, type Pinned } from '../processes.ts';

/** Cores: the server alone on one, everything else (mongod, load) on the other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const MAIN = fileURLToPath(new URL('../../../apps/api/dist/main.js', import.meta.url));

/** One load generator is many people at one address, who talk faster than anybody types. */
export const OPEN_LIMITS = {
  TEXTS_PER_SECOND: '100000',
  TEXTS_BURST: '100000',
  TEXTS_PER_MINUTE: '6000000',
  JOINS_PER_SECOND: '1000',
  ADDRESS_UNREGISTERED_MAX: '1000000',
  ADDRESS_REGISTERED_MAX: '1000000',
  ADDRESS_CONNECTS_PER_MINUTE: '10000000',
  PEOPLE_MAX: '1000000',
  SAME_DEVICE_MAY_MEET: 'on',
  LOG_LEVEL: 'warn',
};

/** A database for the benchmark, on the load's core. */
export interface BenchMongo {
  readonly uri: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** What a server of the benchmark may have beside its port, its database and its keys. */
export interface HearkenExtras {
  /** Where it leaves a CPU profile when it is ended with SIGTERM; undefined: none is taken. */
  readonly profileDir?: string | undefined;
  /** Makes it one of several. */
  readonly redisUrl?: string | undefined;
}

/** Hearken as it is built, on core 0. */
export function startHearken(
  port: number,
  mongo: Pick<BenchMongo, 'uri'>,
  keys: string,
  { profileDir, redisUrl }: HearkenExtras = {},
): Promise<Pinned> {
  const redis = redisUrl === undefined ? {} : { REDIS_URL: redisUrl };
  const env = { ...OPEN_LIMITS, PORT: String(port), MONGODB_URI: mongo.uri, HEARKEN_KEYS: keys, ...redis };
  const profile = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const args = [...profile, MAIN];
  return startPinned(SERVER_CORE, { command: process.execPath, args, env, ready: /Hearken is at/ });
}

/** The bare relay, on the same core. */
export function startRelay(port: number): Promise<Pinned> {
  const relay = fileURLToPath(new URL('relay.ts', import.meta.url));
  const args = [relay, String(port)];
  return startPinned(SERVER_CORE, { command: process.execPath, args, env: {}, ready: /relay ready/ });
}

/** CPU time of mongod so far, µs; 0 where it is not ours. */
export function mongoCpuUs(mongo: BenchMongo): Promise<number> {
  return mongo.pid === undefined ? Promise.resolve(0) : cpuUsOf(mongo.pid);
}
