import { STATS_MAX_AGE_MS, type Stats } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';

/** Where the figures come from. */
export interface StatsSources {
  readonly version: string;
  readonly clock: Clock;
  /** Since the process started, seconds. */
  readonly uptimeSeconds: () => number;
  /** Who is here; counted when somebody asks. */
  readonly count: () => Promise<Omit<Stats, 'version' | 'uptimeSeconds'>>;
}

/** `GET /stats`: counted once for all who ask within STATS_MAX_AGE_MS, so that it costs the same for a million visitors. */
export class StatsService {
  #kept: { readonly stats: Promise<Stats>; readonly until: number } | undefined;

  constructor(private readonly sources: StatsSources) {}

  read(): Promise<Stats> {
    const now = this.sources.clock.now();
    if (this.#kept !== undefined && now < this.#kept.until) return this.#kept.stats;
    const stats = this.#count();
    this.#kept = { stats, until: now + STATS_MAX_AGE_MS };
    // What failed is not kept: the next one asks again.
    stats.catch(() => (this.#kept = undefined));
    return stats;
  }

  async #count(): Promise<Stats> {
    const { version, uptimeSeconds, count } = this.sources;
    return { version, uptimeSeconds: Math.floor(uptimeSeconds()), ...(await count()) };
  }
}
