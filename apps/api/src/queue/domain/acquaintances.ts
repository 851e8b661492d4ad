import { HAVE_MET_MAX, HAVE_MET_MS, RELAX_NEVER_LAST } from '@hearken/protocol';
import type { Interaction } from '../pairing-store.port.js';

/** What is noted between two keys. */
interface Meeting {
  /** Server time of the last meeting, ms. */
  readonly at: number;
  readonly blocked: boolean;
}

/** One key's meetings; `last` is worked out when it is asked for. */
interface Circle {
  readonly meetings: Map<string, Meeting>;
  /** How many who wait hold this key. */
  holders: number;
  last: ReadonlySet<string> | undefined;
}

/** What two keys are to each other at a moment. */
export type Relation =
  { readonly is: 'strangers' } | { readonly is: 'met'; readonly at: number } | { readonly is: 'blocked' };

const STRANGERS: Relation = { is: 'strangers' };
const BLOCKED: Relation = { is: 'blocked' };

/**
 * Whom the people in the pool have met (I7), by key: as the database said when they were put in, and what has been noted
 * since. Symmetric: a meeting stands on both sides or on neither. It lasts while one of the two waits.
 */
export class Acquaintances {
  readonly #circles = new Map<string, Circle>();

  /**
   * Somebody with this key waits; `known` is all that the database holds of it. Whether that is less than was held here:
   * then others with this key may meet somebody whom they could not meet before.
   */
  hold(key: string, known: readonly Interaction[]): boolean {
    const circle = this.#circle(key);
    circle.holders += 1;
    if (known.length === 0 && circle.meetings.size === 0) return false;
    const named = new Set(known.map(({ device }) => device));
    const forgotten = [...circle.meetings.keys()].filter((other) => !named.has(other));
    for (const other of forgotten) this.#forget(key, other);
    for (const { device, at, blocked } of known) this.#note(key, device, { at, blocked });
    return forgotten.length > 0;
  }

  /** One of those with this key waits no longer. */
  release(key: string): void {
    const circle = this.#circles.get(key);
    if (circle === undefined) return;
    circle.holders -= 1;
    if (circle.holders > 0) return;
    for (const other of [...circle.meetings.keys()]) if (!this.#isHeld(other)) this.#forget(key, other);
    if (circle.meetings.size === 0) this.#circles.delete(key);
  }

  /** Two have just met. On overflow the oldest meeting leaves both sides. */
  met(left: string, right: string, at: number): void {
    if (left === right || (!this.#isHeld(left) && !this.#isHeld(right))) return;
    const before = this.#circles.get(left)?.meetings.get(right);
    this.#note(left, right, { at: Math.max(at, before?.at ?? at), blocked: before?.blocked ?? false });
    this.#cap(left);
    this.#cap(right);
  }

  /** Two must never meet (again). Not counted by the cap. */
  blocked(left: string, right: string, at: number): void {
    if (left === right || (!this.#isHeld(left) && !this.#isHeld(right))) return;
    this.#note(left, right, { at, blocked: true });
  }

  relation(left: string, right: string, now: number): Relation {
    const meeting = this.#circles.get(left)?.meetings.get(right);
    if (meeting === undefined) return STRANGERS;
    if (meeting.blocked) return BLOCKED;
    return now - meeting.at < HAVE_MET_MS ? { is: 'met', at: meeting.at } : STRANGERS;
  }

  /** Whether either is one of the last few that the other met: the relax rule never pairs those. */
  isRecent(left: string, right: string): boolean {
    return this.#lastOf(left).has(right) || this.#lastOf(right).has(left);
  }

  /** When the next meeting of this key is forgotten, server time in ms; undefined when none will be. */
  nextForgotten(key: string, now: number): number | undefined {
    let next: number | undefined;
    for (const { at, blocked } of this.#circles.get(key)?.meetings.values() ?? []) {
      const over = at + HAVE_MET_MS;
      if (!blocked && over > now && (next === undefined || over < next)) next = over;
    }
    return next;
  }

  #circle(key: string): Circle {
    const known = this.#circles.get(key);
    if (known !== undefined) return known;
    const circle: Circle = { meetings: new Map(), holders: 0, last: undefined };
    this.#circles.set(key, circle);
    return circle;
  }

  #isHeld(key: string): boolean {
    return (this.#circles.get(key)?.holders ?? 0) > 0;
  }

  #note(left: string, right: string, meeting: Meeting): void {
    for (const [one, other] of [[left, right] as const, [right, left] as const]) {
      const circle = this.#circle(one);
      circle.meetings.set(other, meeting);
      circle.last = undefined;
    }
  }

  #forget(left: string, right: string): void {
    for (const [one, other] of [[left, right] as const, [right, left] as const]) {
      const circle = this.#circles.get(one);
      if (circle === undefined) continue;
      circle.meetings.delete(other);
      circle.last = undefined;
      if (circle.meetings.size === 0 && circle.holders <= 0) this.#circles.delete(one);
    }
  }

  #cap(key: string): void {
    const circle = this.#circles.get(key);
    if (circle === undefined || circle.meetings.size <= HAVE_MET_MAX) return;
    const met = [...circle.meetings].filter(([, { blocked }]) => !blocked).sort(([, a], [, b]) => a.at - b.at);
    for (const [other] of met.slice(0, Math.max(0, met.length - HAVE_MET_MAX))) this.#forget(key, other);
  }

  #lastOf(key: string): ReadonlySet<string> {
    const circle = this.#circles.get(key);
    if (circle === undefined) return NOBODY;
    circle.last ??= new Set(
      [...circle.meetings]
        .sort(([, a], [, b]) => b.at - a.at)
        .slice(0, RELAX_NEVER_LAST)
        .map(([other]) => other),
    );
    return circle.last;
  }
}

const NOBODY: ReadonlySet<string> = new Set();
