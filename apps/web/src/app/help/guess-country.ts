import { InjectionToken } from '@angular/core';
import { COUNTRIES } from './country-help';

/** What a browser tells of where it is, without asking anybody. */
export interface BrowserPlace {
  /** Languages by preference, BCP 47. */
  readonly languages: readonly string[];
  /** IANA time zone. */
  readonly timeZone: string;
}

/** Where this browser is. No address is looked at, here or anywhere else, and nothing of it leaves the page. */
export const BROWSER_PLACE = new InjectionToken<BrowserPlace>('place of the browser', {
  providedIn: 'root',
  factory: () => ({
    languages: navigator.languages,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }),
});

/**
 * The country whose lines to show first; `undefined` where it is none that we know. The clock of a device is set to
 * where its owner is, its language often is not: en-US is everywhere. So the time zone goes first.
 */
export function guessCountry({ languages, timeZone }: BrowserPlace): string | undefined {
  const byZone = COUNTRIES.find(({ zones }) => zones.includes(timeZone));
  if (byZone !== undefined) return byZone.code;
  // A zone of a country that is not in the list says more than any language: "not known" is the honest answer.
  if (timeZone.includes('/') && !timeZone.startsWith('Etc/')) return undefined;
  const regions = languages.map(regionOf);
  return COUNTRIES.find(({ code }) => code === regions.find((region) => region !== undefined))?.code;
}

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region;
  } catch {
    return undefined;
  }
}
