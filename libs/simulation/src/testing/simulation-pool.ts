import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { Pool } from '../run/pool';

const FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Worker threads that run today's sources: the worker is bundled for each test process anew. */
export async function simulationPool(): Promise<Pool> {
  const outfile = `${FOLDER}dist/worker-${String(process.pid)}.mjs`;
  await build({
    absWorkingDir: FOLDER,
    entryPoints: ['src/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: 'inline',
    conditions: ['hearken-source'],
    logLevel: 'warning',
  });
  return new Pool(pathToFileURL(outfile), { removesScript: true });
}
