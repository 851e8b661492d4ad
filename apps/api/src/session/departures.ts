import type { PublicId, RoomId } from '@hearken/protocol';
import { errorOf, type Log } from '../platform/log.js';
import { Turnstile } from '../platform/turnstile.js';
import type { Registration } from './person-store.port.js';

/** Somebody whose leeway is over. */
export interface Departure {
  readonly holder: Registration;
  /** Their page had said that it goes away. */
  readonly hasLeft: boolean;
  /** When their leeway was over, ms of the server's clock. */
  readonly at: number;
  /** Their server has died, and this one looks after them: whether it still is so is looked at once more before. */
  readonly takenUp?: boolean;
}

/** What becomes of somebody who is gone. */
export interface Leaving {
  /** Their room ends, their queue place goes. */
  depart(departure: Departure): Promise<void>;
  /** The conversation they are in, as far as this server holds it. */
  roomOf(publicId: PublicId): RoomId | undefined;
}

/**
 * Departures decided at once: each asks the database several times, and hundreds who were cut off together would take
 * every connection to it from those who talk. With the registers under way, fewer than there are connections.
 */
const DEPARTURES_TOGETHER = 12;

/** Carries out departures: who was gone first goes first, so of two who are lost together the first one ends their room. */
export class Departures {
  /** People with something to lose who are not seated here: unheard since boot, or their departure has failed. */
  readonly #expected = new Map<PublicId, Departure>();
  readonly #turnstile = new Turnstile(DEPARTURES_TOGETHER);

  constructor(
    private readonly leaving: Leaving,
    private readonly log: Log,
    private readonly isSeated: (publicId: PublicId) => boolean,
  ) {}

  /** Notes somebody who departs with the next ones unless they come back before. */
  expect(departure: Departure): void {
    this.#expected.set(departure.holder.publicId, departure);
  }

  isExpected(publicId: PublicId): boolean {
    return this.#expected.has(publicId);
  }

  /** When the leeway of somebody noted is over; undefined when nobody is noted by that id. */
  deadlineOf(publicId: PublicId): number | undefined {
    return this.#expected.get(publicId)?.at;
  }

  /** They came back. */
  forget(publicId: PublicId): void {
    this.#expected.delete(publicId);
  }

  /** Everybody noted whose leeway is over at `now`; they are noted no more. */
  takeExpected(now: number): readonly Departure[] {
    const departures = [...this.#expected.values()].filter(({ at }) => at <= now);
    for (const { holder } of departures) this.#expected.delete(holder.publicId);
    return departures;
  }

  async decide(departures: readonly Departure[]): Promise<void> {
    const inOrder = departures.toSorted((left, right) => left.at - right.at);
    const groups = Map.groupBy(inOrder, ({ holder }) => this.leaving.roomOf(holder.publicId) ?? holder.publicId);
    await Promise.all([...groups.values()].map((group) => this.#turnstile.pass(() => this.#inTurn(group))));
  }

  async #inTurn(departures: readonly Departure[]): Promise<void> {
    for (const departure of departures) await this.#depart(departure);
  }

  async #depart(departure: Departure): Promise<void> {
    // Back while others were decided.
    if (this.isSeated(departure.holder.publicId)) return;
    try {
      await this.leaving.depart(departure);
    } catch (cause) {
      // Looked at again at the next sweep: nobody may keep a partner waiting because the database was away.
      this.expect(departure);
      this.log.warn('departure-failed', { cause: errorOf(cause) });
    }
  }
}
