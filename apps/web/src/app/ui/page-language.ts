/**
 * How dates and times are written: the reader's own English, else British. Not the browser's language: a German weekday
 * in an English page is read out with an English voice.
 */
const language = navigator.languages.find((tag) => /^en\b/i.test(tag)) ?? 'en-GB';

const timeFormat = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
const zonelessFormat = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
const dayFormat = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });

const longFormat = new Intl.DateTimeFormat(language, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** A day with its year, such as Saturday 21 November 2026. */
export function longDay(at: number): string {
  return longFormat.format(at);
}

/** Time of day, such as 18:04. */
export function timeOfDay(at: number): string {
  return timeFormat.format(at);
}

/** Time of day on a clock that is so many minutes ahead of UTC. */
export function timeOfDayAt(at: number, utcOffsetMinutes: number): string {
  return zonelessFormat.format(at + utcOffsetMinutes * 60_000);
}

const countryNames = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });

/** Name of a country; undefined for a code that is none. @param code ISO 3166-1 alpha-2 */
export function countryName(code: string): string | undefined {
  try {
    return countryNames.of(code);
  } catch {
    // Not even the form of a code.
    return undefined;
  }
}

/** Day and time, such as Friday 3 May, 18:04. */
export function dateAndTime(at: number): string {
  return `${dayFormat.format(at)}, ${timeFormat.format(at)}`;
}

/** Which day, in local time; equal for two moments of one day. */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${String(date.getFullYear())}-${String(date.getMonth() + 1)}-${String(date.getDate())}`;
}

/** Name of a day as seen from `now`: today, yesterday, or its date. */
export function dayName(
  at: number,
  now: number,
  words: { readonly today: string; readonly yesterday: string },
): string {
  if (dayKey(at) === dayKey(now)) return words.today;
  const dayBefore = new Date(now);
  dayBefore.setDate(dayBefore.getDate() - 1);
  return dayKey(at) === dayKey(dayBefore.getTime()) ? words.yesterday : dayFormat.format(at);
}
