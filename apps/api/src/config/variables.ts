import { DEFAULT_LIMITS, QUIET_AFTER_MS, TEXT_MAX } from '@hearken/protocol';
import { readKey, readMongoUri, readNetwork, readOrigin, readRedisUrl } from './formats.js';
import { listOf, maybe, maybeOneOf, maybeOnOff, maybeWords, onOff, oneOf, wholeNumber, words } from './variable.js';

const DAY_MS = 86_400_000;

/**
 * Every variable Hearken reads, once. `.env.example`, docs/configuration.md and the table of the README are written from
 * this one (`UPDATE_DOCS=1 npm test -- --only api:unit`), and a test keeps them in step.
 */
export const VARIABLES = {
  NODE_ENV: oneOf('How it runs. production starts only when nothing is left to chance.', 'development', [
    'development',
    'test',
    'production',
  ]),
  PORT: wholeNumber('Port of the page, the API and the sockets. 0 takes any free one.', 3000, { min: 0, max: 65_535 }),
  HOST: maybeWords({ meaning: 'Address to listen on.', otherwise: 'every address of the machine' }),
  CLIENT_URL: listOf(
    {
      meaning: 'Origins whose pages may use this server, for example https://hearken.example (comma-separated).',
      otherwise: 'the origin that serves the page',
    },
    readOrigin,
  ),
  ADMIN_ORIGINS: listOf(
    {
      meaning: "Origins whose pages may use the operators' routes (/api/admin). CLIENT_URL does not count for them.",
      otherwise: 'the origin that serves the page',
    },
    readOrigin,
  ),
  TRUSTED_PROXIES: listOf(
    {
      meaning:
        'Networks whose X-Forwarded-For is believed: addresses, CIDR ranges, or loopback, linklocal, uniquelocal.',
      otherwise: 'none',
    },
    readNetwork,
  ),
  LOG_LEVEL: oneOf('What is logged: everything from this level up.', 'info', [
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'fatal',
    'silent',
  ]),

  MONGODB_URI: maybeWords(
    { meaning: 'A MongoDB replica set to keep everything in.', otherwise: 'a mongod of its own, see PERSISTENCE' },
    readMongoUri,
  ),
  REDIS_URL: maybe(
    {
      meaning:
        'Redis, for several servers on one MongoDB: redis://[[user]:password@]host[:port][/db], sentinel://host,host/master or cluster://host,host; with TLS rediss://, sentinels://, clusters://.',
      otherwise: 'this is the only server on its database',
    },
    readRedisUrl,
  ),
  PERSISTENCE: maybeOneOf(
    {
      meaning:
        'mongodb (MONGODB_URI), embedded (a mongod of its own under DATA_DIR) or volatile (memory only, refused in production).',
      otherwise: 'mongodb with MONGODB_URI, else embedded; production without MONGODB_URI asks for it',
    },
    ['mongodb', 'embedded', 'volatile'],
  ),
  DATA_DIR: words('Folder of the embedded database and of the development keys.', '.data'),
  MONGOMS_SYSTEM_BINARY: maybeWords({
    meaning: 'A mongod program for the embedded database.',
    otherwise: 'mongod on the PATH, else one is fetched (not in production)',
  }),
  MONGOD_CACHE_DIR: maybeWords({ meaning: 'Where a fetched mongod is kept.', otherwise: '.cache/mongod' }),
  WEB_DIR: maybeWords({ meaning: 'Folder of the built page.', otherwise: 'apps/web/dist/browser' }),
  CONTENT_DIR: maybeWords({
    meaning:
      'Folder of Markdown files that replace texts of the site: about.md, guidelines.md, privacy.md, contact.md, listening.md.',
    otherwise: 'the texts that come with Hearken',
  }),
  HEARKEN_KEYS: listOf(
    {
      meaning:
        'Secret keys, comma-separated, each at least 32 random bytes in base64 (`openssl rand -base64 32`). The first signs, all verify.',
      otherwise: 'created once in DATA_DIR; required in production',
    },
    readKey,
  ),

  RELAX_RULE: onOff('Lets two people who have met before meet again when nobody else waits for 30 s.', true),
  SAME_DEVICE_MAY_MEET: maybeOnOff({
    meaning: 'Lets two tabs of one device meet each other.',
    otherwise: 'on, in production off',
  }),
  PLACE: onOff(
    'Tells partners the country and the local time of whoever does not hide theirs. off: nobody is asked or told.',
    true,
  ),
  PLACE_DATABASE: maybeWords({
    meaning: 'A database of places in MaxMind DB format (.mmdb); one that has regions shows them too.',
    otherwise: 'the countries by DB-IP that come with Hearken',
  }),
  NEXT_AFTER_MS: wholeNumber(
    'Milliseconds of conversation before a new partner may be asked for.',
    DEFAULT_LIMITS.nextAfterMs,
    { min: 0, max: DAY_MS },
  ),
  QUIET_AFTER_MS: wholeNumber(
    'Milliseconds without a touch of the page after which somebody in a conversation is asked whether they are still here.',
    QUIET_AFTER_MS,
    { min: 1_000, max: DAY_MS },
  ),
  WIDEN_AFTER_MS: wholeNumber(
    'Milliseconds of waiting before people who came to talk are offered too.',
    DEFAULT_LIMITS.widenAfterMs,
    { min: 0, max: DAY_MS },
  ),

  TEXT_MAX: wholeNumber('Longest text, in Unicode code points.', DEFAULT_LIMITS.textMax, { min: 1, max: TEXT_MAX }),
  FRAME_MAX_BYTES: wholeNumber('Largest frame a client may send, bytes.', DEFAULT_LIMITS.frameMaxBytes, {
    min: 4_096,
    max: 1_048_576,
  }),
  TEXTS_PER_SECOND: wholeNumber('Texts a person may send a second in the long run.', DEFAULT_LIMITS.textsPerSecond, {
    min: 1,
    max: 100_000,
  }),
  TEXTS_BURST: wholeNumber('Texts a person may send at once after a pause.', DEFAULT_LIMITS.textsBurst, {
    min: 1,
    max: 100_000,
  }),
  TEXTS_PER_MINUTE: wholeNumber('Texts a person may send within any minute.', DEFAULT_LIMITS.textsPerMinute, {
    min: 1,
    max: 6_000_000,
  }),
  JOINS_PER_SECOND: wholeNumber('Queue joins a person may ask for a second.', 1, { min: 1, max: 1_000 }),
  PEOPLE_MAX: wholeNumber('People this server takes; the next ones are told that it is full.', 10_000, {
    min: 2,
    max: 1_000_000,
  }),
  ADDRESS_UNREGISTERED_MAX: wholeNumber(
    'Sockets of one address (/64 for IPv6) that may be open without having registered.',
    10,
    { min: 1, max: 1_000_000 },
  ),
  ADDRESS_REGISTERED_MAX: wholeNumber('People of one address.', 200, { min: 1, max: 1_000_000 }),
  ADDRESS_CONNECTS_PER_MINUTE: wholeNumber('Connections one address may open within a minute.', 300, {
    min: 1,
    max: 10_000_000,
  }),
  REGISTER_TIMEOUT_MS: wholeNumber('A socket that has not registered by then is closed, ms.', 5_000, {
    min: 100,
    max: 60_000,
  }),
  OUTGOING_MAX_BYTES: wholeNumber(
    'Bytes that may wait for one client; one that reads more slowly is closed and resumes.',
    1_048_576,
    { min: 131_072, max: 1_073_741_824 },
  ),
  SHUTDOWN_MS: wholeNumber('Milliseconds that shutting down may take before it is forced.', 10_000, {
    min: 1_000,
    max: 300_000,
  }),
};

/** Name of a variable. */
export type VariableName = keyof typeof VARIABLES;
