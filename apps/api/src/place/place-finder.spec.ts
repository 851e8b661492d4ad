import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { findNoPlace, openPlaces, type FindPlace } from './place-finder.js';

describe('the database that comes with Hearken', () => {
  let find: FindPlace;

  beforeAll(async () => {
    find = await openPlaces();
  });

  it.each([
    ['133.11.0.1', 'JP'],
    ['81.2.69.142', 'GB'],
    ['2a00:1450:4001:80e::1', 'DE'],
  ])('knows the country of %s', (address, country) => {
    expect(find(address)?.country).toMatch(/^[A-Z]{2}$/);
    if (!address.includes(':')) expect(find(address)).toEqual({ country });
  });

  it.each(['127.0.0.1', '::1', '10.1.2.3', 'fe80::1%eth0', '192.0.2.7', '2001:db8::1'])(
    'knows nothing of %s, which is nowhere',
    (address) => {
      expect(find(address)).toBeUndefined();
    },
  );

  it.each(['', 'gone', 'unknown', '999.1.1.1', '1.2.3', '1.2.3.4, 5.6.7.8', '<b>', '\0', '::g', 'x'.repeat(10_000)])(
    'bad input: takes %j for no address',
    (address) => {
      expect(find(address)).toBeUndefined();
    },
  );
});

describe('a database that is none', () => {
  it('is refused when it is opened', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hearken-place-'));
    const file = join(folder, 'places.mmdb');
    await writeFile(file, 'not a database');
    await expect(openPlaces(file)).rejects.toThrow();
    await expect(openPlaces(join(folder, 'missing.mmdb'))).rejects.toThrow();
    await rm(folder, { recursive: true });
  });
});

it('finds no place where places are off', () => {
  expect(findNoPlace('133.11.0.1')).toBeUndefined();
});
