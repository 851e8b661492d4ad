import type { Request } from 'express';
import type { Clock } from '../platform/clock.js';
import { clientAddress, type TrustProxy } from '../realtime/client-address.js';
import { isOriginAllowed } from '../realtime/origin-check.js';
import { AdminError } from './admin-error.js';
import { AddressPace } from './address-pace.js';

/** What the door of the operators is made of. */
export interface AdminDoorParts {
  /** ADMIN_ORIGINS. The pages of CLIENT_URL are not among them. */
  readonly origins: readonly string[];
  readonly trust: TrustProxy;
  /** The refresh cookie travels over TLS only. */
  readonly isSecure: boolean;
  readonly clock: Clock;
}

/** What is paced, each by itself. */
export type Paced = 'sign-in' | 'appeal' | 'browser-error';

/** Who may come to the operators' routes at all, and how often. */
export class AdminDoor {
  readonly isSecure: boolean;
  readonly #paces: Readonly<Record<Paced, AddressPace>>;

  constructor(private readonly parts: AdminDoorParts) {
    const { clock } = parts;
    this.isSecure = parts.isSecure;
    this.#paces = {
      // Far above what an operator does, far below what guessing needs; each try costs the server 30 ms as well.
      'sign-in': new AddressPace(clock, { burst: 10, perSecond: 1 / 6 }, { burst: 50, perSecond: 5 }),
      appeal: new AddressPace(clock, { burst: 5, perSecond: 1 / 60 }, { burst: 100, perSecond: 2 }),
      'browser-error': new AddressPace(clock, { burst: 10, perSecond: 1 / 6 }, { burst: 200, perSecond: 20 }),
    };
  }

  /** @throws {AdminError} foreign-origin */
  checkOrigin({ headers }: Request): void {
    const site = headers['sec-fetch-site'];
    const isForeign = site === 'cross-site' || site === 'same-site';
    const isListed = headers.origin !== undefined && this.parts.origins.includes(headers.origin);
    if ((isForeign && !isListed) || !isOriginAllowed(headers, this.parts.origins))
      throw AdminError.of('foreign-origin');
  }

  /**
   * Counts one; the way to take it back, for what turns out not to count.
   *
   * @throws {AdminError} rate-limited
   */
  pace(what: Paced, request: Request): () => void {
    const address = clientAddress(request, this.parts.trust);
    const wait = this.#paces[what].take(address);
    if (wait > 0) throw AdminError.after('rate-limited', wait);
    return () => {
      this.#paces[what].giveBack(address);
    };
  }
}
