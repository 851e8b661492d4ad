import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { hasCode } from '../platform/error-code.js';
import { ALL_TOGETHER, ServerLease, type LeaseHolder } from '../platform/lease/server-lease.js';
import type { Config, CoordinationChoice } from '../config/config.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { EmbeddedMongoError } from '../platform/mongo/embedded-mongo-error.js';
import { startEmbeddedMongo, type EmbeddedMongo } from '../platform/mongo/embedded-mongo.js';
import { findOrFetchMongod, HOW_TO_GET_MONGOD } from '../platform/mongo/mongod-binary.js';
import type { Storage } from './storage.js';
import { openMemoryStorage, openMongoStorage } from './storage.module.js';

/** What opening needs besides the configuration. */
export interface OpenStorageParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Says one line to whoever watches the start. */
  readonly report: (line: string) => void;
  /** Another server has taken this database over: this one must go. */
  readonly onLeaseLost: () => void;
  /** The process's PATH, where a mongod may be. */
  readonly path: string | undefined;
}

/** No storage that the configuration allows could be opened. The message says what to do. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Opens the storage that the configuration asks for. */
export async function openStorage(config: Config, parts: OpenStorageParts): Promise<Storage> {
  const { persistence } = config;
  switch (persistence.is) {
    case 'mongodb':
      return openGiven(persistence.uri, config.coordination.is, parts);
    case 'embedded':
      return openEmbedded(config, persistence.mayBeVolatile, parts);
    case 'volatile':
      return openVolatile(parts);
  }
}

/** Who was here before, when the lease is refused. */
const REFUSED: Readonly<Record<CoordinationChoice['is'], string>> = {
  single: 'MONGODB_URI: another Hearken server runs on this database; stop it first, or give all of them one REDIS_URL',
  redis: 'REDIS_URL: a Hearken server without it runs on this database; stop that one first',
};

/** A database that other servers may reach too: one alone, or those that share a Redis. */
async function openGiven(
  uri: string,
  coordination: CoordinationChoice['is'],
  { clock, log, onLeaseLost }: OpenStorageParts,
): Promise<Storage> {
  const storage = await openMongoStorage(uri, 'mongodb', clock, log).catch((cause: unknown) => {
    throw new StorageError('MONGODB_URI: no replica set answers there', { cause });
  });
  const lease = await ServerLease.acquire({
    store: storage.leases,
    holder: coordination === 'redis' ? ALL_TOGETHER : { id: randomUUID(), host: hostname(), pid: process.pid },
    log,
    steadyNow: () => performance.now(),
    isDead,
    onLost: onLeaseLost,
  });
  if (lease === undefined) {
    await storage.close();
    throw new StorageError(REFUSED[coordination]);
  }
  return {
    ...storage,
    lease,
    close: async () => {
      await lease.release();
      await storage.close();
    },
  };
}

/** Whether the process that holds a lease on this machine is gone; one of this very number was an earlier life of ours. */
function isDead({ pid }: LeaseHolder): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

async function openEmbedded(config: Config, mayBeVolatile: boolean, parts: OpenStorageParts): Promise<Storage> {
  const mongo = await startMongo(config, mayBeVolatile, parts);
  if (mongo === undefined) {
    if (!mayBeVolatile) throw new StorageError(`No mongod was found. ${HOW_TO_GET_MONGOD}`);
    parts.report(`No database could be started. ${HOW_TO_GET_MONGOD}`);
    return openVolatile(parts);
  }
  try {
    const storage = await openMongoStorage(mongo.uri, 'embedded', parts.clock, parts.log);
    return {
      ...storage,
      close: async () => {
        await storage.close();
        await mongo.stop();
      },
    };
  } catch (error) {
    await mongo.stop();
    throw error;
  }
}

async function startMongo(
  { dataDir, mongodBinary, mongodCacheDir, isProduction }: Config,
  mayBeVolatile: boolean,
  { report, log, path }: OpenStorageParts,
): Promise<EmbeddedMongo | undefined> {
  const binary = await findOrFetchMongod({
    report,
    env: { PATH: path, MONGOMS_SYSTEM_BINARY: mongodBinary, MONGOD_CACHE_DIR: mongodCacheDir },
    mayDownload: !isProduction,
  });
  if (binary === undefined) return undefined;
  try {
    return await startEmbeddedMongo({
      binary,
      dataDir,
      report,
      onDown: () => {
        log.warn('mongod-died');
      },
      onUp: () => {
        log.info('mongod-back');
      },
    });
  } catch (error) {
    // A folder in use holds somebody's data: going on without it would look as if it were lost.
    if (!(error instanceof EmbeddedMongoError) || error.reason === 'in-use' || !mayBeVolatile) throw error;
    report(error.message);
    return undefined;
  }
}

function openVolatile({ clock, log, report }: OpenStorageParts): Storage {
  report('WARNING: everything is kept in memory only. When this process ends, all conversations are lost.');
  log.warn('storage-volatile');
  return openMemoryStorage(clock);
}
