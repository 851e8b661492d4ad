import data from './crisis-lines.json' with { type: 'json' };

/** A service that is there for people in a crisis, as crisis-lines.json has it. One way to reach it at least. */
export interface CrisisLine {
  readonly name: string;
  /** Whom it is for, where it is not for everybody. */
  readonly for?: string | undefined;
  /** Numbers to call, as people of the country write them. */
  readonly call?: readonly string[] | undefined;
  /** A number for texts, and the word to begin with where there is one. */
  readonly text?: { readonly to: string; readonly say?: string | undefined } | undefined;
  /** Address of the page with the chat. */
  readonly chat?: string | undefined;
  /** When it is there, in the country's own time. */
  readonly hours: string;
  readonly note?: string | undefined;
  /** Its own page. */
  readonly site?: string | undefined;
  /** Day on which the entry was compiled or checked again, YYYY-MM-DD. */
  readonly checked: string;
}

/** What a country has. */
export interface CountryHelp {
  /** ISO 3166-1, two letters. */
  readonly code: string;
  /** Emergency numbers: the first is the one for an ambulance. */
  readonly emergency: readonly string[];
  /** IANA time zones, from which the country is guessed. */
  readonly zones: readonly string[];
  readonly lines: readonly CrisisLine[];
}

/** Every country of crisis-lines.json. */
export const COUNTRIES: readonly CountryHelp[] = data.countries;

const names = new Intl.DisplayNames('en', { type: 'region' });

/** A country's name in English. */
export function countryName(code: string): string {
  return names.of(code) ?? code;
}

/** A number as a telephone takes it. */
export function dialable(number: string): string {
  return number.replaceAll(/[^\d+]/g, '');
}
