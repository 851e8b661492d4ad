import { describe, expect, it } from '@jest/globals';
import { HAVE_MET_MS, RELAX_AFTER_MS, RELAX_NEVER_LAST, ROLES, WIDEN_AFTER_MS, type Role } from '@hearken/protocol';
import fc from 'fast-check';
import type { Waiting } from '../matcher.port.js';
import type { Interaction } from '../pairing-store.port.js';
import { DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from './matcher-options.js';
import { Pool } from './pool.js';

/** Everything starts here; steps move on by up to a minute. */
const T0 = 1_700_000_000_000;

type Step =
  | {
      readonly do: 'put';
      readonly who: number;
      readonly entry: Omit<Waiting['entry'], 'enteredAt' | 'opensAt'>;
      readonly isFresh: boolean;
      readonly opensIn: number;
      readonly present: boolean;
    }
  | { readonly do: 'present'; readonly who: number; readonly present: boolean }
  | { readonly do: 'remove'; readonly who: number }
  | {
      readonly do: 'meet';
      readonly left: number;
      readonly right: number;
      readonly ago: number;
      readonly blocked: boolean;
    }
  | { readonly do: 'take'; readonly after: number };

interface Plan {
  readonly people: number;
  /** Device of each person. */
  readonly devices: readonly number[];
  /** How long ago, in minutes, pairs of people met before the first step: by `left * people + right`, 0 for never. */
  readonly metAgo: readonly number[];
  readonly steps: readonly Step[];
}

/** What is known to have passed between two devices. */
type Rows = Map<string, Map<string, Interaction>>;

/**
 * The rules of design section 7, said naively: sort everybody, look at every pair. `waiting` is in order of arrival, as
 * the arrival breaks ties.
 */
class NaivePool {
  readonly waiting = new Map<string, Waiting>();
  readonly rows: Rows = new Map();

  constructor(private readonly options: MatcherOptions) {}

  queue(role: Role): readonly Waiting[] {
    return this.#inTurn().filter(({ entry }) => entry.role === role);
  }

  take(now: number): string[] {
    const pairs: string[] = [];
    const free = this.#inTurn().filter((one) => one.present && one.entry.opensAt <= now);
    const pair = (left: Waiting, right: Waiting, suffix: string): void => {
      for (const one of [left, right]) {
        free.splice(free.indexOf(one), 1);
        this.waiting.delete(one.holder.publicId);
      }
      pairs.push(
        [left, right]
          .map((one) => one.holder.publicId)
          .sort()
          .join('+') + suffix,
      );
    };
    for (const left of [...free]) {
      if (!free.includes(left)) continue;
      const right = free.find((one) => this.mayMeet(left, one, now) && this.row(left, one, now) === undefined);
      if (right !== undefined) pair(left, right, '');
    }
    for (const left of [...free]) {
      if (!free.includes(left) || !this.#mayRelax(left, now)) continue;
      const [right] = free
        .filter((one) => this.mayMeet(left, one, now) && this.#mayMeetAgain(left, one, now))
        .sort((a, b) => (this.row(left, a, now)?.at ?? 0) - (this.row(left, b, now)?.at ?? 0));
      if (right !== undefined) pair(left, right, ' again');
    }
    return pairs;
  }

  /** Roles and devices only. */
  mayMeet(left: Waiting, right: Waiting, now: number): boolean {
    if (left === right || (left.device === right.device && !this.options.sameDeviceMayMeet)) return false;
    const roles = [left.entry.role, right.entry.role].sort().join('+');
    if (roles === 'listen+vent' || roles === 'talk+talk') return true;
    const [other] = [left, right].filter(({ entry }) => entry.role !== 'talk');
    return roles.includes('talk') && other !== undefined && isWide(other, now, this.options);
  }

  /** What keeps two apart. */
  row(left: Waiting, right: Waiting, now: number): Interaction | undefined {
    const row = this.rows.get(left.device)?.get(right.device);
    return row !== undefined && (row.blocked || now - row.at < HAVE_MET_MS) ? row : undefined;
  }

  #mayRelax({ entry }: Waiting, now: number): boolean {
    return this.options.relaxAfterMs !== 'never' && now - entry.opensAt >= this.options.relaxAfterMs;
  }

  #mayMeetAgain(left: Waiting, right: Waiting, now: number): boolean {
    const row = this.row(left, right, now);
    if (row === undefined || row.blocked) return false;
    return !this.#lastOf(left.device).includes(right.device) && !this.#lastOf(right.device).includes(left.device);
  }

  #lastOf(device: string): readonly string[] {
    const rows = [...(this.rows.get(device)?.values() ?? [])].sort((left, right) => right.at - left.at);
    return rows.slice(0, RELAX_NEVER_LAST).map((row) => row.device);
  }

  #inTurn(): Waiting[] {
    return [...this.waiting.values()].sort(
      (left, right) =>
        Number(right.entry.front) - Number(left.entry.front) || left.entry.enteredAt - right.entry.enteredAt,
    );
  }
}

