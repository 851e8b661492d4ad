import { describe, expect, it } from '@jest/globals';
import { PRIVATE_ID_PATTERN, PUBLIC_ID_PATTERN } from '@hearken/protocol';
import { randomBytes } from 'node:crypto';
import { IdentityKeys } from './identity.js';

const privateId = randomBytes(32).toString('base64url');

describe('identity (I10)', () => {
  it('is genuine under every key of the list, and signed by the first', () => {
    const before = new IdentityKeys(['old']);
    const rotated = new IdentityKeys(['new', 'old']);
    const issued = before.publicIdOf(privateId);
    expect(issued).toMatch(PUBLIC_ID_PATTERN);
    expect(rotated.isGenuine(privateId, issued)).toBe(true);
    expect(rotated.isGenuine(privateId, rotated.publicIdOf(privateId))).toBe(true);
    expect(rotated.publicIdOf(privateId)).not.toBe(issued);
  });

  it('is not genuine for another secret, another name, or another length', () => {
    const keys = new IdentityKeys(['key']);
    const issued = keys.publicIdOf(privateId);
    expect(keys.isGenuine(randomBytes(32).toString('base64url'), issued)).toBe(false);
    expect(keys.isGenuine(privateId, randomBytes(16).toString('base64url'))).toBe(false);
    expect(keys.isGenuine(privateId, 'AA')).toBe(false);
  });

  it('is the same for each register of a newcomer from one store, and genuine', () => {
    const keys = new IdentityKeys(['key']);
    const issued = keys.privateIdFor('store-of-alice');
    expect(issued).toMatch(PRIVATE_ID_PATTERN);
    expect(keys.privateIdFor('store-of-alice')).toBe(issued);
    expect(keys.privateIdFor('store-of-bob')).not.toBe(issued);
    expect(new IdentityKeys(['another']).privateIdFor('store-of-alice')).not.toBe(issued);
    expect(keys.isGenuine(issued, keys.publicIdOf(issued))).toBe(true);
  });

  it('stores no device key, and of a store nothing that its person could be made of', () => {
    const keys = new IdentityKeys(['key']);
    expect(keys.deviceHash(privateId)).not.toContain(privateId);
    expect(keys.storeHash(privateId)).not.toContain(privateId);
    expect(keys.storeHash(privateId)).not.toBe(keys.privateIdFor(privateId));
  });
});
