import type { Server as HttpServer } from 'node:http';
import type { Answer, Limits, PublicId, RequestName, SessionRegister } from '@hearken/protocol';
import type { Config } from '../config/config.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { ShutdownStage } from '../platform/shutdown.js';
import type { FindPlace } from '../place/place-finder.js';
import type { Connection } from '../session/connection.js';
import { ChatAdapter } from './chat-adapter.js';
import { trustOf } from './client-address.js';
import { Doorkeeper } from './doorkeeper.js';
import { PersonBudgets } from './person-budget.js';
import { RequestDispatcher } from './request-dispatcher.js';
import { RequestTally } from './request-tally.js';
import { RequestTolls } from './request-tolls.js';
import { SendAway } from './send-away.js';
import type { Pace, SocketConnection } from './socket-connection.js';

/** What the door is made of. */
export interface ChatDoorParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** The ids of a register are a genuine pair. */
  readonly isGenuine: (request: SessionRegister) => boolean;
  /** Keyed hashes of a network, for bans. */
  readonly hashNetwork: (network: string) => readonly string[];
  readonly findPlace: FindPlace;
  /** The limits as they are now. */
  readonly limits: Limits;
  readonly peopleMax: () => number;
  /** A request was answered, not refused, after so many ms. */
  readonly onAnswered?: <E extends RequestName>(event: E, answer: Answer<E>, ms: number) => void;
}

/** Who is told of sockets that are gone. */
export interface Host {
  closed(connection: Connection): void;
}

/** Packets of one socket: far above what a page sends, far below what a core can take. */
const PACKETS_PER_SECOND = 100;
const PACKETS_BURST = 500;
/** Each text costs a packet for itself, and one each for what it sets off: typing, received, sync. */
const PACKETS_PER_TEXT = 4;

/**
 * So many come back a second without keeping each other waiting until their attempts time out: a resume takes 10 ms of a
 * core (bench/README.md), and the database's part.
 */
const RETURNS_PER_SECOND = 50;
const RETURN_SPREAD_MIN_MS = 1_000;
/** Well inside the leeway, restart included. */
const RETURN_SPREAD_MAX_MS = 4_000;
/** What the sockets are given to read their last packet. */
const GOODBYE_MS = 250;

/** What going away needs of the rest. */
export interface LeaveParts {
  /** Resolves when all that was taken is durable. */
  readonly store: () => Promise<void>;
  /** Other servers take the people of this one. */
  readonly hasOthers: () => boolean;
  /** Whether a person is still this server's to look after: no other one has said that they are there. */
  readonly isHere: (publicId: PublicId) => boolean;
}

/** The entrance for sockets, put together: adapter, dispatcher, limits; and how it is closed. */
export class ChatDoor {
  readonly #dispatcher: RequestDispatcher;
  /** Shared with the other doors: an address, and a person, has one budget. */
  readonly doorkeeper: Doorkeeper;
  readonly budgets: PersonBudgets;
  readonly #tally = new RequestTally();
  readonly #tolls: RequestTolls;
  #adapter: ChatAdapter | undefined;
  #is: 'open' | 'leaving' | 'draining' = 'open';

