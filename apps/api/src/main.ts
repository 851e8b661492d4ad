import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { readEnvironment } from './config/environment.js';
import { openKeys } from './config/keys.js';
import { ConfigError, loadConfig } from './config/load-config.js';
import { openCoordination } from './coordination/coordination.module.js';
import { createApp } from './create-app.js';
import { systemClock } from './platform/clock.js';
import { hasCode } from './platform/error-code.js';
import { openLog } from './platform/logging/open-log.js';
import { errorOf, type Log } from './platform/log.js';
import { EmbeddedMongoError } from './platform/mongo/embedded-mongo-error.js';
import { Shutdown } from './platform/shutdown.js';
import { openStorage, StorageError } from './storage/open-storage.js';

/** Ends with a message for people, where they can do something about it. */
function giveUp(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const env = readEnvironment(process.env, process.cwd());
  const config = loadConfig(env);
  const log = await openLog(config.logLevel, !config.isProduction && process.stdout.isTTY);
  surviveFaults(log);
  const clock = systemClock;
  const keys = await openKeys(config.keys, config.dataDir);
  const report = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  let leave: (reason: string) => void = () => process.exit(1);
  const onLeaseLost = (): void => {
    leave('lease-lost');
  };
  const storage = await openStorage(config, { clock, log, report, onLeaseLost, path: env['PATH'] });
  const coordination = openCoordination(config.coordination, { clock, log });
  const app = await createApp({ config, keys, storage, coordination, version: await readVersion(), clock, log });
  const shutdown = new Shutdown({
    stages: [
      ...app.shutdownStages,
      { name: 'close-coordination', run: () => coordination.close() },
      { name: 'close-storage', run: () => storage.close() },
    ],
    deadlineMs: config.shutdownMs,
    clock,
    log,
    exit: (code) => process.exit(code),
  });
  leave = (reason) => {
    shutdown.request(reason);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      shutdown.request(signal);
    });
  }
  const first = await app.operators.createFirst();
  const port = await app.listen().catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  if (first !== undefined) {
    report(`The first operator is ${first.name}, with the one-time password ${first.password} (good for a day).`);
  }
  report(`Hearken is at http://${config.host ?? 'localhost'}:${String(port)}`);
}

/** The version that clients are told: the package's. */
async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest && typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}

/**
 * What nobody caught is a fault of ours, and is logged as one; but it must not end everybody's conversation (I9).
 * Nothing that matters rests on this process's memory alone: every change of state is fenced in the database.
 */
function surviveFaults(log: Log): void {
  process.on('uncaughtException', (cause) => {
    log.error('uncaught-exception', { cause });
  });
  process.on('unhandledRejection', (cause) => {
    log.error('unhandled-rejection', { cause: errorOf(cause) });
  });
}

await start().catch((error: unknown) => {
  const isForPeople =
    error instanceof ConfigError || error instanceof StorageError || error instanceof EmbeddedMongoError;
  if (isForPeople) giveUp(error.message);
  if (hasCode(error, 'EADDRINUSE')) giveUp('The port is in use by another program; set PORT to another one.');
  giveUp(error instanceof Error ? (error.stack ?? error.message) : String(error));
});
