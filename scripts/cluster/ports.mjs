import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Where ports are chosen from, as in apps/api/src/platform/free-port.ts: any outgoing connection may have one of those
 * above, also when a part that was killed is started again.
 */
const FIRST = 20_000;
const LAST = 32_767;

/** So many free ports of this machine, all different. */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST + 1);
    if (await isFree(port, '127.0.0.1')) ports.add(port);
  }
  return [...ports];
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
