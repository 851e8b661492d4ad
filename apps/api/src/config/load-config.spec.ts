import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '@hearken/protocol';
import { ConfigError, loadConfig, type Environment } from './load-config.js';

const KEY = 'b'.repeat(43);
const PRODUCTION = { NODE_ENV: 'production', HEARKEN_KEYS: KEY, MONGODB_URI: 'mongodb://db/hearken?replicaSet=rs' };

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs nothing in development', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      isProduction: false,
      port: 3000,
      host: undefined,
      clientUrls: [],
      dataDir: '.data',
      persistence: { is: 'embedded', mayBeVolatile: true },
      coordination: { is: 'single' },
      keys: { is: 'data-folder' },
      hasRelaxRule: true,
      maySameDeviceMeet: true,
      places: { are: 'shown', database: undefined },
      limits: DEFAULT_LIMITS,
    });
    expect(config.serverLimits).toEqual({
      joinsPerSecond: 1,
      peopleMax: 10_000,
      address: { unregisteredMax: 10, registeredMax: 200, connectsPerMinute: 300 },
      registerTimeoutMs: 5_000,
      outgoingMaxBytes: 1_048_576,
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadConfig({ PORT: '', MONGODB_URI: ' ', CLIENT_URL: '' })).toEqual(loadConfig({}));
  });

  it('reads lists, switches and numbers', () => {
    const config = loadConfig({
      CLIENT_URL: 'https://hearken.example, http://localhost:4200/',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8',
      HEARKEN_KEYS: `${KEY},${'c'.repeat(64)}`,
      RELAX_RULE: 'OFF',
      SAME_DEVICE_MAY_MEET: 'off',
      PLACE: 'off',
      QUIET_AFTER_MS: '60000',
      PORT: '8080',
    });
    expect(config).toMatchObject({
      clientUrls: ['https://hearken.example', 'http://localhost:4200'],
      trustedProxies: ['loopback', '10.0.0.0/8'],
      keys: { is: 'given', keys: [KEY, 'c'.repeat(64)] },
      hasRelaxRule: false,
      maySameDeviceMeet: false,
      places: { are: 'hidden' },
      quietAfterMs: 60_000,
      port: 8080,
    });
  });

  it('names every fault at once, and no value', () => {
    const env = {
      PORT: '99999',
      NODE_ENV: 'prod',
      CLIENT_URL: 'https://user:secret@hearken.example/chat',
      TRUSTED_PROXIES: '10.0.0.0/99',
      HEARKEN_KEYS: 'hunter2',
      MONGODB_URI: 'postgres://user:secret@db',
      REDIS_URL: 'http://:secret@redis',
      RELAX_RULE: 'perhaps',
      TEXT_MAX: '4001',
      TEXTS_PER_SECOND: '-1',
      LOG_LEVEL: 'loud',
    };
    const problems = problemsOf(env);
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(Object.keys(env).sort());
    expect(problems.join('\n')).not.toMatch(/secret|hunter2|99999|perhaps/);
  });

  it.each(['1e3', '0x10', '3000.5', 'NaN', '-0', '９', '99999999999999999999'])('takes %s for no number', (text) => {
    expect(problemsOf({ PORT: text })).toHaveLength(1);
  });

  it('starts in production with keys and a database', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      isProduction: true,
      maySameDeviceMeet: false,
      persistence: { is: 'mongodb', uri: PRODUCTION.MONGODB_URI },
    });
  });

  it.each<[string, Environment, string]>([
    ['keys', { ...PRODUCTION, HEARKEN_KEYS: '' }, 'HEARKEN_KEYS'],
    ['a database', { ...PRODUCTION, MONGODB_URI: '' }, 'MONGODB_URI'],
    ['storage that stays', { ...PRODUCTION, MONGODB_URI: '', PERSISTENCE: 'volatile' }, 'PERSISTENCE'],
  ])('asks for %s in production', (_, env, name) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(`^${name} `)]);
  });

  it('runs a database of its own in production when asked to, and never falls back to memory there', () => {
    const config = loadConfig({ ...PRODUCTION, MONGODB_URI: '', PERSISTENCE: 'embedded' });
    expect(config.persistence).toEqual({ is: 'embedded', mayBeVolatile: false });
  });

  it.each([
    ['redis://redis.example', 'single'],
    ['sentinel://one,two/hearken', 'sentinel'],
    ['clusters://one:7000,two:7000', 'cluster'],
  ])('is one of several servers with %s', (url, kind) => {
    expect(loadConfig({ ...PRODUCTION, REDIS_URL: url }).coordination).toMatchObject({
      is: 'redis',
      address: { kind },
    });
  });

  it.each<[Environment, string]>([
    [{ PERSISTENCE: 'mongodb' }, 'MONGODB_URI'],
    [{ PERSISTENCE: 'embedded', MONGODB_URI: 'mongodb://db' }, 'PERSISTENCE'],
    [{ FRAME_MAX_BYTES: '4096' }, 'FRAME_MAX_BYTES'],
    [{ REDIS_URL: 'redis://one', HEARKEN_KEYS: KEY }, 'MONGODB_URI'],
    [{ REDIS_URL: 'redis://one', MONGODB_URI: 'mongodb://db' }, 'HEARKEN_KEYS'],
    [{ TEXTS_BURST: '500' }, 'TEXTS_PER_MINUTE'],
  ])('refuses what does not fit together: %j', (env, name) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(`^${name} `)]);
  });
});
