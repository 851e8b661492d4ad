/** Where fresh identifiers come from. Injected, so that a simulated run is repeatable. */
export interface Ids {
  /** A ULID of time `now` (ms since the epoch), above `above` where one is given, whatever the clock says. */
  ulid(now: number, above?: string): string;
  /** A secret: 32 random bytes, base64url, 43 characters. */
  secret(): string;
  /** Random part of a registration: 16 random bytes, base64url, 22 characters. */
  registration(): string;
}
