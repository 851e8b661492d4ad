import type { Place, PlaceWish } from '@hearken/protocol';

/**
 * A person's place as their partner is told it.
 *
 * @param found where their address is
 * @returns undefined where they hide it, or nothing is known of it: which of the two nobody is told
 */
export function shownPlace(found: Place | undefined, { is, utcOffsetMinutes }: PlaceWish): Place | undefined {
  if (is === 'hidden') return undefined;
  const place = { ...found, ...(utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes }) };
  return Object.keys(place).length === 0 ? undefined : place;
}

/** Whether a partner would be told the same. */
export function isSamePlace(left: Place | undefined, right: Place | undefined): boolean {
  return (
    left?.country === right?.country &&
    left?.region === right?.region &&
    left?.utcOffsetMinutes === right?.utcOffsetMinutes
  );
}
