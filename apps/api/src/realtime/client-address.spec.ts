import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { clientAddress, clientPlace, networkOf, trustOf } from './client-address.js';

function request(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['gone', 'gone'],
  ])('%s is in %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('clientAddress', () => {
  const nobody = trustOf([]);
  const proxy = trustOf(['10.0.0.0/8', 'loopback']);

  it('is one hash for one network, and not the address', () => {
    const hash = clientAddress(request('2001:db8:1:2::1'), nobody);
    expect(hash).toMatch(/^[\w-]{22}$/);
    expect(clientAddress(request('2001:db8:1:2:ffff::9'), nobody)).toBe(hash);
    expect(clientAddress(request('2001:db8:1:3::1'), nobody)).not.toBe(hash);
    expect(clientAddress(request(undefined), nobody)).toMatch(/^[\w-]{22}$/);
  });

  it('believes X-Forwarded-For from trusted proxies only', () => {
    const direct = clientAddress(request('198.51.100.1'), proxy);
    expect(clientAddress(request('10.1.2.3', '198.51.100.1'), proxy)).toBe(direct);
    expect(clientAddress(request('::ffff:10.1.2.3', '198.51.100.1'), proxy)).toBe(direct);
    expect(clientAddress(request('10.1.2.3', '203.0.113.9, 198.51.100.1, 10.9.9.9'), proxy)).toBe(direct);
    expect(clientAddress(request('198.51.100.1', '203.0.113.9'), proxy)).toBe(direct);
    expect(clientAddress(request('10.1.2.3', '198.51.100.1'), nobody)).not.toBe(direct);
  });
});

describe('clientPlace', () => {
  const find = (address: string) => (address === '192.0.2.7' ? { country: 'PT' } : undefined);
  const proxy = trustOf(['loopback']);

  it('looks where the address is that counts for the limits, also in its IPv6 form', () => {
    expect(clientPlace(request('192.0.2.7'), proxy, find)).toEqual({ country: 'PT' });
    expect(clientPlace(request('::ffff:192.0.2.7'), proxy, find)).toEqual({ country: 'PT' });
    expect(clientPlace(request('127.0.0.1', '192.0.2.7'), proxy, find)).toEqual({ country: 'PT' });
  });

  it('bad input: is not moved by X-Forwarded-For of somebody who is no trusted proxy', () => {
    expect(clientPlace(request('198.51.100.1', '192.0.2.7'), proxy, find)).toBeUndefined();
    expect(clientPlace(request('192.0.2.7', '198.51.100.1'), proxy, find)).toEqual({ country: 'PT' });
    expect(clientPlace(request('127.0.0.1', '192.0.2.7, 198.51.100.1'), proxy, find)).toBeUndefined();
    expect(clientPlace(request('127.0.0.1', 'nonsense'), proxy, find)).toBeUndefined();
    expect(clientPlace(request(undefined, '192.0.2.7'), proxy, find)).toBeUndefined();
  });
});
