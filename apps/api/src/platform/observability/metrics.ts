import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Where the figures come from that are only read when somebody asks. */
export interface MetricSources {
  readonly connections: () => number;
  readonly registered: () => number;
  readonly rooms: () => number;
  /** Role -> how many wait. */
  readonly waiting: () => Promise<Readonly<Record<string, number>>>;
  /** Event, outcome, count since the start. */
  readonly requests: () => Iterable<readonly [event: string, outcome: string, count: number]>;
}

/** Figures for Prometheus. No labels of people: only roles, events and codes (I10). */
export class Metrics {
  readonly #registry = new Registry();
  readonly #flushEntries: Histogram;
  readonly #flushSeconds: Histogram;
  readonly #ackSeconds: Histogram;
  #entries = 0;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
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
  }

  /** Entries written since the start. */
  get entries(): number {
    return this.#entries;
  }

  /** A `room:send` was acknowledged. */
  readonly onAck = (ms: number): void => {
    this.#ackSeconds.observe(ms / 1_000);
  };

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
