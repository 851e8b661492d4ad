import { parentPort } from 'node:worker_threads';
import { runSeeds, type SeedRange } from './run/run-seeds';

/** A worker thread: runs ranges of seeds, one at a time, and answers each with its tally. */
const port = parentPort;
if (port === null) throw new Error('this is a worker');
port.on('message', (range: SeedRange) => {
  void runSeeds(range).then((tally) => {
    port.postMessage(tally);
  });
});
