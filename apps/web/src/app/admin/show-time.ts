const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const;

/** A day and time, as the operator's browser writes them. */
export function dayAndTime(at: number): string {
  return DAY_AND_TIME.format(at);
}

/** A time of day. */
export function timeOfDay(at: number): string {
  return TIME.format(at);
}

const DAY_IN_UTC = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/** A day as the operator's browser writes it. @param day YYYY-MM-DD, in UTC */
export function dayInUtc(day: string): string {
  return DAY_IN_UTC.format(Date.parse(day));
}

/** A span in its two largest units: "2 d 3 h". */
export function span(ms: number): string {
  const from = UNITS.findIndex((unit) => ms >= unit.ms);
  const [first, second] = from === -1 ? [] : UNITS.slice(from);
  if (first === undefined) return '0 s';
  const whole = Math.floor(ms / first.ms);
  const rest = second === undefined ? 0 : Math.floor((ms % first.ms) / second.ms);
  return `${String(whole)} ${first.name}${rest === 0 || second === undefined ? '' : ` ${String(rest)} ${second.name}`}`;
}