  constructor(private readonly parts: ChatDoorParts) {
    const { config, clock, log, isGenuine, limits, peopleMax } = parts;
    this.doorkeeper = new Doorkeeper(config.serverLimits.address, clock);
    this.budgets = new PersonBudgets(limits, config.serverLimits.joinsPerSecond, clock);
    const tolls = new RequestTolls({
      limits,
      budgets: this.budgets,
      clock,
      isGenuine,
      isFull: () => this.doorkeeper.registered >= peopleMax(),
    });
    this.#tolls = tolls;
    this.#dispatcher = new RequestDispatcher({
      tolls,
      tally: this.#tally,
      clock,
      log,
      ...(parts.onAnswered !== undefined && { onAnswered: parts.onAnswered }),
    });
  }

  /** The adapter for Nest; made once. */
  adapterFor(httpServer: HttpServer, host: Host): ChatAdapter {
    const { config, clock } = this.parts;
    const { registerTimeoutMs, outgoingMaxBytes } = config.serverLimits;
    this.#adapter = new ChatAdapter({
      httpServer,
      dispatcher: this.#dispatcher,
      doorkeeper: this.doorkeeper,
      trust: trustOf(config.trustedProxies),
      hashNetwork: this.parts.hashNetwork,
      findPlace: this.parts.findPlace,
      clientUrls: config.clientUrls,
      frameMaxBytes: config.limits.frameMaxBytes,
      limits: { registerTimeoutMs, outgoingMaxBytes, packets: () => this.#packetPace() },
      clock,
      closed: (connection) => {
        host.closed(connection);
      },
    });
    return this.#adapter;
  }

  /** The limits are others now. */
  limitsChanged(): void {
    this.#tolls.limitsChanged();
    for (const connection of this.#connections()) connection.limitsChanged();
  }

  /** What the other doors go by as well. */
  get limits(): Limits {
    return this.parts.limits;
  }

  get peopleMax(): () => number {
    return this.parts.peopleMax;
  }

  get hashNetwork(): (network: string) => readonly string[] {
    return this.parts.hashNetwork;
  }

  get findPlace(): FindPlace {
    return this.parts.findPlace;
  }

  /** Going away: a proxy is to send nobody here any more. Who is here may still be served. */
  get isLeaving(): boolean {
    return this.#is !== 'open';
  }

  /** Nothing is taken any more. */
  get isDraining(): boolean {
    return this.#is === 'draining';
  }

  get connectionCount(): number {
    return this.#adapter?.connectionCount ?? 0;
  }

  get registeredCount(): number {
    return this.doorkeeper.registered;
  }

  /** How requests ended, for the metrics. */
  requests(): Iterable<readonly [event: string, outcome: string, count: number]> {
    return this.#tally.entries();
  }

  /** How many requests there were, and how they ended, in all. */
  requestTotals(): { readonly requests: number; readonly refusals: number; readonly faults: number } {
    const totals = { requests: 0, refusals: 0, faults: 0 };
    for (const [, outcome, count] of this.#tally.entries()) {
      totals.requests += count;
      if (outcome !== 'ok') totals.refusals += count;
      if (outcome === 'internal' || outcome === 'try-later') totals.faults += count;
    }
    return totals;
  }

  /**
   * Going away: beside other servers people are first handed over to those, a few at a time. Then nothing new is taken,
   * whoever is left is told when to come back, what was taken is stored and answered, and the sockets are closed.
   */
  shutdownStages({ store, hasOthers, isHere }: LeaveParts): readonly ShutdownStage[] {
    const sendAway = new SendAway<SocketConnection>({
      clock: this.parts.clock,
      connected: () => this.#adapter?.connections() ?? [],
      closeDoor: () => this.#adapter?.closeDoor(),
      isAwaited: ({ publicId }) => publicId !== undefined && isHere(publicId),
    });
    return [
      {
        name: 'send-away',
        run: async (leftMs) => {
          this.#is = 'leaving';
          if (hasOthers()) await sendAway.run(leftMs);
        },
      },
      {
        name: 'refuse-new',
        run: () => {
          this.#refuseNew(sendAway);
        },
      },
      { name: 'answer', run: (leftMs) => this.#answerTaken(leftMs) },
      { name: 'store', run: store },
      { name: 'say-goodbye', run: () => this.#sayGoodbye() },
    ];
  }

  /** Closes all sockets at once. */
  disconnectAll(): void {
    for (const connection of this.#connections()) connection.close('draining');
  }

  #refuseNew(sendAway: SendAway<SocketConnection>): void {
    this.#is = 'draining';
    this.#adapter?.closeDoor();
    this.#dispatcher.drain();
    const spread = Math.min(
      RETURN_SPREAD_MAX_MS,
      Math.max(RETURN_SPREAD_MIN_MS, (this.connectionCount / RETURNS_PER_SECOND) * 1_000),
    );
    for (const connection of this.#connections()) {
      if (!sendAway.hasTold(connection)) sendAway.tell(connection, Math.random() * spread);
    }
  }

  /** A request that hangs on the database must not take the time of those that are waiting to be stored. */
  #answerTaken(leftMs: number): Promise<void> {
    const patience = new Promise<void>((resolve) => {
      this.parts.clock.setTimeout(resolve, leftMs / 2);
    });
    return Promise.race([this.#dispatcher.idle(), patience]);
  }

  #sayGoodbye(): Promise<void> {
    this.disconnectAll();
    return new Promise((resolve) => {
      this.parts.clock.setTimeout(resolve, GOODBYE_MS);
    });
  }

  /** Whoever sends as many texts as they may, each by itself, never runs into the limit of packets. */
  #packetPace(): Pace {
    const { textsPerSecond, textsBurst } = this.parts.limits;
    const perSecond = Math.max(PACKETS_PER_SECOND, textsPerSecond * PACKETS_PER_TEXT);
    return { perSecond, burst: Math.max(PACKETS_BURST, perSecond, textsBurst * PACKETS_PER_TEXT) };
  }

  /** A copy: closing takes them out of the adapter's. */
  #connections() {
    return [...(this.#adapter?.connections() ?? [])];
  }
}
