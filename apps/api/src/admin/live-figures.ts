import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HISTORY_EVERY_MS, HISTORY_POINTS, type LiveFigures, type LiveRole, type Role } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { repeat } from '../platform/repeat.js';

/** Totals since the start: rates are made of their differences. */
export interface Totals {
  readonly entries: number;
  readonly requests: number;
  readonly refusals: number;
  readonly faults: number;
}

/** Where the figures come from. */
export interface FigureSources {
  readonly clock: Clock;
  readonly totals: () => Totals;
  /** Everything that is simply so at the moment. */
  readonly now: () => Promise<
    Pick<LiveFigures, 'connections' | 'online' | 'rooms' | 'queue' | 'openReports' | 'openAppeals'> & {
      readonly roles: Readonly<Record<Role, LiveRole>>;
    }
  >;
}

const EVERY_MS = 1_000;
/** Acknowledgements that the percentiles are made of. */
const ACKS_MAX = 1_000;
const RECENT_MS = 60_000;
const NANOS_PER_MS = 1_000_000;

/** What happens now, taken once a second for everybody who watches, and kept for half an hour. */
export class LiveFiguresService {
  readonly #history: LiveFigures[] = [];
  readonly #watchers = new Set<(figures: LiveFigures) => void>();
  #acks: { readonly at: number; readonly ms: number }[] = [];
  #before: { readonly at: number; readonly totals: Totals } | undefined;
  #last: LiveFigures | undefined;
  #keptAt = 0;
  #loop: ReturnType<typeof monitorEventLoopDelay> | undefined;
  #stop: (() => void) | undefined;

  constructor(private readonly sources: FigureSources) {}

  start(): void {
    this.#loop = monitorEventLoopDelay({ resolution: 10 });
    this.#loop.enable();
    this.#stop = repeat(this.sources.clock, EVERY_MS, () => this.tick());
  }

  stop(): void {
    this.#stop?.();
    this.#loop?.disable();
  }

  /** A `room:send` was acknowledged after so many ms. */
  readonly noteAck = (ms: number): void => {
    this.#acks.push({ at: this.sources.clock.now(), ms });
    if (this.#acks.length > 2 * ACKS_MAX) this.#acks = this.#acks.slice(-ACKS_MAX);
  };

  /** The figures of the last second; taken now where there are none yet. */
  async current(): Promise<LiveFigures> {
    if (this.#last === undefined) await this.tick();
    return this.#last ?? this.#take();
  }

  get history(): readonly LiveFigures[] {
    return this.#history;
  }

  /** Told each second; returns the way to stop. */
  watch(watcher: (figures: LiveFigures) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Takes the figures, and tells whoever watches. Does not throw: a database that is away leaves the last ones. */
  async tick(): Promise<void> {
    // Between two points of the history, with nobody watching, nobody would see them.
    const isDue = this.sources.clock.now() - this.#keptAt >= HISTORY_EVERY_MS;
    if (!isDue && this.#watchers.size === 0 && this.#last !== undefined) return;
    try {
      const figures = await this.#take();
      this.#last = figures;
      if (isDue) {
        this.#keptAt = figures.at;
        this.#history.push(figures);
        if (this.#history.length > HISTORY_POINTS) this.#history.shift();
      }
      for (const watcher of this.#watchers) watcher(figures);
    } catch {
      // Whoever watches sees that nothing moves; the log and /health say why.
    }
  }

  async #take(): Promise<LiveFigures> {
    const now = await this.sources.now();
    const at = this.sources.clock.now();
    const totals = this.sources.totals();
    const before = this.#before ?? { at: at - EVERY_MS, totals };
    const seconds = Math.max(0.001, (at - before.at) / 1_000);
    const rate = (name: keyof Totals): number => Math.max(0, (totals[name] - before.totals[name]) / seconds);
    this.#before = { at, totals };
    const eventLoopLagMs = (this.#loop?.percentile(99) ?? 0) / NANOS_PER_MS;
    this.#loop?.reset();
    return {
      at,
      ...now,
      entriesPerSecond: rate('entries'),
      requestsPerSecond: rate('requests'),
      refusalsPerSecond: rate('refusals'),
      faultsPerSecond: rate('faults'),
      eventLoopLagMs: Number.isFinite(eventLoopLagMs) ? eventLoopLagMs : 0,
      ...this.#ackPercentiles(at),
    };
  }

  #ackPercentiles(now: number): Pick<LiveFigures, 'ackP50Ms' | 'ackP99Ms'> {
    const recent = this.#acks.filter(({ at }) => now - at < RECENT_MS).slice(-ACKS_MAX);
    const sorted = recent.map(({ ms }) => ms).sort((left, right) => left - right);
    const at = (share: number): number | undefined =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    const [ackP50Ms, ackP99Ms] = [at(0.5), at(0.99)];
    return ackP50Ms === undefined || ackP99Ms === undefined ? {} : { ackP50Ms, ackP99Ms };
  }
}
