import {
  ATTEMPT_TIMEOUTS_MS,
  REQUEST_NAMES,
  type Ack,
  type Answer,
  type Payload,
  type RequestName,
  type WireError,
} from '@hearken/protocol';
import { checkPayload } from '@hearken/protocol/dto';
import type { Clock } from '../platform/clock.js';
import { errorOf, type Log } from '../platform/log.js';
import { Turnstile } from '../platform/turnstile.js';
import { ChatError } from './chat-error.js';
import type { RequestTally } from './request-tally.js';
import type { RequestTolls } from './request-tolls.js';
import type { SocketConnection } from './socket-connection.js';

/** What the dispatcher is made of. */
export interface DispatcherParts {
  readonly tolls: RequestTolls;
  readonly tally: RequestTally;
  readonly clock: Clock;
  readonly log: Log;
  /** A request was answered, not refused, after so many ms. */
  readonly onAnswered?: <E extends RequestName>(event: E, answer: Answer<E>, ms: number) => void;
}

const KNOWN: ReadonlySet<string> = new Set(REQUEST_NAMES);

/** Requests whose answer says nothing: a client may save itself the acknowledgement. */
const MAY_GO_UNANSWERED: ReadonlySet<string> = new Set<RequestName>(['room:received', 'room:typing']);

/** Requests that carry nothing may also be sent without a payload. */
const MAY_BE_BARE: ReadonlySet<string> = new Set<RequestName>(['queue:cancel', 'queue:position']);

/**
 * Registers under way at once. Each asks the database several times: a thousand people who come back together would have
 * it answer the first of them when it answers the last, and no conversation meanwhile. More than a core can do are of no
 * use to anybody, and each of them takes the longer.
 */
const REGISTERS_TOGETHER = 12;
/** Who has waited as long as this will soon be gone: half of the shortest attempt is left for the register itself. */
const REGISTER_PATIENCE_MS = ATTEMPT_TIMEOUTS_MS[0] / 2;

/** While this server goes away, the next one is found after about this long. */
const DRAINING_RETRY_MS = 1_000;

type AckFunction = (answer: Ack<unknown>) => void;

/**
 * The one place every packet of every socket goes through: what is no known, well-formed, affordable request is refused
 * here, and every request is answered exactly once, whatever its handler does. Nest's own way from socket to handler
 * would lose answers (a handler that throws never acknowledges) and echo payloads, so it is not used.
 */
export class RequestDispatcher {
  readonly #registers: Turnstile;
  #isDraining = false;
  #pending = 0;
  #whenIdle: (() => void)[] = [];

  constructor(private readonly parts: DispatcherParts) {
    this.#registers = new Turnstile(REGISTERS_TOGETHER, { clock: parts.clock, ms: REGISTER_PATIENCE_MS });
  }

  /**
   * Takes one event as Socket.IO hands it over: its name, what came with it, and the acknowledgement last. Never throws.
   */
  receive(connection: SocketConnection, [event, ...rest]: readonly unknown[]): void {
    const last = rest.at(-1);
    const ack = isAck(last) ? last : undefined;
    const payloads = ack === undefined ? rest : rest.slice(0, -1);
    if (ack === undefined && !MAY_GO_UNANSWERED.has(String(event))) {
      // Nobody could be told what is wrong, so it is said by closing.
      connection.close('abuse');
      return;
    }
    if (isRequestName(event)) void this.#answer(connection, event, payloads, ack);
    else {
      this.parts.tally.count('unknown', 'unknown-event');
      ack?.({ ok: false, error: ChatError.of('unknown-event', 'there is no such event').toWire() });
    }
  }

  /** From now on every request is refused with `draining`; those under way are finished. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Resolves when no request is under way. */
  idle(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  async #answer(
    connection: SocketConnection,
    event: RequestName,
    payloads: readonly unknown[],
    ack: AckFunction | undefined,
  ): Promise<void> {
    this.#pending += 1;
    const begunAt = performance.now();
    try {
      const data = await this.#perform(connection, event, payloads);
      this.parts.tally.count(event, 'ok');
      ack?.({ ok: true, data });
      this.parts.onAnswered?.(event, data, performance.now() - begunAt);
    } catch (cause) {
      const error = this.#toWire(event, cause);
      this.parts.tally.count(event, error.code);
      ack?.({ ok: false, error });
    } finally {
      this.#pending -= 1;
      if (this.#pending === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    }
  }

  /** Throws, or promises: each layer that only awaits another is paid for by every text. */
  #perform<E extends RequestName>(
    connection: SocketConnection,
    event: E,
    payloads: readonly unknown[],
  ): Promise<Answer<E>> {
    if (this.#isDraining) throw ChatError.after('draining', DRAINING_RETRY_MS, 'the server is going away');
    this.#refuseFlood(connection);
    const payload = checkedPayload(event, payloads);
    this.parts.tolls.take(connection, event, payload);
    const handled = () => this.#handled(connection, event, payload);
    return event === 'session:register' ? this.#register(connection, handled) : handled();
  }

  async #handled<E extends RequestName>(
    connection: SocketConnection,
    event: E,
    payload: Payload<E>,
  ): Promise<Answer<E>> {
    const handler = connection.handlers[event];
    if (handler === undefined) throw new TypeError(`no gateway handles ${event}`);
    const answer = await handler(payload);
    this.parts.tolls.learn(connection, event, answer);
    return answer;
  }

  /** In its turn, and not counted against the time to register: that it takes long is not the client's doing. */
  async #register<A>(connection: SocketConnection, handled: () => Promise<A>): Promise<A> {
    connection.registerBegins();
    try {
      return await this.#registers.pass(
        () => {
          // Who has given up waiting asks again on another socket.
          if (!connection.isOpen) throw ChatError.of('wrong-state', 'the socket is closed');
          return handled();
        },
        () => connection.isOpen,
      );
    } finally {
      connection.registerEnds();
    }
  }

  #refuseFlood(connection: SocketConnection): void {
    const wait = connection.packetWait();
    if (wait > 0) throw ChatError.after('rate-limited', wait, 'too many packets');
  }

  #toWire(event: RequestName, cause: unknown): WireError {
    if (cause instanceof ChatError) return cause.toWire();
    this.parts.log.error('request-broke', { event, cause: errorOf(cause) });
    return ChatError.of('internal', 'a fault of the server; try again').toWire();
  }
}

function checkedPayload<E extends RequestName>(event: E, payloads: readonly unknown[]): Payload<E> {
  if (payloads.length > 1) throw ChatError.invalid('a request has one payload');
  const given = payloads.length === 0 && MAY_BE_BARE.has(event) ? {} : payloads[0];
  const checked = checkPayload(event, given);
  if (!checked.ok) throw ChatError.of(checked.code, checked.message);
  return checked.payload;
}

function isRequestName(event: unknown): event is RequestName {
  return typeof event === 'string' && KNOWN.has(event);
}

function isAck(value: unknown): value is AckFunction {
  return typeof value === 'function';
}
