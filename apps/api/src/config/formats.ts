import proxyAddr from 'proxy-addr';
import { readRedisAddress, type RedisAddress } from '../platform/redis/redis-address.js';
import { VariableFault } from './variable.js';

const KEY_MIN_BYTES = 32;

/** An origin as browsers send it: scheme, host and port, nothing behind. */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new VariableFault('must be a list of origins like https://hearken.example');
  }
  return url.origin;
}

/** A network in the words of `proxy-addr`, which reads it again where it is used. */
export function readNetwork(text: string): string {
  try {
    proxyAddr.compile(text);
    return text;
  } catch {
    throw new VariableFault('must be a list of addresses or networks like 10.0.0.0/8, loopback');
  }
}

/** A secret key: base64 or base64url of enough bytes. It is used as it is written, so it stays what it was. */
export function readKey(text: string): string {
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  if (!isBase64 || Buffer.from(text, 'base64url').length < KEY_MIN_BYTES) {
    throw new VariableFault(`must be a list of base64 texts of at least ${String(KEY_MIN_BYTES)} bytes each`);
  }
  return text;
}

/** A connection string; the driver checks the rest. */
export function readMongoUri(text: string): void {
  if (!/^mongodb(\+srv)?:\/\/.+/.test(text)) throw new VariableFault('must start with mongodb:// or mongodb+srv://');
}

/** Where Redis is; {@link readRedisAddress} names the forms. */
export function readRedisUrl(text: string): RedisAddress {
  const address = readRedisAddress(text);
  if (address === undefined) {
    throw new VariableFault('must be like redis://host:6379, sentinel://host,host/master or cluster://host,host');
  }
  return address;
}