function isWide({ entry }: Waiting, now: number, { widenAfterMs }: MatcherOptions): boolean {
  return entry.widen && now - entry.opensAt >= widenAfterMs;
}

/** Both pools, taken through the same steps; `check` sees every answer. */
class Run {
  readonly #pool: Pool;
  readonly #naive: NaivePool;
  #now = T0;
  /** Differs for each meeting, so that "longest ago" has one answer. */
  #meetings = 0;

  constructor(
    private readonly plan: Plan,
    options: MatcherOptions,
  ) {
    this.#pool = new Pool(options);
    this.#naive = new NaivePool(options);
    for (const [at, minutes] of plan.metAgo.entries()) {
      const [left, right] = [Math.floor(at / plan.people), at % plan.people];
      if (minutes > 0 && left < right) this.#meet({ do: 'meet', left, right, ago: minutes * 60_000, blocked: false });
    }
  }

  step(step: Step): void {
    switch (step.do) {
      case 'put': {
        const waiting = this.#waiting(step);
        const id = waiting.holder.publicId;
        const before = this.#naive.waiting.get(id);
        // Who keeps their time of entering keeps their place among those who entered in the same millisecond.
        if (before?.entry.enteredAt !== waiting.entry.enteredAt) this.#naive.waiting.delete(id);
        this.#naive.waiting.set(id, waiting);
        this.#pool.put(waiting, [...(this.#naive.rows.get(waiting.device)?.values() ?? [])]);
        break;
      }
      case 'present': {
        const id = nameOf(this.#index(step.who));
        const waiting = this.#naive.waiting.get(id);
        if (waiting !== undefined) this.#naive.waiting.set(id, { ...waiting, present: step.present });
        this.#pool.setPresent(id, step.present);
        break;
      }
      case 'remove':
        this.#naive.waiting.delete(nameOf(this.#index(step.who)));
        this.#pool.remove(nameOf(this.#index(step.who)));
        break;
      case 'meet':
        this.#meet(step);
        break;
      case 'take':
        this.#take(step.after);
    }
  }

  #take(after: number): void {
    this.#now += after;
    const taken = this.#pool.take(this.#now);
    const expected = this.#naive.take(this.#now);
    const pairs = taken.map(
      ({ left, right, mayHaveMet }) =>
        [left, right]
          .map((one) => one.holder.publicId)
          .sort()
          .join('+') + (mayHaveMet ? ' again' : ''),
    );
    expect(pairs.sort()).toEqual(expected.sort());
    for (const { left, right } of taken) {
      this.#pool.remove(left.holder.publicId);
      this.#pool.remove(right.holder.publicId);
    }
    for (const role of ROLES) {
      const queue = this.#naive.queue(role);
      expect(this.#pool.counts()[role]).toBe(queue.length);
      expect(queue.map(({ holder }) => this.#pool.position(holder.publicId))).toEqual(queue.map((_, at) => at + 1));
    }
  }

  /** A meeting is noted as the services do: in the database, and in the pool. A block shows when one is put anew. */
  #meet({ left, right, ago, blocked }: Extract<Step, { do: 'meet' }>): void {
    const one = this.#deviceOf(left);
    const other = this.#deviceOf(right);
    if (one === other) return;
    this.#meetings += 1;
    const at = this.#now - ago + this.#meetings / 1_000;
    const before = this.#naive.rows.get(one)?.get(other);
    const row = { at: Math.max(at, before?.at ?? at), blocked: before?.blocked ?? blocked };
    note(this.#naive.rows, one, { device: other, ...row });
    note(this.#naive.rows, other, { device: one, ...row });
    this.#pool.met(one, other, at);
    for (const waiting of row.blocked ? this.#naive.waiting.values() : []) {
      if (waiting.device === one) this.#pool.put(waiting, [...(this.#naive.rows.get(one)?.values() ?? [])]);
    }
  }

  #waiting({ who, entry, isFresh, opensIn, present }: Extract<Step, { do: 'put' }>): Waiting {
    const index = this.#index(who);
    const before = this.#naive.waiting.get(nameOf(index));
    const enteredAt = before !== undefined && !isFresh ? before.entry.enteredAt : this.#now;
    return {
      holder: { publicId: nameOf(index), gen: 1, reg: 'reg' },
      device: this.#deviceOf(who),
      present,
      entry: { ...entry, enteredAt, opensAt: enteredAt + opensIn },
    };
  }

  #index(who: number): number {
    return who % this.plan.people;
  }

  #deviceOf(who: number): string {
    return `device ${String(this.plan.devices[this.#index(who)])}`;
  }
}

function nameOf(index: number): string {
  return `person ${String(index)}`;
}

function note(rows: Rows, device: string, row: Interaction): void {
  const known = rows.get(device) ?? new Map<string, Interaction>();
  rows.set(device, known.set(row.device, row));
}

const who = fc.nat({ max: 99 });
const role = fc.constantFrom(...ROLES);
const put: fc.Arbitrary<Extract<Step, { do: 'put' }>> = fc.record({
  do: fc.constant('put'),
  who,
  entry: fc.record({ role, widen: fc.boolean(), front: fc.boolean() }),
  isFresh: fc.boolean(),
  opensIn: fc.constantFrom(0, 0, 0, 15_000),
  present: fc.constantFrom(true, true, true, false),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('present'), who, present: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove'), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('meet'),
      left: who,
      right: who,
      ago: fc.constantFrom(0, 60_000, HAVE_MET_MS - 20_000, HAVE_MET_MS + 1_000),
      blocked: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('take'),
      after: fc.constantFrom(0, 1, 999, WIDEN_AFTER_MS - 1, WIDEN_AFTER_MS, RELAX_AFTER_MS),
    }),
  },
);

