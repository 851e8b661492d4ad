import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CoordinationMeter, HintOutcome } from '../../coordination/coordination-meter.js';

/** What is read when somebody asks for the figures. */
export interface ClusterSources {
  readonly isUp: () => boolean;
  /** Servers that live on this database, as far as this one knows; 1 where there can be no others. */
  readonly servers: () => number;
  readonly isCaretaker: () => boolean;
  /** People taken up from dead servers, since the start. */
  readonly takenUp: () => number;
  /** Queue places that were told to the matcher again, since the start. */
  readonly reasserted: () => number;
}

const SECONDS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1];

/** Figures of one server among several. Prometheus' `instance` tells the servers apart; a sum over it is the cluster's. */
export class ClusterMetrics implements CoordinationMeter {
  readonly #roundTrip: Histogram;
  readonly #matcher: Histogram;
  readonly #lag: Histogram;
  readonly #hints: Counter;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.#roundTrip = new Histogram({
      name: 'hearken_redis_round_trip_seconds',
      help: 'From asking Redis the simplest question until its answer, once a second.',
      buckets: SECONDS,
      registers,
    });
    this.#matcher = new Histogram({
      name: 'hearken_matcher_seconds',
      help: 'Time of one call of the matcher on Redis, by call.',
      labelNames: ['call'],
      buckets: SECONDS,
      registers,
    });
    this.#lag = new Histogram({
      name: 'hearken_hint_lag_seconds',
      help: 'From publishing a hint to oneself until it is heard, once a second.',
      buckets: SECONDS,
      registers,
    });
    this.#hints = new Counter({
      name: 'hearken_hints_total',
      help: 'Hints to people of other servers, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
  }

  roundTrip(ms: number): void {
    this.#roundTrip.observe(ms / 1_000);
  }

  matcher(call: string, ms: number): void {
    this.#matcher.observe({ call }, ms / 1_000);
  }

  lag(ms: number): void {
    this.#lag.observe(ms / 1_000);
  }

  hint(outcome: HintOutcome): void {
    this.#hints.inc({ outcome });
  }

  /** Names the sources of the other figures; once. */
  watch({ isUp, servers, isCaretaker, takenUp, reasserted }: ClusterSources): void {
    const rows: readonly (readonly [name: string, help: string, read: () => number])[] = [
      [
        'hearken_coordination_up',
        '1 while what servers pair by answers; always 1 on a single server.',
        () => Number(isUp()),
      ],
      ['hearken_servers', 'Servers that live on this database, as far as this one knows.', servers],
      ['hearken_caretaker', '1 on the server that looks after the people of dead ones.', () => Number(isCaretaker())],
      ['hearken_people_taken_up', 'People taken up from dead servers, since the start.', takenUp],
      ['hearken_places_reasserted', 'Queue places told to the matcher again, since the start.', reasserted],
    ];
    for (const [name, help, read] of rows) {
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    }
  }
}
