import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Where ports are chosen from: below those that systems give to outgoing connections (Linux: from 32,768 on; the others:
 * from 49,152 on, RFC 6335). Any connection may have one of those by the time the program it was chosen for listens, also
 * when that is started again.
 */
const FIRST = 20_000;
const LAST = 32_767;
/** More than enough where any port is free. */
const TRIES = 200;
/** What this process was answered: none is answered twice, as it may be a while until somebody listens on it. */
const given = new Set<number>();

/**
 * A port of 127.0.0.1 that nobody listens on, and another one each time.
 *
 * @throws {Error} where none is found
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FIRST, LAST + 1);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFreePort(port)) return port;
  }
  throw new Error(`no port of 127.0.0.1 is free from ${String(FIRST)} to ${String(LAST)}`);
}

/** Whether nobody listens on this port of 127.0.0.1. */
export async function isFreePort(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
