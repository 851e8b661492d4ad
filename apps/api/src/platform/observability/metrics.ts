import type { Answer, RequestName } from '@hearken/protocol';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { ClusterMetrics } from './cluster-metrics.js';

/** Where the figures come from that are only read when somebody asks. */
export interface MetricSources {
  readonly connections: () => number;
  readonly registered: () => number;
  readonly rooms: () => number;
  /** Role -> how many wait. */
  readonly waiting: () => Promise<Readonly<Record<string, number>>>;
  /** Event, outcome, count since the start. */
  readonly requests: () => Iterable<readonly [event: string, outcome: string, count: number]>;
  /** Role -> median of the recent waits, ms; undefined while there is no data. */
  readonly waits: () => Promise<Readonly<Record<string, number | undefined>>>;
  /** What pairing came to since the start. */
  readonly pairs: () => Readonly<Record<'paired' | 'reunited' | 'refused' | 'failed', number>>;
  /** What waits for the operators. */
  readonly operators: () => Promise<{ readonly reports: number; readonly appeals: number }>;
}

/** Figures for Prometheus. No labels of people: only roles, events and codes (I10). */
export class Metrics {
  readonly #registry = new Registry();
  readonly #flushEntries: Histogram;
  readonly #flushSeconds: Histogram;
  readonly #ackSeconds: Histogram;
  readonly #registers: Counter;
  readonly #gaps: Counter;
  /** Of this server among others. */
  readonly cluster: ClusterMetrics;
  #entries = 0;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.cluster = new ClusterMetrics(this.#registry);
    const registers = [this.#registry];
    this.#flushEntries = new Histogram({
      name: 'hearken_flush_entries',
      help: 'Entries written by one flush of the log.',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers,
    });
    this.#flushSeconds = new Histogram({
      name: 'hearken_flush_seconds',
      help: 'Time from the start of a flush until the database has acknowledged it.',
      buckets: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 4],
      registers,
    });
    this.#ackSeconds = new Histogram({
      name: 'hearken_ack_seconds',
      help: 'Time from a room:send until it is acknowledged: the entries are durable.',
      buckets: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 4],
      registers,
    });
    this.#registers = new Counter({
      name: 'hearken_registers_total',
      help: 'Registers answered: of somebody new, or of somebody who goes on.',
      labelNames: ['kind'],
      registers,
    });
    this.#gaps = new Counter({
      name: 'hearken_gaps_total',
      help: 'Answers that hold a gap line: something may be missing there, and the person is told.',
      registers,
    });
  }

  /** A request was answered. */
  readonly onAnswered = <E extends RequestName>(event: E, answer: Answer<E>, ms: number): void => {
    if (event === 'room:send') this.#ackSeconds.observe(ms / 1_000);
    if ('isNew' in answer) this.#registers.inc({ kind: answer.isNew ? 'new' : 'resumed' });
    if (hasGap(answer)) this.#gaps.inc();
  };

  /** Entries written since the start. */
  get entries(): number {
    return this.#entries;
  }

  /** The hook that the core calls after each flush. */
  readonly onFlush = (entries: number, ms: number): void => {
    this.#entries += entries;
    this.#flushEntries.observe(entries);
    this.#flushSeconds.observe(ms / 1_000);
  };

  /** Names the sources of the other figures; once. */
  watch(sources: MetricSources): void {
    this.#gauge('hearken_connections', 'Open sockets.', sources.connections);
    this.#gauge('hearken_registered', 'Open sockets of registered people.', sources.registered);
    this.#gauge('hearken_rooms', 'Open conversations.', sources.rooms);
    this.#watchMore(sources);
    const registers = [this.#registry];
    new Gauge({
      name: 'hearken_waiting',
      help: 'People who wait, by role.',
      labelNames: ['role'],
      registers,
      async collect() {
        for (const [role, count] of Object.entries(await sources.waiting())) this.set({ role }, count);
      },
    });
    new Counter({
      name: 'hearken_requests_total',
      help: 'Requests, by event and outcome.',
      labelNames: ['event', 'outcome'],
      registers,
      collect() {
        this.reset();
        for (const [event, outcome, count] of sources.requests()) this.inc({ event, outcome }, count);
      },
    });
  }

  #watchMore({ waits, pairs, operators, requests }: MetricSources): void {
    const registers = [this.#registry];
    const entries = (): number => this.#entries;
    new Counter({
      name: 'hearken_entries_total',
      help: 'Entries written: texts, likes and their taking back.',
      registers,
      collect() {
        this.reset();
        this.inc(entries());
      },
    });
    new Counter({
      name: 'hearken_rate_limited_total',
      help: 'Requests refused because there were too many.',
      registers,
      collect() {
        this.reset();
        for (const [, outcome, count] of requests()) if (outcome === 'rate-limited') this.inc(count);
      },
    });
    new Counter({
      name: 'hearken_pairs_total',
      help: 'Pairs by what became of them: paired, reunited (had met before), refused by the database, failed.',
      labelNames: ['outcome'],
      registers,
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(pairs())) this.inc({ outcome }, count);
      },
    });
    new Gauge({
      name: 'hearken_wait_median_seconds',
      help: 'Median of the recent waits, by role.',
      labelNames: ['role'],
      registers,
      async collect() {
        this.reset();
        for (const [role, ms] of Object.entries(await waits())) if (ms !== undefined) this.set({ role }, ms / 1_000);
      },
    });
    new Gauge({
      name: 'hearken_for_operators',
      help: 'What waits for the operators: open reports, and appeals without an answer.',
      labelNames: ['what'],
      registers,
      async collect() {
        for (const [what, count] of Object.entries(await operators())) this.set({ what }, count);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }
}

/** Whether an answer tells of a hole that is shown to the person. */
function hasGap(answer: object): boolean {
  const part: unknown = 'state' in answer ? answer.state : 'room' in answer ? answer.room : undefined;
  return typeof part === 'object' && part !== null && 'continuity' in part && part.continuity === 'gap';
}
