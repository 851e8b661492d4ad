import { heldDevices } from './domain/weight.js';
import type { ReportStore } from './report-store.port.js';

/** How often what other servers and moderators did is looked for, ms. */
export const HOLDS_READ_EVERY_MS = 3_000;

/**
 * Devices that meet nobody until a moderator has looked at a severe report of them. Held in memory, so that joining asks
 * no database; read again by a timer, and at once after a report or a decision of this server.
 */
export class Holds {
  #held: ReadonlySet<string> = new Set();

  /**
   * @param onHeld told which devices are held, after each look in which one was added
   */
  constructor(
    private readonly reports: ReportStore,
    private readonly onHeld: (devices: ReadonlySet<string>) => Promise<void>,
  ) {}

  isHeld(device: string): boolean {
    return this.#held.has(device);
  }

  /** Looks again. Rejects when the database does not answer: what was known still counts. */
  async refresh(): Promise<void> {
    const before = this.#held;
    this.#held = heldDevices(await this.reports.holdVotes());
    const added = new Set([...this.#held].filter((device) => !before.has(device)));
    if (added.size > 0) await this.onHeld(added);
  }
}
