import { Chance } from '../kernel/chance';
import type { Family } from './families';

/** What people do. */
export const ACTS = ['say', 'burst', 'like', 'typing', 'next', 'leave', 'join', 'cancel', 'break'] as const;
export type Act = (typeof ACTS)[number];

/** What befalls them. Durations and sizes are drawn by the fault from the item's own numbers. */
export const FAULTS = [
  // the line of one person
  'cut',
  'long-cut',
  'half-open',
  'kill-link',
  'slow-line',
  'network-event',
  // the browser of one person
  'reload',
  'crash',
  'sleep',
  'close-tab',
  'power-cut',
  'wipe-store',
  'duplicate-tab',
  'clock-jump',
  'store-failure',
  // a server
  'kill-server',
  'freeze-server',
  'drain-server',
  // the database, the hints and the shared pool
  'slow-database',
  'database-errors',
  'database-down',
  'lose-tail',
  'older-copy',
  'wipe-database',
  'lose-hints',
  'forget-matcher',
  'matcher-away',
] as const;
export type Fault = (typeof FAULTS)[number];

/** One thing of a run: when, what, to whom, and the numbers its details are drawn from. */
export interface PlanItem {
  /** Virtual time, ms. */
  readonly at: number;
  readonly kind: Act | Fault;
  /** Index of the person or the server, taken modulo their number. */
  readonly who: number;
  /** Three numbers in [0, 1). */
  readonly x: readonly [number, number, number];
}

/** A run before it runs. Leaving items out makes a smaller run of the same seed. */
export interface Plan {
  readonly seed: number;
  readonly people: number;
  readonly isTalk: boolean;
  /** Base latency of each line and of the database, ms. */
  readonly lineMs: readonly number[];
  readonly databaseMs: number;
  readonly items: readonly PlanItem[];
  /** When everything heals. */
  readonly endsAt: number;
}

/** Conversations begin in the first seconds; the plan starts when most have. */
const STARTS_AT = 1_500;
const SPANS_MS = [6_000, 10_000, 20_000, 50_000] as const;

/** The plan of a seed: texts and faults, evenly or in clusters, where races are. */
export function makePlan(seed: number, family: Family): Plan {
  const chance = new Chance(seed, `plan ${family.name}`);
  const people = chance.weighted(family.people);
  const span = chance.pick(SPANS_MS);
  const clusters = chance.hits(0.6) ? Array.from({ length: 2 + chance.below(4) }, () => chance.next() * span) : [];
  const when = (): number => {
    if (clusters.length === 0 || chance.hits(0.25)) return STARTS_AT + chance.next() * span;
    return STARTS_AT + Math.max(0, chance.pick(clusters) + chance.between(-1, 1) * 700);
  };
  const item = (kind: Act | Fault): PlanItem => ({
    at: when(),
    kind,
    who: chance.below(12),
    x: [chance.next(), chance.next(), chance.next()],
  });
  const acts = Array.from({ length: 12 + chance.below(25) }, () => item(chance.weighted(family.acts)));
  const faults = Array.from({ length: 10 + chance.below(33) }, () => item(chance.weighted(family.faults)));
  return {
    seed,
    people: Number(people),
    isTalk: chance.hits(0.4),
    lineMs: Array.from({ length: Number(people) }, () => chance.pick([1, 8, 20, 40])),
    databaseMs: chance.pick([1, 2, 10, 40]),
    items: [...acts, ...faults].sort((left, right) => left.at - right.at),
    endsAt: STARTS_AT + span + 1_000,
  };
}
