import { describe, expect, it } from '@jest/globals';
import { sentinelOptions } from './open-redis.js';
import { readRedisAddress } from './redis-address.js';

function optionsFor(url: string): ReturnType<typeof sentinelOptions> {
  const address = readRedisAddress(url);
  if (address?.kind !== 'sentinel') throw new Error(`no Sentinels: ${url}`);
  return sentinelOptions(address);
}

describe('sentinelOptions', () => {
  it('asks Sentinels for their master over TLS, and speaks to that one over TLS', () => {
    expect(optionsFor('sentinels://:secret@one,two/hearken')).toMatchObject({
      name: 'hearken',
      password: 'secret',
      tls: {},
      sentinelTLS: {},
      enableTLSForSentinelMode: true,
    });
  });

  it('speaks without TLS where the address says nothing of it', () => {
    const options = optionsFor('sentinel://one,two/hearken');
    expect(options).not.toHaveProperty('tls');
    expect(options).not.toHaveProperty('sentinelTLS');
  });
});
