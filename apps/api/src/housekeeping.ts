import type { Clock } from './platform/clock.js';
import { errorOf, type Log } from './platform/log.js';
import { repeat } from './platform/repeat.js';
import { HOLDS_READ_EVERY_MS, type Holds } from './report/holds.js';
import type { Retention } from './room/retention.js';
import type { People } from './session/people.js';
import type { PersonStore } from './session/person-store.port.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** People here are noted as seen this often: far below the days after which a person is forgotten. */
const TOUCH_EVERY_MS = 6 * HOUR_MS;

/** What housekeeping works on. */
export interface HousekeepingParts {
  readonly retention: Retention;
  readonly holds: Holds;
  readonly persons: PersonStore;
  readonly people: People;
  readonly clock: Clock;
  readonly log: Log;
  /** Removes what has expired, where the database does not do it by itself. */
  readonly removeExpired: () => void;
}

/** What has to happen now and then on a server that runs for months. Every part can be repeated, on any server. */
export class Housekeeping {
  #stops: readonly (() => void)[] = [];

  constructor(private readonly parts: HousekeepingParts) {}

  start(): void {
    const { retention, holds, persons, people, clock, removeExpired } = this.parts;
    const every = (ms: number, name: string, action: () => Promise<unknown>) =>
      repeat(clock, ms, () => this.#guard(name, action));
    this.#stops = [
      every(HOLDS_READ_EVERY_MS, 'read-holds', () => holds.refresh()),
      every(MINUTE_MS, 'expire-ended', async () => {
        await retention.expireEnded();
        removeExpired();
      }),
      every(HOUR_MS, 'expire-orphans', () => retention.expireOrphans()),
      every(TOUCH_EVERY_MS, 'touch-people', () =>
        persons.touch(Array.from(people.all(), ({ record }) => record.publicId)),
      ),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  async #guard(name: string, action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (cause) {
      // It is repeated; an operator should know only if it goes on failing.
      this.parts.log.warn('housekeeping-failed', { name, cause: errorOf(cause) });
    }
  }
}
