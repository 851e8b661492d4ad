import { ATTEMPT_TIMEOUTS_MS } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';

/** How long a proxy needs to notice that this server is leaving, ms: two checks 500 ms apart (ops/haproxy), and some. */
export const NOTICED_AFTER_MS = 1_500;

/**
 * So many are sent to the others a second: a return costs several times what its 10 ms of one core say (the database's
 * part, the handshake, the partner's look), and the others go on serving whom they have.
 */
export const SENT_AWAY_PER_SECOND = 25;

/**
 * So many at once may be on their way, or this part of all where that is more. Where the others can't keep up it is they
 * who set the pace, not the clock: whoever is not served in time comes again, and is served twice.
 */
export const ON_THEIR_WAY_MAX = 16;
const PART_ON_THEIR_WAY_MAX = 1 / 25;

/** From then on whoever was told counts as arrived, ms: nobody may have heard of it. */
export const ON_THEIR_WAY_MS = ATTEMPT_TIMEOUTS_MS[0];

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
  /** Of somebody who was told: no other server has said that they are there. */
  readonly isAwaited: (leaver: L) => boolean;
}

/**
 * Hands the people of a server over to the others, a few at a time, and serves whoever has not been told yet: nobody is
 * without a server for longer than it takes to find the next one, and the others are never asked for more than they can
 * do. All at once they would wait for each other until their attempts time out, and try again, and again.
 */
export class SendAway<L extends Leaver> {
  readonly #told = new WeakSet<L>();
  /** Who was told a moment ago, and when, the first one first. */
  #onTheirWay: { readonly leaver: L; readonly at: number }[] = [];

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
    const most = Math.max(ON_THEIR_WAY_MAX, Math.ceil(people.length * PART_ON_THEIR_WAY_MAX));
    const spanMs = Math.max(1, Math.min(wantedMs, until - begunAt));
    for (let told = 0; told < people.length && clock.now() < until;) {
      const share = Math.min(1, (clock.now() - begunAt + STEP_MS) / spanMs);
      const due = Math.max(told + 1, Math.ceil(people.length * share));
      const next = people.slice(told, Math.min(due, told + most - this.#countOnTheirWay()));
      for (const [at, leaver] of next.entries()) {
        this.tell(leaver, (at / next.length) * STEP_MS);
        this.#onTheirWay.push({ leaver, at: clock.now() });
      }
      told += next.length;
      await this.#pause(STEP_MS);
    }
  }

  #countOnTheirWay(): number {
    const since = this.parts.clock.now() - ON_THEIR_WAY_MS;
    this.#onTheirWay = this.#onTheirWay.filter(({ leaver, at }) => at > since && this.parts.isAwaited(leaver));
    return this.#onTheirWay.length;
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
