import { describe, expect, it } from '@jest/globals';
import data from './crisis-lines.json' with { type: 'json' };
import { COUNTRIES, countryName, dialable } from './country-help';

/** The countries that the list must not lose. */
const ASKED_FOR = 'US CA GB IE AU NZ DE AT CH FR ES IT NL BE PT SE NO DK FI PL IN JP BR MX ZA'.split(' ');
const NUMBER = /^[\d][\d -]*$/;
const lines = COUNTRIES.flatMap(({ code, lines: own }) => own.map((line) => [code, line.name, line] as const));

/** What the engine knows of a country. */
function zonesOf(code: string): readonly string[] {
  return (new Intl.Locale(`und-${code}`) as unknown as { getTimeZones(): readonly string[] }).getTimeZones();
}

describe('crisis-lines.json', () => {
  it('has the countries that were asked for, each once', () => {
    const codes = COUNTRIES.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(ASKED_FOR));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('says what `checked` means, and who must check again', () => {
    const about = data.about.join(' ');
    expect(about).toContain('`checked` is the day on which the entry was compiled');
    expect(about).toContain('must check the entries of their countries again');
  });

  it.each(COUNTRIES.map((country) => [country.code, country] as const))(
    '%s is a country that exists',
    (code, country) => {
      expect(code).toMatch(/^[A-Z]{2}$/);
      expect(countryName(code)).not.toBe(code);
      expect(country.emergency.length).toBeGreaterThan(0);
      for (const number of country.emergency) expect(number).toMatch(/^\d{2,5}$/);
      expect(country.lines.length).toBeGreaterThan(0);
    },
  );

  it.each(COUNTRIES)('$code has all its time zones', ({ code, zones }) => {
    expect(zones).toEqual(expect.arrayContaining([...zonesOf(code)]));
    for (const timeZone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  });

  it('has no time zone in two countries', () => {
    const zones = COUNTRIES.flatMap((country) => country.zones);
    expect(new Set(zones).size).toBe(zones.length);
  });

  it.each(lines)('%s, %s: is well-formed', (_, name, line) => {
    expect(name.trim()).toBe(name);
    expect(name).not.toBe('');
    expect([line.call, line.text, line.chat].some((way) => way !== undefined)).toBe(true);
    for (const number of [...(line.call ?? []), ...(line.text === undefined ? [] : [line.text.to])]) {
      expect(number).toMatch(NUMBER);
      expect(dialable(number)).toMatch(/^\d{3,13}$/);
    }
    if (line.call !== undefined) expect(line.call.length).toBeGreaterThan(0);
    for (const address of [line.chat, line.site]) {
      if (address !== undefined) expect(new URL(address).protocol).toBe('https:');
    }
    expect(line.hours).not.toBe('');
    expect(line.checked).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(new Date(line.checked).toISOString().slice(0, 10)).toBe(line.checked);
  });
});
