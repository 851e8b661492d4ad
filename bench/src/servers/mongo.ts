import { spawnSync } from 'node:child_process';
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
  if (mongo.pid !== undefined) moveToLoadCore(mongo.pid);
  moveToLoadCore(process.pid);
  return {
    uri: mongo.uri,
    pid: mongo.pid,
    stop: async () => {
      await mongo.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Every thread of a process; one that ends meanwhile makes taskset complain, and is not missed. */
function moveToLoadCore(pid: number): void {
  const { stderr } = spawnSync('taskset', ['-acp', String(LOAD_CORE), String(pid)], { encoding: 'utf8' });
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.includes('No such process'));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}
