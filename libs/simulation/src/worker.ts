import { parentPort, workerData } from 'node:worker_threads';

const { seeds } = workerData as { seeds: number };
parentPort?.postMessage(seeds);
