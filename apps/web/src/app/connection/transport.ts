import type { Ack, Answer, Payload, PushName, Pushes, RequestName } from '@hearken/protocol';

/** One push as a value, so that listeners switch over `name` and the compiler knows the payload. */
export type Push = { readonly [N in PushName]: { readonly name: N; readonly payload: Pushes[N] } }[PushName];

/** How bytes travel. */
export type Via = 'websocket' | 'polling';

/**
 * Why a connection could not be opened.
 *
 * - `unreachable`: nothing answered; the network or the server is away.
 * - `timeout`: nothing answered in time.
 * - `websocket-blocked`: the server answers plain HTTP, and neither a WebSocket nor long polling could be opened.
 * - `refused`: the server answered and said no (an origin it does not allow, a connection limit).
 */
export type OpenFailure = 'unreachable' | 'timeout' | 'websocket-blocked' | 'refused';

/** A connection that could not be opened. */
export class OpenError extends Error {
  override readonly name = 'OpenError';
  constructor(
    readonly reason: OpenFailure,
    options?: ErrorOptions,
  ) {
    super(`connection not opened: ${reason}`, options);
  }
}

/** Why a request's answer will never be known. */
export type NoAnswer = 'timeout' | 'closed';

/** What becomes of a request: the server's answer, or that there will be none. */
export type Outcome<T> =
  { readonly answered: true; readonly ack: Ack<T> } | { readonly answered: false; readonly why: NoAnswer };

/** What a link tells whoever opened it. Nothing comes before `open` has fulfilled, nothing after `onClose`. */
export interface LinkListener {
  /** The server pushed something, in the order in which it sent it. */
  onPush(push: Push): void;
  /** The link is gone, by whatever cause but `close()`; told once. */
  onClose(): void;
  /** Bytes came (a ping, an answer, a push): the server is alive. */
  onAlive(): void;
  /** A ping came, after its `onAlive`, and is being answered: the server will know that this browser is alive. */
  onPing(): void;
}

/** One open connection. It is never opened again: after its end, `Transport.open` gives another one. */
export interface Link {
  readonly via: Via;
  /**
   * Sends a request.
   *
   * @param timeoutMs ms to wait for the answer
   * @param done called once. A callback and not a promise: answers and pushes must be told in the order in which they
   *   came, and a promise's reactions would run after a push that came later.
   */
  request<E extends RequestName>(
    event: E,
    payload: Payload<E>,
    timeoutMs: number,
    done: (outcome: Outcome<Answer<E>>) => void,
  ): void;
  /** Ends the link: the listener hears nothing more, and requests under way are never told `done`. */
  close(): void;
}

/** The way to the server: Socket.IO in the page, a fake in tests, a virtual network in the simulation. */
export interface Transport {
  /**
   * Opens a link.
   *
   * @param timeoutMs ms after which the attempt is given up
   * @throws {OpenError}
   */
  open(listener: LinkListener, timeoutMs: number): Promise<Link>;
}
