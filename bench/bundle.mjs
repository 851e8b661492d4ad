import { build } from 'esbuild';

// The page's client is written for a bundler: one file of it, for Node.
await build({
  entryPoints: ['src/kill.ts', 'src/rolling.ts'],
  outdir: 'dist/bundle',
  bundle: true,
  packages: 'external',
  // Named from here as from src/servers: both lie two folders deep.
  external: ['../../../apps/api/dist/*'],
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: true,
  logLevel: 'warning',
});
