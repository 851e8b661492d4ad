import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort, isFreePort } from './free-port.js';

describe('freePort', () => {
  it('answers one that no outgoing connection is given, and another one each time', async () => {
    const ports = await Promise.all(Array.from({ length: 100 }, () => freePort()));
    expect(new Set(ports).size).toBe(100);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('knows who listens', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect(await isFreePort(port)).toBe(false);
    await once(server.close(), 'close');
    expect(await isFreePort(port)).toBe(true);
  });
});
