import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from './ports.mjs';

const ANSWER_MS = 1_000;

/** The Redis of a cluster, with the address for REDIS_URL. It keeps nothing: all that is in it is made anew. */
export async function redis(folder, program) {
  const [port] = await freePorts(1);
  const dir = join(folder, 'redis');
  mkdirSync(dir, { recursive: true });
  const part = {
    name: 'redis',
    address: `127.0.0.1:${port}`,
    program,
    args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no'],
    probe: () => ping(port),
    isGood: (state) => state === 'ready',
  };
  return { part, url: `redis://127.0.0.1:${port}` };
}

async function ping(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write('PING\r\n');
    // Also where it hangs up without a word, which is no error.
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) });
    return answer.toString().startsWith('+PONG') ? 'ready' : 'refuses';
  } finally {
    socket.destroy();
  }
}
