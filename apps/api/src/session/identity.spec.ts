import { describe, expect, it } from '@jest/globals';
import { PUBLIC_ID_PATTERN } from '@hearken/protocol';
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

  it('stores no device key', () => {
    expect(new IdentityKeys(['key']).deviceHash(privateId)).not.toContain(privateId);
  });
});