/** Mostly some hours; now and then just short of being forgotten; seldom never. */
const minutesAgo = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 600 }) },
  { weight: 2, arbitrary: fc.constantFrom(HAVE_MET_MS / 60_000 - 0.2, HAVE_MET_MS / 60_000 - 1) },
  { weight: 1, arbitrary: fc.constant(0) },
);

interface Crowd {
  /** Some people are tabs of one device. */
  readonly sharesDevices: boolean;
  /** Most people have met each other before. */
  readonly hasMet: boolean;
}

function plan({ sharesDevices, hasMet }: Crowd): fc.Arbitrary<Plan> {
  return fc.integer({ min: 2, max: 14 }).chain((people) =>
    fc.record({
      people: fc.constant(people),
      devices: sharesDevices
        ? fc.array(fc.nat({ max: 5 }), { minLength: people, maxLength: people })
        : fc.constant(Array.from({ length: people }, (_, at) => at)),
      metAgo: hasMet ? fc.array(minutesAgo, { minLength: people ** 2, maxLength: people ** 2 }) : fc.constant([]),
      steps: fc
        .tuple(fc.array(put, { maxLength: people }), fc.array(step, { maxLength: 80 }))
        .map(([first, then]) => [...first.map((one, at) => ({ ...one, who: at, opensIn: 0, present: true })), ...then]),
    }),
  );
}

function holds(options: MatcherOptions, crowd: Crowd): void {
  fc.assert(
    fc.property(plan(crowd), (planned) => {
      const run = new Run(planned, options);
      for (const next of [...planned.steps, { do: 'take', after: 0 } as const]) run.step(next);
    }),
    { numRuns: 400 },
  );
}

describe('Pool against the naive rules: I5, I7, I8 and positions', () => {
  const crowds: readonly [string, Crowd][] = [
    ['strangers', { sharesDevices: false, hasMet: false }],
    ['people who have met', { sharesDevices: false, hasMet: true }],
    ['strangers with several tabs', { sharesDevices: true, hasMet: false }],
    ['people who have met, with several tabs', { sharesDevices: true, hasMet: true }],
  ];

  it.each(crowds)('pairs the same of %s', (_, crowd) => {
    holds(DEFAULT_MATCHER_OPTIONS, crowd);
  });

  it.each(crowds)('pairs the same of %s without the relax rule', (_, crowd) => {
    holds({ ...DEFAULT_MATCHER_OPTIONS, relaxAfterMs: 'never' }, crowd);
  });
});
