import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Place } from '@hearken/protocol';
import proxyAddr from 'proxy-addr';
import type { FindPlace } from '../place/place-finder.js';

/** Tells the addresses of one process apart, and can be reversed by nobody who has not its memory. */
const HASH_KEY = randomBytes(32);

/** Which proxy is believed, as `proxy-addr` and Express take it. */
export type TrustProxy = (address: string, hop: number) => boolean;

/** The decision for a list of networks; none is trusted where the list is empty. */
export function trustOf(networks: readonly string[]): TrustProxy {
  return networks.length === 0 ? () => false : proxyAddr.compile([...networks]);
}

/**
 * Keyed hash of the address a request comes from: the peer, or the last one that is no trusted proxy. One hash for a
 * whole /64 of IPv6, which is what one customer gets.
 */
export function clientAddress(request: IncomingMessage, trust: TrustProxy): string {
  return createHmac('sha256', HASH_KEY).update(clientNetwork(request, trust)).digest('base64url').slice(0, 22);
}

/** The network a request comes from, in clear: to be hashed at once, and never kept. */
export function clientNetwork(request: IncomingMessage, trust: TrustProxy): string {
  return networkOf(fullAddress(request, trust));
}

/** Where that address is, as coarsely as it may be known: the same address, by the same rule, and not kept either. */
export function clientPlace(request: IncomingMessage, trust: TrustProxy, find: FindPlace): Place | undefined {
  const address = fullAddress(request, trust);
  return find(mappedIPv4(address) ?? address);
}

function fullAddress(request: IncomingMessage, trust: TrustProxy): string {
  // A socket that is closed already has no address any more.
  return request.socket.remoteAddress === undefined ? 'gone' : proxyAddr(request, trust);
}

function mappedIPv4(address: string): string | undefined {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
}

/** The address itself for IPv4 (also as `::ffff:1.2.3.4`), the first four groups for IPv6. */
export function networkOf(address: string): string {
  const mapped = mappedIPv4(address);
  if (mapped !== undefined) return mapped;
  const bare = address.split('%', 1)[0] ?? address;
  return isIPv6(bare) ? firstGroups(bare) : address;
}

function firstGroups(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted quad at the end stands for two groups; it is never among the first four of what it can follow.
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
