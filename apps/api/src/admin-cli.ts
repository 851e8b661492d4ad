import { readEnvironment } from './config/environment.js';
import { openKeys } from './config/keys.js';
import type { Config } from './config/config.js';
import { ConfigError, loadConfig } from './config/load-config.js';
import { OperatorsSide } from './admin/operators-side.js';
import { runOperatorCommand } from './operator/command-line.js';
import { systemClock } from './platform/clock.js';
import { silentLog } from './platform/log.js';
import { runningMongoUri } from './platform/mongo/embedded-mongo.js';
import { openStorage, StorageError } from './storage/open-storage.js';
import { openMongoStorage } from './storage/storage.module.js';
import type { Storage } from './storage/storage.js';

/**
 * `npm run admin -- ...`: operators, from the console of the machine. It works while the server runs: it uses the same
 * database, and takes no lease.
 */
async function openBeside(config: Config, path: string | undefined): Promise<Storage> {
  const { persistence } = config;
  const uri = persistence.is === 'mongodb' ? persistence.uri : await runningMongoUri(config.dataDir);
  if (persistence.is !== 'volatile' && uri !== undefined) {
    return openMongoStorage(uri, 'mongodb', systemClock, silentLog);
  }
  if (persistence.is === 'volatile') {
    throw new StorageError(
      'PERSISTENCE=volatile: operators live in the memory of the server, which prints the first one',
    );
  }
  const storage = await openStorage(config, {
    clock: systemClock,
    log: silentLog,
    report: () => undefined,
    onLeaseLost: () => undefined,
    path,
  });
  if (storage.persistence === 'volatile') throw new StorageError('There is no database to keep operators in.');
  return storage;
}

async function run(): Promise<number> {
  const env = readEnvironment(process.env, process.cwd());
  const config = loadConfig(env);
  const keys = await openKeys(config.keys, config.dataDir);
  const storage = await openBeside(config, env['PATH']);
  try {
    const side = new OperatorsSide({ config, keys, storage, clock: systemClock, log: silentLog });
    const { lines, code } = await runOperatorCommand(side.operators, process.argv.slice(2));
    (code === 0 ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
    return code;
  } finally {
    await storage.close();
  }
}

process.exitCode = await run().catch((error: unknown) => {
  const isForPeople = error instanceof ConfigError || error instanceof StorageError;
  const words = error instanceof Error ? (isForPeople ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${words}\n`);
  return 1;
});
