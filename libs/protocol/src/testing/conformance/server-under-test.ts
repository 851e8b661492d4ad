import { setTimeout as sleep } from 'node:timers/promises';
import { Permits } from './permits.js';

/** Sockets that are open and not yet registered, at most (design section 13 allows ten an address). */
const UNREGISTERED_MAX = 7;
/** Connects a minute, at most (design section 13 allows 300 an address). */
const CONNECTS_PER_MINUTE = 285;
/** Of these, kept for the cases under way: one that waits in its middle is taken for somebody who is gone. */
const KEPT_FOR_OTHERS = 120;

/** The pools of people who may meet: nobody of one is ever paired with somebody of the other unless they widen. */
export type Pool = 'vent-listen' | 'talk';

/** What all cases of a run share: the server's address and the things that only one of them may use at a time. */
export class ServerUnderTest {
  readonly url: string;
  /** Private ids of everybody in the run: none may ever reach anybody else (I10). */
  readonly secrets = new Set<string>();
  /** How many connections were opened so far. */
  connects = 0;
  readonly #pools: Readonly<Record<Pool, Permits>> = { 'vent-listen': new Permits(1), talk: new Permits(1) };
  readonly #doors = new Permits(UNREGISTERED_MAX);
  readonly #connects: number[] = [];

  /**
   * @param address of a server on this machine, such as `http://127.0.0.1:3000`. The suite floods and misbehaves: it is
   *   for servers of one's own
   * @throws {TypeError} when the address is none, or not a loopback one
   */
  constructor(address: string) {
    if (!URL.canParse(address)) throw new TypeError('the address must be one, such as http://127.0.0.1:3000');
    const url = new URL(address);
    if (url.protocol !== 'http:') throw new TypeError('the address must start with http://');
    if (!isLoopback(url.hostname))
      throw new TypeError('the server must be on this machine: 127.0.0.1, ::1 or localhost');
    this.url = url.origin;
  }

  /** Waits until a connection may be opened; the permit is given back when it has registered or closed. */
  async door(): Promise<() => void> {
    const giveBack = await this.#doors.take();
    await this.#connectsBelow(CONNECTS_PER_MINUTE);
    this.#connects.push(Date.now());
    this.connects += 1;
    return giveBack;
  }

  /** Waits until a case may begin: the connections it will open must not be the ones too many. */
  mayBegin(): Promise<void> {
    return this.#connectsBelow(CONNECTS_PER_MINUTE - KEPT_FOR_OTHERS);
  }

  async #connectsBelow(most: number): Promise<void> {
    for (;;) {
      const now = Date.now();
      while ((this.#connects[0] ?? now) < now - 60_000) this.#connects.shift();
      if (this.#connects.length < most) return;
      await sleep(100);
    }
  }

  /** Runs `action` while no other case has anybody waiting in these pools. */
  async alone<T>(pools: readonly Pool[], action: () => Promise<T>): Promise<T> {
    // Always in the same order, so that two cases never wait for each other.
    const [first, ...rest] = pools.toSorted();
    if (first === undefined) return action();
    return this.#pools[first].with(() => this.alone(rest, action));
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
