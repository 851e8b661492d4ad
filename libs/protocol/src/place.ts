import { UTC_OFFSET_MINUTES, UTC_OFFSET_STEP_MINUTES } from './limits.js';

/** Where people are, as coarsely as a partner may know it. An address is never part of it. */

/** ISO 3166-1 alpha-2. */
export const COUNTRY_PATTERN = /^[A-Z]{2}$/;

/** Where a partner is, as far as they show it and it is known; never empty. */
export interface Place {
  /** ISO 3166-1 alpha-2, as the server finds it by the address. */
  readonly country?: string;
  /** Name of a part of the country, in English, where the server's data has it. */
  readonly region?: string;
  /** How far their clock is ahead of UTC, minutes, as they say. */
  readonly utcOffsetMinutes?: number;
}

/** Whether partners may be told where somebody is. */
export const PLACE_WISHES = ['shown', 'hidden'] as const;

/** What somebody says of their place: in `session:register`, `session:preferences` and `POST /api/auth`. */
export interface PlaceWish {
  readonly is: (typeof PLACE_WISHES)[number];
  /** With `shown` only: how far their clock is ahead of UTC, minutes, a multiple of UTC_OFFSET_STEP_MINUTES. */
  readonly utcOffsetMinutes?: number;
}

/** Whether clocks somewhere are this far ahead of UTC, as far as can be told. */
export function isUtcOffset(minutes: unknown): minutes is number {
  return (
    Number.isInteger(minutes) &&
    Number(minutes) % UTC_OFFSET_STEP_MINUTES === 0 &&
    Number(minutes) >= UTC_OFFSET_MINUTES.min &&
    Number(minutes) <= UTC_OFFSET_MINUTES.max
  );
}
