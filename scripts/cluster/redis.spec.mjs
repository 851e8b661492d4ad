import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { redis } from './redis.mjs';

const ANSWERS = {
  'one that is well is ready': { to: (socket) => socket.write('+PONG\r\n'), state: 'ready' },
  'one that is loading is not': { to: (socket) => socket.write('-LOADING\r\n'), state: 'refuses' },
  // It would be waited for without end, also by who stops the cluster.
  'one that hangs up has no state': { to: (socket) => socket.end(), state: undefined },
  'one that is frozen has no state': { to: () => undefined, state: undefined },
};

for (const [claim, { to, state }] of Object.entries(ANSWERS)) {
  test(claim, { timeout: 10_000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'hearken-redis-'));
    const { part } = await redis(folder, 'redis-server');
    const sockets = new Set();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => to(socket));
    }).listen(Number(part.address.split(':').at(-1)), '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
      rmSync(folder, { recursive: true });
    });
    assert.equal(await part.probe().catch(() => undefined), state);
  });
}
