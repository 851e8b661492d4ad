import type { Clock } from '../platform/clock.js';

/** How long a proxy needs to notice that this server is leaving, ms: two checks 500 ms apart (ops/haproxy), and some. */
export const NOTICED_AFTER_MS = 1_200;

/**
 * So many are sent to the others a second: a return costs several times what its 10 ms of one core say (the database's
 * part, the handshake, the partner's look), and the others go on serving whom they have.
 */
export const SENT_AWAY_PER_SECOND = 25;

/** How often somebody is told, ms. Who is told in the same moment comes back spread over as long. */
export const STEP_MS = 50;

/** The longest that whoever was told last is waited for, ms. */
export const LAST_LEAVE_WITHIN_MS = 500;

/** Of the time that is left for going away: answering, storing and closing come after it. */
const SHARE_OF_TIME = 0.75;

/** One who is told to go. */
export interface Leaver {
  push(event: 'server:draining', payload: { readonly retryAfterMs: number }): void;
}

/** What sending people away needs of the door. */
export interface SendAwayParts<L extends Leaver> {
  readonly clock: Clock;
  /** Everybody who is connected just now. */
  readonly connected: () => Iterable<L>;
  /** Nobody comes in from now on. */
  readonly closeDoor: () => void;
}

/**
 * Hands the people of a server over to the others, a few at a time, and serves whoever has not been told yet: nobody is
 * without a server for longer than it takes to find the next one, and the others are never asked for more than they can
 * do. All at once they would wait for each other until their attempts time out, and try again, and again.
 */
export class SendAway<L extends Leaver> {
  readonly #told = new WeakSet<L>();

  constructor(private readonly parts: SendAwayParts<L>) {}

  /** Whether they were told when to come back. */
  hasTold(leaver: L): boolean {
    return this.#told.has(leaver);
  }

  tell(leaver: L, retryAfterMs: number): void {
    this.#told.add(leaver);
    leaver.push('server:draining', { retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) });
  }

  /** Resolves when all have gone, or when there is no more time for it. */
  async run(leftMs: number): Promise<void> {
    const { clock, closeDoor } = this.parts;
    const until = clock.now() + leftMs * SHARE_OF_TIME;
    // Until the proxy has noticed, it sends them back here: a leaving server has the fewest connections.
    await this.#untilEmpty(Math.min(until, clock.now() + NOTICED_AFTER_MS));
    closeDoor();
    await this.#tellInTurn(until);
    await this.#untilEmpty(Math.min(until, clock.now() + LAST_LEAVE_WITHIN_MS));
  }

  async #tellInTurn(until: number): Promise<void> {
    const { clock, connected } = this.parts;
    const people = [...connected()];
    const begunAt = clock.now();
    const wantedMs = (people.length / SENT_AWAY_PER_SECOND) * 1_000;
    const spanMs = Math.max(1, Math.min(wantedMs, until - begunAt));
    for (let told = 0; told < people.length;) {
      const share = Math.min(1, (clock.now() - begunAt + STEP_MS) / spanMs);
      const due = people.slice(told, Math.max(told + 1, Math.ceil(people.length * share)));
      for (const [at, leaver] of due.entries()) this.tell(leaver, (at / due.length) * STEP_MS);
      told += due.length;
      await this.#pause(STEP_MS);
    }
  }

  async #untilEmpty(until: number): Promise<void> {
    while (this.parts.clock.now() < until && !this.#isEmpty()) await this.#pause(STEP_MS);
  }

  #isEmpty(): boolean {
    for (const _ of this.parts.connected()) return false;
    return true;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.parts.clock.setTimeout(resolve, ms);
    });
  }
}
