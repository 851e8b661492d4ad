import { describe, expect, it } from '@jest/globals';
import { guessCountry } from './guess-country';

describe('guessCountry', () => {
  it.each([
    ['the clock says where a device is', ['en-US'], 'Europe/Berlin', 'DE'],
    ['an old name of a zone counts too', ['en-GB'], 'Asia/Calcutta', 'IN'],
    ['each zone of a large country', ['pt-BR'], 'America/Manaus', 'BR'],
    ['without a place in the clock the language speaks', ['en', 'fr-CH'], 'UTC', 'CH'],
    ['the same for Etc/…', ['de-AT'], 'Etc/GMT+1', 'AT'],
  ])('%s', (_, languages, timeZone, country) => {
    expect(guessCountry({ languages, timeZone })).toBe(country);
  });

  it.each([
    ['a country that is not in the list', ['en-US'], 'Asia/Kathmandu'],
    ['a language without a country', ['en'], 'UTC'],
    ['a country by language that is not in the list', ['fr-SN', 'fr-FR'], 'UTC'],
    ['nonsense', ['_'], ''],
  ])('does not guess for %s', (_, languages, timeZone) => {
    expect(guessCountry({ languages, timeZone })).toBeUndefined();
  });
});
