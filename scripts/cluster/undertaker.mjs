import { createInterface } from 'node:readline';

/**
 * A process that outlives the cluster's own, however that ends: told of every part (`+pid`) and of its end (`-pid`) on
 * standard input, it kills what is left when the input closes. What was acknowledged is on disk; nobody else will end them.
 */
const living = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) living.add(pid);
  else living.delete(pid);
}
for (const pid of living) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
