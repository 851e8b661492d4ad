/** How long a ban may be made here; the last one has no end. */
export const BAN_LENGTHS = [
  { value: '24', name: '1 day', hours: 24 },
  { value: '168', name: '1 week', hours: 168 },
  { value: '720', name: '30 days', hours: 720 },
  { value: '8760', name: '1 year', hours: 8_760 },
  { value: 'good', name: 'For good', hours: undefined },
] as const;

/** The length of that name; the shortest where there is none. */
export function banHours(value: string): { readonly hours?: number } {
  const { hours } = BAN_LENGTHS.find((length) => length.value === value) ?? BAN_LENGTHS[0];
  return hours === undefined ? {} : { hours };
}
