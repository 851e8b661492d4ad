import { build } from 'esbuild';

// One file for the program and one for its workers: seeds run on plain worker threads, without a loader in the way.
await build({
  entryPoints: ['src/main.ts', 'src/worker.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: true,
  conditions: ['hearken-source'],
  logLevel: 'warning',
});
