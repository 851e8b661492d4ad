import { Worker } from 'node:worker_threads';

/** Placeholder until the simulation is written: proves that the bundle and its workers run. */
const seeds = Number(process.argv[process.argv.indexOf('--seeds') + 1] ?? 0);
const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { seeds } });
worker.on('message', (ran: number) => {
  console.log(`${String(ran)} seeds: 0 lost, 0 doubled, 0 reordered, 0 silent gaps (placeholder)`);
});
