import { ROLES, type Role } from '@hearken/protocol';

/** How many waits of a role the estimate looks at. */
const WAITS_KEPT = 50;
/** A wait older than this says nothing about now, ms. */
const WAIT_COUNTS_MS = 30 * 60 * 1_000;

interface Wait {
  readonly endedAt: number;
  readonly ms: number;
}

/** How long people waited lately, by role: an estimate only where there is data. */
export class RecentWaits {
  readonly #waits = new Map<Role, readonly Wait[]>(ROLES.map((role) => [role, []]));

  /** Somebody was paired at `endedAt` (server time, ms) after `ms` of waiting. */
  add(role: Role, ms: number, endedAt: number): void {
    this.#waits.set(role, [...this.#of(role, endedAt), { endedAt, ms: Math.max(0, ms) }].slice(-WAITS_KEPT));
  }

  /** The median, ms; undefined while nobody was paired lately. Of an even number the lower middle one: a wait that was. */
  median(role: Role, now: number): number | undefined {
    return lowerMedian(this.#of(role, now));
  }

  /** The same for all roles together. */
  medianOfAll(now: number): number | undefined {
    return lowerMedian(ROLES.flatMap((role) => this.#of(role, now)));
  }

  #of(role: Role, now: number): readonly Wait[] {
    return (this.#waits.get(role) ?? []).filter(({ endedAt }) => now - endedAt < WAIT_COUNTS_MS);
  }
}

function lowerMedian(waits: readonly Wait[]): number | undefined {
  const sorted = waits.map(({ ms }) => ms).sort((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1];
}
