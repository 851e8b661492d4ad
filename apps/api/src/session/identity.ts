import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeviceKey, PrivateId, PublicId } from '@hearken/protocol';

/** 128 bits are enough for a name that is also checked; base64url makes 22 characters of them. */
const PUBLIC_ID_BYTES = 16;

/**
 * The server's keys. The first signs new public ids, all verify. That a pair of ids is genuine needs no database, so it
 * survives a wiped one (design section 3).
 */
export class IdentityKeys {
  readonly #first: string;

  /** @param keys secrets, the signing one first; at least one */
  constructor(private readonly keys: readonly string[]) {
    const [first] = keys;
    if (first === undefined) throw new Error('at least one server key is needed');
    this.#first = first;
  }

  /**
   * The private id of a newcomer: the same for each register of one store, so that who asks again because the answer was
   * lost is the same person. Without it the queue would hold somebody whom nobody is behind. As hard to guess as the store's
   * own id, which is a secret of the browser for that.
   */
  privateIdFor(store: string): PrivateId {
    return hashed(this.#first, 'newcomer:', store);
  }

  /** What is stored of the id of a browser's store: with the id itself a reader of the database could become its person. */
  storeHash(store: string): string {
    return hashed(this.#first, 'store:', store);
  }

  /** The public id of a private one under the signing key. */
  publicIdOf(privateId: PrivateId): PublicId {
    return named(this.#first, privateId).toString('base64url');
  }

  /** The public ids that a private one can have, in the order of the keys: who knows the secret alone is one of these. */
  publicIdsOf(privateId: PrivateId): readonly PublicId[] {
    return this.keys.map((key) => named(key, privateId).toString('base64url'));
  }

  /** Whether the pair was issued by a server that had one of the keys. Constant time in the ids. */
  isGenuine(privateId: PrivateId, publicId: PublicId): boolean {
    const claimed = Buffer.from(publicId, 'base64url');
    if (claimed.length !== PUBLIC_ID_BYTES) return false;
    let genuine = false;
    for (const key of this.keys) genuine = timingSafeEqual(named(key, privateId), claimed) || genuine;
    return genuine;
  }

  /** What is stored of a device key. */
  deviceHash(device: DeviceKey): string {
    return hashed(this.#first, 'device:', device);
  }

  /** The same under every key, the signing one first: what was stored under an earlier key is still found. */
  deviceHashes(device: DeviceKey): readonly string[] {
    return this.keys.map((key) => hashed(key, 'device:', device));
  }

  /** What may be stored of a network, under every key, the signing one first. */
  networkHashes(network: string): readonly string[] {
    return this.keys.map((key) => hashed(key, 'network:', network));
  }
}

function hashed(key: string, kind: string, value: string): string {
  return createHmac('sha256', key).update(kind).update(value).digest().toString('base64url');
}

function named(key: string, privateId: PrivateId): Buffer {
  return createHmac('sha256', key).update(privateId).digest().subarray(0, PUBLIC_ID_BYTES);
}
