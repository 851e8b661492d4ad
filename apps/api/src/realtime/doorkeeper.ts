import type { AddressLimits } from '../config/config.js';
import type { Clock } from '../platform/clock.js';
import { MinuteWindow } from './minute-window.js';

/** Beyond so many times the connects of a minute, an address is not even listened to. */
const HARD_CONNECTS_FACTOR = 10;
/** How soon somebody new may ask again where an address is crowded. */
const CROWDED_RETRY_MS = 2_000;

/** What is known of one address, under a keyed hash, in memory only. */
interface Door {
  unregistered: number;
  registered: number;
  readonly connects: MinuteWindow;
}

/** Why somebody new cannot register from this address now. */
export interface Crowd {
  readonly code: 'rate-limited' | 'full';
  readonly retryAfterMs: number;
}

/**
 * Counts the sockets of each address. Whoever resumes is never refused: a whole school may come back at once after an
 * outage. Before a register it is not known who resumes, so a crowded address is let in, but has to register sooner, and
 * only who is new is turned away there. Two hard caps keep that from being abused: unregistered sockets up to as many as
 * may be registered besides, and ten times the connects of a minute.
 */
export class Doorkeeper {
  readonly #doors = new Map<string, Door>();
  readonly #total = { registered: 0 };
  #sweepAt = 0;

  constructor(
    private readonly limits: AddressLimits,
    private readonly clock: Clock,
  ) {}

  /** Whether a connection may be opened at all; asked before the handshake is answered. */
  isOpenFor(address: string): boolean {
    const door = this.#doors.get(address);
    if (door === undefined) return true;
    const { unregisteredMax, registeredMax, connectsPerMinute } = this.limits;
    return (
      door.unregistered < unregisteredMax + registeredMax &&
      door.connects.count(this.clock.now()) < connectsPerMinute * HARD_CONNECTS_FACTOR
    );
  }

  /** A connection was opened. Its visitor has to be told what becomes of it. */
  enter(address: string): Visitor {
    const now = this.clock.now();
    this.#sweep(now);
    const door = this.#doors.get(address) ?? this.#open(address, now);
    door.connects.take(1, now);
    door.unregistered += 1;
    return new Visitor(door, this.#total, this.limits, this.clock);
  }

  /** Registered sockets of all addresses. */
  get registered(): number {
    return this.#total.registered;
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#doors.size;
  }

  #open(address: string, now: number): Door {
    const door = { unregistered: 0, registered: 0, connects: new MinuteWindow(this.limits.connectsPerMinute, now) };
    this.#doors.set(address, door);
    return door;
  }

  #sweep(now: number): void {
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + 60_000;
    for (const [address, door] of this.#doors) {
      const isEmpty = door.unregistered === 0 && door.registered === 0;
      if (isEmpty && door.connects.count(now) === 0) this.#doors.delete(address);
    }
  }
}

/** One connection of an address, until it leaves. */
export class Visitor {
  #is: 'unregistered' | 'registered' | 'gone' = 'unregistered';

  constructor(
    private readonly door: Door,
    private readonly total: { registered: number },
    private readonly limits: AddressLimits,
    private readonly clock: Clock,
  ) {}

  /** The address has more unregistered sockets or connects than it may: this one has to register soon. */
  get isCrowded(): boolean {
    const { unregisteredMax, connectsPerMinute } = this.limits;
    return this.door.unregistered > unregisteredMax || this.door.connects.count(this.clock.now()) > connectsPerMinute;
  }

  /** Why somebody who does not resume is turned away now; undefined: they are welcome. */
  crowd(): Crowd | undefined {
    if (this.#is === 'registered') return undefined;
    const now = this.clock.now();
    if (this.door.registered >= this.limits.registeredMax) return { code: 'full', retryAfterMs: CROWDED_RETRY_MS };
    const wait = this.door.connects.waitFor(0, now);
    if (wait > 0) return { code: 'rate-limited', retryAfterMs: wait };
    if (this.door.unregistered > this.limits.unregisteredMax) {
      return { code: 'rate-limited', retryAfterMs: CROWDED_RETRY_MS };
    }
    return undefined;
  }

  /** It has registered. Repeatable. */
  register(): void {
    if (this.#is !== 'unregistered') return;
    this.#is = 'registered';
    this.door.unregistered -= 1;
    this.door.registered += 1;
    this.total.registered += 1;
  }

  /** The connection is closed. Repeatable. */
  leave(): void {
    if (this.#is === 'gone') return;
    this.door[this.#is] -= 1;
    if (this.#is === 'registered') this.total.registered -= 1;
    this.#is = 'gone';
  }
}
