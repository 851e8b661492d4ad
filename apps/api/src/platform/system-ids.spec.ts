import { describe, expect, it } from '@jest/globals';
import { DEVICE_KEY_PATTERN, NONCE_PATTERN, PRIVATE_ID_PATTERN, ULID_PATTERN } from '@hearken/protocol';
import { systemIds } from './system-ids.js';

const NOW = Date.UTC(2030, 0, 1);

describe('systemIds', () => {
  it('makes ULIDs that carry their time and sort by it', () => {
    const early = systemIds.ulid(NOW);
    const late = systemIds.ulid(NOW + 1);
    expect(early).toMatch(ULID_PATTERN);
    expect(early < late).toBe(true);
    // The example of the ULID specification.
    expect(systemIds.ulid(1_469_918_176_385).slice(0, 10)).toBe('01ARYZ6S41');
  });

  it('makes ULIDs above the one given, whatever the clock says', () => {
    for (let above = systemIds.ulid(NOW), round = 0; round < 1_000; round += 1) {
      const next = systemIds.ulid(NOW - 60_000, above);
      expect(next > above).toBe(true);
      expect(next).toMatch(ULID_PATTERN);
      above = next;
    }
    const last = `${systemIds.ulid(NOW).slice(0, 10)}ZZZZZZZZZZZZZZZZ`;
    expect(systemIds.ulid(NOW, last) > last).toBe(true);
  });

  it('never makes the same ULID twice, also above the same one', () => {
    const above = systemIds.ulid(NOW + 1_000);
    const made = Array.from({ length: 1_000 }, () => systemIds.ulid(NOW, above));
    expect(new Set(made).size).toBe(1_000);
  });

  it('makes secrets as long as the protocol says', () => {
    const secret = systemIds.secret();
    expect(secret).toMatch(PRIVATE_ID_PATTERN);
    expect(secret).toMatch(DEVICE_KEY_PATTERN);
    expect(systemIds.registration()).toMatch(NONCE_PATTERN);
    expect(systemIds.registration()).toHaveLength(22);
    expect(systemIds.secret()).not.toBe(secret);
  });
});
