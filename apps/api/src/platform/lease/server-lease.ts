import { setTimeout as pause } from 'node:timers/promises';
import { errorOf, type Log } from '../log.js';

/** How long a lease is good for without being renewed, and how often it is, ms. */
export const LEASE_MS = 3_000;
const RENEW_EVERY_MS = 1_000;
const ASK_EVERY_MS = 250;

/** Who holds the lease. */
export interface LeaseHolder {
  /** Random, one for each process. */
  readonly id: string;
  /** Name of the machine, and the process on it: a holder on this machine that is gone need not be waited for. */
  readonly host: string;
  readonly pid: number;
}

/**
 * The servers that share one Redis hold the lease together: any of them renews it, none gives it back, and a server on
 * its own is as much refused beside them as they beside it.
 */
export const ALL_TOGETHER: LeaseHolder = { id: 'together', host: '', pid: 0 };

/** Where the lease is kept. Times are the database's, so that no two machines' clocks are compared. */
export interface LeaseStore {
  /**
   * Takes or renews the lease for `ms`, where nobody else's is running, or only that of the holder `insteadOf`. The
   * holder it stands under after it.
   */
  take(holder: LeaseHolder, ms: number, insteadOf?: string): Promise<LeaseHolder>;
  /** Gives it back, if `id` holds it. */
  release(id: string): Promise<void>;
}

/** What a lease is taken with. */
export interface LeaseParts {
  readonly store: LeaseStore;
  readonly holder: LeaseHolder;
  readonly log: Log;
  /** A clock that no one sets, ms: it also counts while the process is frozen. */
  readonly steadyNow: () => number;
  /** Whether the holder's process, on this very machine, is gone for certain. */
  readonly isDead: (holder: LeaseHolder) => boolean;
  /** Another server took over: this one must go. */
  readonly onLost: () => void;
}

/**
 * That this is the only server on its database, for as long as it is sure of it. Two would look after their writes in two
 * memories (docs/decisions/look-after-write.md), so a second one is refused, and one that woke up too late falls back on
 * the database's word and goes.
 */
export class ServerLease {
  #heldUntil: number;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #isReleased = false;

  private constructor(
    private readonly parts: LeaseParts,
    takenAt: number,
  ) {
    this.#heldUntil = takenAt + LEASE_MS;
    this.#schedule();
  }

  /** Takes the lease, waiting as long as a dead server's may still run; undefined when a living one keeps it. */
  static async acquire(parts: LeaseParts): Promise<ServerLease | undefined> {
    const giveUpAt = parts.steadyNow() + LEASE_MS + 2 * ASK_EVERY_MS;
    let insteadOf: string | undefined;
    for (;;) {
      const askedAt = parts.steadyNow();
      const holder = await parts.store.take(parts.holder, LEASE_MS, insteadOf);
      if (holder.id === parts.holder.id) return new ServerLease(parts, askedAt);
      insteadOf = holder.host === parts.holder.host && parts.isDead(holder) ? holder.id : undefined;
      if (insteadOf === undefined) {
        if (parts.steadyNow() > giveUpAt) return undefined;
        await pause(ASK_EVERY_MS);
      }
    }
  }

  /** Whether no other server can have taken over yet. */
  isHeld(): boolean {
    return this.parts.steadyNow() < this.#heldUntil;
  }

  /** Gives the lease back, so that the next server starts at once. */
  async release(): Promise<void> {
    this.#isReleased = true;
    clearTimeout(this.#timer);
    // A renewal that comes after the release would take the lease again.
    await this.#renewing;
    this.#heldUntil = 0;
    if (this.parts.holder.id === ALL_TOGETHER.id) return;
    await this.parts.store.release(this.parts.holder.id).catch(() => undefined);
  }

  #schedule(): void {
    if (this.#isReleased) return;
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew();
    }, RENEW_EVERY_MS).unref();
  }

  async #renew(): Promise<void> {
    const askedAt = this.parts.steadyNow();
    try {
      const { id } = await this.parts.store.take(this.parts.holder, LEASE_MS);
      if (id !== this.parts.holder.id) {
        this.#heldUntil = 0;
        this.parts.log.error('lease-lost');
        this.parts.onLost();
        return;
      }
      this.#heldUntil = askedAt + LEASE_MS;
    } catch (cause) {
      // Without the database nothing is acknowledged anyway; it is asked again.
      this.parts.log.warn('lease-not-renewed', { cause: errorOf(cause) });
    }
    this.#schedule();
  }
}
