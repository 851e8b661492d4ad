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
  /** Held, and `onHeld` has not heard of it yet: it may have failed. */
  readonly #untold = new Set<string>();
  /** Looks begun, and the last one of them that was answered. */
  #begun = 0;
  #answered = 0;

  /**
   * @param onHeld told which devices are held from now on, again and again until it does not reject
   */
  constructor(
    private readonly reports: Pick<ReportStore, 'holdVotes'>,
    private readonly onHeld: (devices: ReadonlySet<string>) => Promise<void>,
  ) {}

  isHeld(device: string): boolean {
    return this.#held.has(device);
  }

  /** Looks again. Rejects when the database does not answer: what was known still counts. */
  async refresh(): Promise<void> {
    const look = ++this.#begun;
    const held = heldDevices(await this.reports.holdVotes());
    // A later look knows more.
    if (look < this.#answered) return;
    this.#answered = look;
    for (const device of held) if (!this.#held.has(device)) this.#untold.add(device);
    for (const device of this.#untold) if (!held.has(device)) this.#untold.delete(device);
    this.#held = held;
    if (this.#untold.size > 0) await this.#tell(new Set(this.#untold));
  }

  async #tell(devices: ReadonlySet<string>): Promise<void> {
    await this.onHeld(devices);
    for (const device of devices) this.#untold.delete(device);
  }
}
