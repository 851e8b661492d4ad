import { describe, expect, it } from '@jest/globals';
import { readRedisAddress } from './redis-address.js';

describe('readRedisAddress', () => {
  it.each(['redis://localhost', 'redis://:secret@10.0.0.1:6380/2', 'rediss://user:secret@redis.example:6379'])(
    'one server: %s',
    (text) => {
      expect(readRedisAddress(text)).toEqual({ kind: 'single', url: text });
    },
  );

  it('a list of sentinels and the master they watch', () => {
    expect(readRedisAddress('sentinel://:p%40ss@one:26379,two,[::1]:7000/hearken')).toEqual({
      kind: 'sentinel',
      sentinels: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 26_379 },
        { host: '::1', port: 7_000 },
      ],
      master: 'hearken',
      auth: { password: 'p@ss', tls: false },
    });
  });

  it('the seeds of a cluster', () => {
    expect(readRedisAddress('clusters://user:secret@one:7000,two:7001')).toEqual({
      kind: 'cluster',
      seeds: [
        { host: 'one', port: 7_000 },
        { host: 'two', port: 7_001 },
      ],
      auth: { username: 'user', password: 'secret', tls: true },
    });
  });

  it.each([
    '',
    'localhost:6379',
    'http://localhost',
    'redis://',
    'sentinel://one,two',
    'sentinel://one/my master',
    'cluster://one:7000/0',
    'cluster://one:70000',
    'cluster://one:0',
    'cluster://,',
    'cluster://one@two@three',
    'cluster://%ZZ@one',
  ])('not an address: %j', (text) => {
    expect(readRedisAddress(text)).toBeUndefined();
  });
});
