import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Explained } from '../workspace/progress.mjs';

/**
 * Where ports are chosen from, as in apps/api/src/platform/free-port.ts: any outgoing connection may have one of those
 * above, also when a part that was killed is started again.
 */
const FIRST = 20_000;
const LAST = 32_767;
/** Answered or looked at: it may be a while until somebody listens on one. */
const seen = new Set();

/** So many free ports of this machine, all different, and others each time. */
export async function freePorts(count) {
  const ports = [];
  while (ports.length < count) {
    if (seen.size > LAST - FIRST) throw new Explained(`No port of 127.0.0.1 is free from ${FIRST} to ${LAST}.`);
    const port = randomInt(FIRST, LAST + 1);
    if (seen.has(port)) continue;
    seen.add(port);
    if (await isFree(port, '127.0.0.1')) ports.push(port);
  }
  return ports;
}

/** Whether nobody listens on a port. Without an address: on any of the machine's. */
export async function isFree(port, address) {
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
