import type { IncomingMessage } from 'node:http';
import { PRIVATE_ID_PATTERN, type PrivateId, type PublicId } from '@hearken/protocol';
import { ChatError } from '../realtime/chat-error.js';
import type { FindPlace } from '../place/place-finder.js';
import { clientAddress, clientNetwork, clientPlace, type TrustProxy } from '../realtime/client-address.js';
import type { Doorkeeper, Visitor } from '../realtime/doorkeeper.js';
import type { Caller, Callers } from '../session/callers.js';
import type { LivePerson } from '../session/people.js';
import type { SessionService } from '../session/session.service.js';

/** What the entrance for calls is made of. */
export interface CallDoorParts {
  readonly callers: Callers;
  readonly sessions: SessionService;
  readonly doorkeeper: Doorkeeper;
  readonly trust: TrustProxy;
  /** Keyed hashes of a network, for bans. */
  readonly hashNetwork: (network: string) => readonly string[];
  readonly findPlace: FindPlace;
  readonly peopleMax: () => number;
  readonly isDraining: () => boolean;
}

/** While this server goes away, the next one is found after about this long. */
const DRAINING_RETRY_MS = 1_000;
/** How soon an address may ask again that calls more than anybody needs. */
const CROWDED_RETRY_MS = 2_000;
/** How soon somebody may ask again whether there is room. */
const FULL_RETRY_MS = 5_000;
/** Places of people who are gone are given up this often at the most. */
const SWEEP_EVERY_LOOKS = 100;

const BEARER = /^Bearer ([\w-]+)$/i;

/**
 * Lets calls in: the secret, the address, the room there is. A person who only calls has a place among the people of
 * their address for as long as they are seated, as if they held a socket; who resumes is never turned away.
 */
export class CallDoor {
  readonly #visitors = new Map<PublicId, Visitor>();
  #looks = 0;

  constructor(private readonly parts: CallDoorParts) {}

  /**
   * Who calls, and the person they act as.
   *
   * @throws {ChatError} draining, not-registered, rate-limited, full, replaced, try-later
   */
  async enter(request: IncomingMessage): Promise<{ readonly caller: Caller; readonly person: LivePerson }> {
    this.#refuseWhileDraining();
    const secret = secretOf(request);
    if (secret === undefined) throw this.#stranger(request);
    const caller = this.#from(request, await this.parts.callers.identify(secret));
    if (this.parts.sessions.seats.isHere(caller.publicId)) {
      return { caller, person: await this.parts.callers.acting(caller) };
    }
    return this.#admitted(request, caller, async () => ({ caller, person: await this.parts.callers.acting(caller) }));
  }

  /**
   * `POST /api/auth`: somebody new, or the person of the secret that came along; `register` registers them.
   *
   * @throws {ChatError} as `enter`
   */
  async admit<T>(request: IncomingMessage, register: (caller: Caller) => Promise<T>): Promise<T> {
    this.#refuseWhileDraining();
    const isNew = request.headers.authorization === undefined;
    const secret = secretOf(request);
    if (!isNew && secret === undefined) throw this.#stranger(request);
    const { callers } = this.parts;
    const who = secret === undefined ? callers.newcomer() : await callers.identify(secret);
    const caller = this.#from(request, who);
    return this.#admitted(request, caller, () => register(caller));
  }

  /** Takes a place at the person's address while `work` seats them. */
  async #admitted<T>(request: IncomingMessage, caller: Caller, work: () => Promise<T>): Promise<T> {
    const { doorkeeper, peopleMax } = this.parts;
    this.#sweep();
    const visitor = this.#visit(request);
    try {
      const crowd = caller.isKnown ? undefined : visitor.crowd();
      if (crowd !== undefined) {
        throw ChatError.after(crowd.code, crowd.retryAfterMs, 'too many people of this network');
      }
      if (!caller.isKnown && doorkeeper.registered >= peopleMax()) {
        throw ChatError.after('full', FULL_RETRY_MS, 'the server takes no more people now');
      }
      const done = await work();
      visitor.register();
      this.#visitors.get(caller.publicId)?.leave();
      this.#visitors.set(caller.publicId, visitor);
      return done;
    } catch (cause) {
      visitor.leave();
      throw cause;
    }
  }

  /** Somebody without a secret, or with something that is none: counted as a connect of their address. */
  #stranger(request: IncomingMessage): ChatError {
    this.#visit(request).leave();
    return ChatError.of('not-registered', 'a call needs Authorization: Bearer <privateId>; POST /api/auth gives one');
  }

  #from(request: IncomingMessage, caller: Caller): Caller {
    const { trust, hashNetwork, findPlace } = this.parts;
    return {
      ...caller,
      networks: hashNetwork(clientNetwork(request, trust)),
      place: clientPlace(request, trust, findPlace),
    };
  }

  #visit(request: IncomingMessage): Visitor {
    const address = clientAddress(request, this.parts.trust);
    if (!this.parts.doorkeeper.isOpenFor(address)) {
      throw ChatError.after('rate-limited', CROWDED_RETRY_MS, 'too many connections from this network');
    }
    return this.parts.doorkeeper.enter(address);
  }

  #refuseWhileDraining(): void {
    if (this.parts.isDraining()) throw ChatError.after('draining', DRAINING_RETRY_MS, 'the server is going away');
  }

  /** Places of people who are gone, or who hold a socket by now, are free again. */
  #sweep(): void {
    this.#looks += 1;
    if (this.#looks % SWEEP_EVERY_LOOKS !== 0 && this.#visitors.size < this.parts.peopleMax()) return;
    for (const [publicId, visitor] of this.#visitors) {
      const person = this.parts.sessions.seats.get(publicId);
      if (person !== undefined && person.connection === undefined) continue;
      visitor.leave();
      this.#visitors.delete(publicId);
    }
  }
}

function secretOf({ headers }: IncomingMessage): PrivateId | undefined {
  const secret = BEARER.exec(headers.authorization ?? '')?.[1];
  return secret !== undefined && PRIVATE_ID_PATTERN.test(secret) ? secret : undefined;
}
