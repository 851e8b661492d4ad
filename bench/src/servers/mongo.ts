import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrFetchMongod, HOW_TO_GET_MONGOD } from '../../../apps/api/dist/platform/mongo/mongod-binary.js';
import { startEmbeddedMongo } from '../../../apps/api/dist/platform/mongo/embedded-mongo.js';
import { LOAD_CORE, type BenchMongo } from './hearken.ts';

/** A real mongod with a folder of its own, on the load's core. */
export async function openMongo(): Promise<BenchMongo> {
  const report = (line: string): void => {
    console.log(line);
  };
  const binary = await findOrFetchMongod({ report });
  if (binary === undefined) throw new Error(HOW_TO_GET_MONGOD);
  const dataDir = await mkdtemp(join(tmpdir(), 'hearken-bench-'));
  const mongo = await startEmbeddedMongo({ binary, dataDir, report });
  if (mongo.pid !== undefined) execFileSync('taskset', ['-acp', String(LOAD_CORE), String(mongo.pid)]);
  execFileSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)]);
  return {
    uri: mongo.uri,
    pid: mongo.pid,
    stop: async () => {
      await mongo.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
