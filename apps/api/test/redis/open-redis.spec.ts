import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openRedis, type RedisClient } from '../../src/platform/redis/open-redis.js';
import { eventually } from '../support/eventually.js';
import { openGate, type Gate } from '../support/gate.js';
import { startTestRedis, type TestRedis } from '../support/redis.js';

/** Pairing is to be back within 5 s of the end of a fault (I8). */
const BACK_WITHIN_MS = 5_000;

describe('openRedis', () => {
  let server: TestRedis;
  let gate: Gate;
  let redis: RedisClient;

  beforeEach(async () => {
    server = await startTestRedis();
    gate = await openGate(server.port);
    redis = openRedis({ kind: 'single', url: gate.url });
    await once(redis, 'ready');
  });
  afterEach(async () => {
    redis.disconnect();
    await gate.close();
    await server.close();
  });

  it('I8: gives up a line that has gone silent without closing, and is back on another one', async () => {
    await redis.set('key', 'before');
    gate.silence();
    const silentSince = Date.now();
    await expect(redis.get('key')).rejects.toThrow();
    await eventually(async () => {
      expect(await redis.get('key')).toBe('before');
    }, 2 * BACK_WITHIN_MS);
    expect(Date.now() - silentSince).toBeLessThan(BACK_WITHIN_MS);
  });

  it('keeps a line on which nothing was asked for a while', async () => {
    let closed = 0;
    redis.on('close', () => (closed += 1));
    await redis.set('key', 'value');
    // Silence is the very thing: longer than an answer may take.
    await pause(3_000);
    expect(await redis.get('key')).toBe('value');
    expect(closed).toBe(0);
  });
});
