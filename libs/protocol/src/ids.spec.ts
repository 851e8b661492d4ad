import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entryId, N_MAX, NONCE_PATTERN, otherSlot, PUBLIC_ID_PATTERN, slotOf, SLOTS, ULID_PATTERN } from './ids.js';

const base64url = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{${String(length)}}$`));
const publicId = base64url(22);
const n = fc.oneof(fc.integer({ min: 1, max: N_MAX }), fc.integer({ min: 1, max: 200 }));
const ulid = fc.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
const byKey = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

describe('slotOf', () => {
  it('gives the two of a room the two slots, whoever asks', () => {
    fc.assert(
      fc.property(publicId, publicId, (alice, bob) => {
        fc.pre(alice !== bob);
        expect(slotOf(alice, bob)).toBe(otherSlot(slotOf(bob, alice)));
        expect(slotOf(alice, bob) === 'a').toBe(alice < bob);
      }),
    );
  });

  it('sorts by code unit, not by any language', () => {
    expect(slotOf('B'.repeat(22), 'a'.repeat(22))).toBe('a');
    expect(slotOf('-'.repeat(22), '0'.repeat(22))).toBe('a');
    expect(slotOf('_'.repeat(22), 'a'.repeat(22))).toBe('a');
    expect(slotOf('_'.repeat(22), 'Z'.repeat(22))).toBe('b');
  });

  it('knows the other slot', () => {
    expect(SLOTS.map(otherSlot)).toEqual(['b', 'a']);
  });
});

describe('entryId', () => {
  it('sorts within a stream as the numbers do', () => {
    fc.assert(
      fc.property(ulid, ulid, fc.constantFrom(...SLOTS), n, n, (room, stream, slot, left, right) => {
        const keys = byKey(entryId(room, slot, stream, left), entryId(room, slot, stream, right));
        expect(keys).toBe(Math.sign(left - right));
      }),
    );
  });

  it('keeps the entries of one stream together: no key of another stream lies between two of them', () => {
    fc.assert(
      fc.property(ulid, ulid, ulid, n, n, n, (room, stream, other, low, high, between) => {
        fc.pre(stream !== other);
        const [from, to] = [Math.min(low, high), Math.max(low, high)];
        const foreign = entryId(room, 'a', other, between);
        expect(foreign > entryId(room, 'a', stream, from) && foreign < entryId(room, 'a', stream, to)).toBe(false);
      }),
    );
  });

  it('is different for every place', () => {
    fc.assert(
      fc.property(ulid, fc.constantFrom(...SLOTS), ulid, n, n, (room, slot, stream, left, right) => {
        expect(entryId(room, slot, stream, left) === entryId(room, slot, stream, right)).toBe(left === right);
        expect(entryId(room, slot, stream, left)).not.toBe(entryId(room, otherSlot(slot), stream, left));
      }),
    );
  });

  it('pads the number', () => {
    expect(entryId('R', 'a', 'S', 7)).toBe('R/a/S/0000000007');
    expect(entryId('R', 'b', 'S', N_MAX)).toBe('R/b/S/9999999999');
  });
});

describe('patterns', () => {
  const u = '01J9ZK4T3WQ8N5M2X7B6C0D1E2';
  it.each([u, '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'])('takes the ULID %s', (id) => expect(id).toMatch(ULID_PATTERN));
  it.each([`${u}\n`, `\n${u}`, u.toLowerCase(), u.slice(1), `8${u.slice(1)}`, u.replace('Z', 'U'), `${u}/`, ''])(
    'refuses %j as a ULID',
    (id) => expect(id).not.toMatch(ULID_PATTERN),
  );
  it.each([`${'a'.repeat(22)}\n`, 'a'.repeat(21), 'a'.repeat(23), `${'a'.repeat(21)}=`, `${'a'.repeat(21)}|`])(
    'refuses %j as a public id',
    (id) => expect(id).not.toMatch(PUBLIC_ID_PATTERN),
  );
  it.each(['a'.repeat(15), 'a'.repeat(65), `${'a'.repeat(22)}\n`, `${'a'.repeat(21)}$`])(
    'refuses %j as a nonce',
    (id) => expect(id).not.toMatch(NONCE_PATTERN),
  );
});
