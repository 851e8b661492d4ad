import type { Config, KeySource, Persistence } from './config.js';
import { VariableFault, type Variable } from './variable.js';
import { VARIABLES, type VariableName } from './variables.js';

/** Variables as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the configuration, one line a variable. Holds no values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

type Values = { [N in VariableName]: (typeof VARIABLES)[N] extends Variable<infer T> ? T : never };

/** The configuration of an environment. Throws {@link ConfigError} naming every variable that is wrong or missing. */
export function loadConfig(env: Environment): Config {
  const problems: string[] = [];
  const values = readValues(env, problems);
  const persistence = choosePersistence(values, problems);
  const keys = chooseKeys(values, problems);
  checkTogether(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(values, persistence, keys);
}

/** Each variable by itself; a faulty one is noted and stands at its default, so that the rest can be checked too. */
function readValues(env: Environment, problems: string[]): Values {
  const readOne = <T>(name: VariableName, variable: Variable<T>): T => {
    try {
      // Empty counts as unset: that is how `.env` files and compose files leave a variable out.
      const text = env[name]?.trim();
      return variable.read(text === '' ? undefined : text);
    } catch (error) {
      if (!(error instanceof VariableFault)) throw error;
      problems.push(`${name} ${error.message}`);
      return variable.read(undefined);
    }
  };
  const entries = Object.entries<Variable<unknown>>(VARIABLES).map(([name, variable]) => [
    name,
    readOne(name as VariableName, variable),
  ]);
  return Object.fromEntries(entries) as Values;
}

function choosePersistence(values: Values, problems: string[]): Persistence {
  const { MONGODB_URI: uri, NODE_ENV: mode } = values;
  const isProduction = mode === 'production';
  const asked = values.PERSISTENCE ?? (uri === undefined ? undefined : 'mongodb');
  if (asked === 'mongodb') {
    if (uri === undefined) problems.push('MONGODB_URI is required by PERSISTENCE=mongodb');
    return { is: 'mongodb', uri: uri ?? '' };
  }
  if (asked !== undefined && uri !== undefined) {
    problems.push(`PERSISTENCE must be mongodb, or unset, where MONGODB_URI is set`);
  }
  if (isProduction && asked === 'volatile') problems.push('PERSISTENCE must not be volatile in production');
  if (isProduction && asked === undefined) {
    problems.push('MONGODB_URI is required in production (or PERSISTENCE=embedded, for a server of its own)');
  }
  if (asked === 'volatile') return { is: 'volatile' };
  return { is: 'embedded', mayBeVolatile: asked === undefined && !isProduction };
}

function chooseKeys({ HEARKEN_KEYS: keys, NODE_ENV: mode }: Values, problems: string[]): KeySource {
  if (keys.length > 0) return { is: 'given', keys };
  if (mode === 'production' && !problems.some((problem) => problem.startsWith('HEARKEN_KEYS'))) {
    problems.push('HEARKEN_KEYS is required in production (`openssl rand -base64 32`)');
  }
  return { is: 'data-folder' };
}

/** What each variable allows, but not all of them together. */
function checkTogether(values: Values, problems: string[]): void {
  // A text of astral characters takes 4 bytes each, an escaped one 2; the rest of the frame is ids and numbers.
  const needed = values.TEXT_MAX * 4 + 1_024;
  if (values.FRAME_MAX_BYTES < needed) {
    problems.push(`FRAME_MAX_BYTES must be at least ${String(needed)} for a TEXT_MAX of ${String(values.TEXT_MAX)}`);
  }
  // Its own mongod, or its own memory, is no place where another server could meet anybody.
  if (values.REDIS_URL !== undefined && values.MONGODB_URI === undefined) {
    problems.push('MONGODB_URI is required by REDIS_URL: servers that share Redis share their database');
  }
  if (values.REDIS_URL !== undefined && values.HEARKEN_KEYS.length === 0 && values.NODE_ENV !== 'production') {
    problems.push('HEARKEN_KEYS is required by REDIS_URL: all servers know people by the same keys');
  }
  if (values.TEXTS_BURST > values.TEXTS_PER_MINUTE) {
    problems.push('TEXTS_PER_MINUTE must not be below TEXTS_BURST');
  }
}

function toConfig(values: Values, persistence: Persistence, keys: KeySource): Config {
  const isProduction = values.NODE_ENV === 'production';
  return {
    isProduction,
    port: values.PORT,
    host: values.HOST,
    clientUrls: values.CLIENT_URL,
    adminOrigins: values.ADMIN_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES,
    logLevel: values.LOG_LEVEL,
    persistence,
    coordination: values.REDIS_URL === undefined ? { is: 'single' } : { is: 'redis', address: values.REDIS_URL },
    dataDir: values.DATA_DIR,
    mongodBinary: values.MONGOMS_SYSTEM_BINARY,
    mongodCacheDir: values.MONGOD_CACHE_DIR,
    webDir: values.WEB_DIR,
    contentDir: values.CONTENT_DIR,
    keys,
    hasRelaxRule: values.RELAX_RULE,
    maySameDeviceMeet: values.SAME_DEVICE_MAY_MEET ?? !isProduction,
    places: values.PLACE ? { are: 'shown', database: values.PLACE_DATABASE } : { are: 'hidden' },
    quietAfterMs: values.QUIET_AFTER_MS,
    limits: {
      textMax: values.TEXT_MAX,
      frameMaxBytes: values.FRAME_MAX_BYTES,
      textsPerSecond: values.TEXTS_PER_SECOND,
      textsBurst: values.TEXTS_BURST,
      textsPerMinute: values.TEXTS_PER_MINUTE,
      nextAfterMs: values.NEXT_AFTER_MS,
      widenAfterMs: values.WIDEN_AFTER_MS,
    },
    serverLimits: {
      joinsPerSecond: values.JOINS_PER_SECOND,
      peopleMax: values.PEOPLE_MAX,
      address: {
        unregisteredMax: values.ADDRESS_UNREGISTERED_MAX,
        registeredMax: values.ADDRESS_REGISTERED_MAX,
        connectsPerMinute: values.ADDRESS_CONNECTS_PER_MINUTE,
      },
      registerTimeoutMs: values.REGISTER_TIMEOUT_MS,
      outgoingMaxBytes: values.OUTGOING_MAX_BYTES,
    },
    shutdownMs: values.SHUTDOWN_MS,
  };
}
