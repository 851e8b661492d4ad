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
  readonly #waits = new Map<Role, Wait[]>(ROLES.map((role) => [role, []]));
  /** Asked for with every place that is told, and changed by a pairing only. */
  readonly #medians = new Map<Role, number | undefined>();

  /** Somebody was paired at `endedAt` (server time, ms) after `ms` of waiting. */
  add(role: Role, ms: number, endedAt: number): void {
    const waits = this.#of(role, endedAt);
    waits.push({ endedAt, ms: Math.max(0, ms) });
    if (waits.length > WAITS_KEPT) waits.shift();
    this.#medians.delete(role);
  }

  /** The median, ms; undefined while nobody was paired lately. Of an even number the lower middle one: a wait that was. */
  median(role: Role, now: number): number | undefined {
    const waits = this.#of(role, now);
    if (!this.#medians.has(role)) this.#medians.set(role, lowerMedian(waits));
    return this.#medians.get(role);
  }

  /** The same for all roles together. */
  medianOfAll(now: number): number | undefined {
    return lowerMedian(ROLES.flatMap((role) => this.#of(role, now)));
  }

  /** Those that still count, in the order they ended. */
  #of(role: Role, now: number): Wait[] {
    const waits = this.#waits.get(role) ?? [];
    while (waits[0] !== undefined && now - waits[0].endedAt >= WAIT_COUNTS_MS) {
      waits.shift();
      this.#medians.delete(role);
    }
    return waits;
  }
}

function lowerMedian(waits: readonly Wait[]): number | undefined {
  const sorted = waits.map(({ ms }) => ms).sort((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1];
}
