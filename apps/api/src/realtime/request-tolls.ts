import { codePoints, TEXT_MAX, type Answer, type Limits, type Payload, type RequestName } from '@hearken/protocol';
import type { SessionRegister } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { ChatError } from './chat-error.js';
import type { PersonBudget, PersonBudgets } from './person-budget.js';
import type { SocketConnection } from './socket-connection.js';

/** What the tolls are measured by. */
export interface TollParts {
  readonly limits: Limits;
  /** What each person may still do, by whatever door. */
  readonly budgets: PersonBudgets;
  readonly clock: Clock;
  /** The ids of a register are a genuine pair: it resumes, and is never refused for the sake of others. */
  readonly isGenuine: (request: SessionRegister) => boolean;
  /** The server has all the people it takes. */
  readonly isFull: () => boolean;
}

/** How soon somebody may ask again whether there is room. */
const FULL_RETRY_MS = 5_000;

/** How often one connection may ask for what has no limit of its own: far above what any page does. */
export const PACES = {
  'session:register': { burst: 5, perSecond: 1 },
  'session:preferences': { burst: 5, perSecond: 1 },
  'session:closing': { burst: 5, perSecond: 1 },
  'queue:cancel': { burst: 5, perSecond: 1 },
  'queue:position': { burst: 10, perSecond: 2 },
  // A long log comes in many pieces after a lost store.
  'room:sync': { burst: 50, perSecond: 5 },
  'room:typing': { burst: 20, perSecond: 4 },
  'room:touched': { burst: 10, perSecond: 1 },
  'room:next': { burst: 5, perSecond: 1 },
  'room:leave': { burst: 5, perSecond: 1 },
  'room:block': { burst: 5, perSecond: 1 },
  // A report costs a moderator more than anybody's request costs the server.
  'room:report': { burst: 3, perSecond: 0.1 },
  'room:delete': { burst: 5, perSecond: 1 },
  'room:thank': { burst: 5, perSecond: 1 },
} as const;

type Tolls = { readonly [E in RequestName]: (connection: SocketConnection, payload: Payload<E>) => void };
type Lessons = { readonly [E in RequestName]?: (connection: SocketConnection, answer: Answer<E>) => void };

/** What each request costs its sender, and what is learned from its answer. */
export class RequestTolls {
  readonly #budgets: PersonBudgets;
  readonly #tolls: Tolls;
  readonly #lessons: Lessons;

  constructor(private readonly parts: TollParts) {
    this.#budgets = parts.budgets;
    this.#tolls = this.#tollTable();
    this.#lessons = this.#lessonTable();
  }

  /**
   * Takes what a request costs.
   *
   * @throws {ChatError} not-registered, rate-limited, full; invalid for a text above the configured length
   */
  take<E extends RequestName>(connection: SocketConnection, event: E, payload: Payload<E>): void {
    this.#tolls[event](connection, payload);
  }

  /** Takes note of an answer. */
  learn<E extends RequestName>(connection: SocketConnection, event: E, answer: Answer<E>): void {
    this.#lessons[event]?.(connection, answer);
  }

  /** The limits are others now: everybody begins with a full budget of the new ones. */
  limitsChanged(): void {
    this.#budgets.forget();
  }

  #tollTable(): Tolls {
    const paced = (event: keyof typeof PACES) => (connection: SocketConnection) => {
      if (event !== 'session:register') this.#budgetOf(connection);
      refuseUntil(connection.waitFor(event, PACES[event]));
    };
    return {
      'session:register': (connection, payload) => {
        paced('session:register')(connection);
        this.#admit(connection, payload);
      },
      'session:preferences': paced('session:preferences'),
      'session:closing': paced('session:closing'),
      'queue:join': (connection) => {
        refuseUntil(this.#budgetOf(connection).join(this.parts.clock.now()));
      },
      'queue:cancel': paced('queue:cancel'),
      'queue:position': paced('queue:position'),
      'room:send': (connection, payload) => {
        const budget = this.#budgetOf(connection);
        this.#checkLengths(payload);
        refuseUntil(budget.send(payload, this.parts.clock.now()));
      },
      'room:sync': paced('room:sync'),
      // Coalesced by the browser, and cheap: bounded by the packets of the connection.
      'room:received': (connection) => {
        this.#budgetOf(connection);
      },
      'room:typing': paced('room:typing'),
      'room:touched': paced('room:touched'),
      'room:next': paced('room:next'),
      'room:leave': paced('room:leave'),
      'room:block': paced('room:block'),
      'room:report': paced('room:report'),
      'room:delete': paced('room:delete'),
      'room:thank': paced('room:thank'),
    };
  }

  #lessonTable(): Lessons {
    return {
      'session:register': (connection, { publicId, state }) => {
        connection.registered(publicId);
        if (state.is === 'paired') this.#budgets.of(publicId).accepted(state.stream, state.accepted);
      },
      'room:send': (connection, { stream, accepted }) => {
        this.#budgetOf(connection).accepted(stream, accepted);
      },
      'room:sync': (connection, answer) => {
        if (answer.is === 'open') this.#budgetOf(connection).accepted(answer.room.stream, answer.room.accepted);
      },
    };
  }

  /** Who is new waits where it is crowded; who resumes is never refused. */
  #admit(connection: SocketConnection, request: SessionRegister): void {
    if (connection.publicId !== undefined || this.parts.isGenuine(request)) return;
    const crowd = connection.visitor.crowd();
    if (crowd !== undefined) {
      throw ChatError.after(crowd.code, crowd.retryAfterMs, 'too many connections from this network');
    }
    if (this.parts.isFull()) throw ChatError.after('full', FULL_RETRY_MS, 'the server takes no more people now');
  }

  #checkLengths({ entries }: Payload<'room:send'>): void {
    const { textMax } = this.parts.limits;
    // The DTO knows the protocol's own bound; a server may have a lower one.
    if (textMax >= TEXT_MAX) return;
    for (const [index, entry] of entries.entries()) {
      if (entry.kind === 'text' && codePoints(entry.text, textMax) > textMax) {
        throw ChatError.invalid(`entries.${String(index)}.text cannot be sent: too-long`);
      }
    }
  }

  #budgetOf({ publicId }: SocketConnection): PersonBudget {
    if (publicId === undefined) throw ChatError.of('not-registered', 'register first');
    return this.#budgets.of(publicId);
  }
}

function refuseUntil(waitMs: number): void {
  if (waitMs > 0) throw ChatError.after('rate-limited', waitMs, 'too many of these');
}
