import { PUSH_NAMES, type Ack, type Answer, type Payload, type RequestName } from '@hearken/protocol';
import { io, type Socket } from 'socket.io-client';
import type { Clock } from './ports';
import {
  OpenError,
  type Link,
  type LinkListener,
  type OpenFailure,
  type Outcome,
  type Push,
  type Transport,
  type Via,
} from './transport';

/** How the transport reaches the server. */
export interface SocketTransportOptions {
  /** Origin of the server; the page's own by default. */
  readonly url?: string;
  /** Whether the server answers plain HTTP just now; the page's way is {@link answersHttp}. */
  readonly probe: (timeoutMs: number) => Promise<boolean>;
  readonly clock: Clock;
}

/** WebSocket attempts that fail although HTTP answers, before long polling is tried: one may meet a restart. */
const FAILURES_BEFORE_POLLING = 2;

/**
 * WebSocket attempts that fail in a row before each next one waits for HTTP to answer. Chromium holds new WebSockets of a
 * page back after many failed ones: hardly noticed after ten, for up to 5 s after thirty, which is longer than an attempt
 * may take. A page that is back after a long outage would fail on, and take WebSockets for blocked.
 */
const FAILURES_BEFORE_ASKING = 10;

/**
 * A WebSocket that is not open in time may be on a slow line, and is not blocked: HTTP, of one round trip at least, must have
 * answered so much sooner that the five of TCP, TLS, upgrade and greeting would have been over.
 */
const ROUND_TRIPS = 8;

/**
 * Socket.IO as a {@link Transport}. Reconnecting is not its business. A WebSocket first; where HTTP answers but a
 * WebSocket can't be opened, twice, long polling is used for the rest of the page's life, or `websocket-blocked` told
 * when that fails too.
 */
export class SocketTransport implements Transport {
  #blocked = 0;
  /** WebSocket attempts that failed since one succeeded. */
  #failed = 0;

  constructor(private readonly options: SocketTransportOptions) {}

  async open(listener: LinkListener, timeoutMs: number): Promise<Link> {
    const isBlocked = this.#blocked >= FAILURES_BEFORE_POLLING;
    const asksFirst = !isBlocked && this.#failed >= FAILURES_BEFORE_ASKING;
    if (asksFirst && !(await this.options.probe(timeoutMs))) throw new OpenError('unreachable');
    try {
      const link = await this.#connect(isBlocked ? 'polling' : 'websocket', listener, timeoutMs);
      this.#failed = 0;
      return link;
    } catch (error) {
      this.#failed += 1;
      if (!(error instanceof OpenError) || error.reason === 'refused') throw error;
      const answers = await this.options.probe(error.reason === 'timeout' ? timeoutMs / ROUND_TRIPS : timeoutMs);
      // Without an answer nothing is known of what is blocked.
      if (!answers) throw error;
      this.#blocked = isBlocked ? 0 : this.#blocked + 1;
      throw isBlocked ? new OpenError('websocket-blocked', { cause: error }) : error;
    }
  }

  #connect(via: Via, listener: LinkListener, timeoutMs: number): Promise<Link> {
    const socket = io(this.options.url ?? '/', {
      transports: [via],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
      timeout: timeoutMs,
    });
    return new Promise((resolve, reject) => {
      const fail = (reason: OpenFailure, cause?: Error): void => {
        this.options.clock.clearTimeout(timer);
        socket.off();
        socket.disconnect();
        reject(new OpenError(reason, { cause }));
      };
      const timer = this.options.clock.setTimeout(() => {
        fail('timeout');
      }, timeoutMs);
      socket.once('connect', () => {
        this.options.clock.clearTimeout(timer);
        socket.off();
        resolve(new SocketLink(socket, via, listener));
      });
      socket.once('connect_error', (error) => {
        // The server's own refusal carries data; a transport that failed does not.
        fail('data' in error || error.message === 'Invalid namespace' ? 'refused' : 'unreachable', error);
      });
      socket.connect();
    });
  }
}

class SocketLink implements Link {
  #isClosed = false;

  constructor(
    private readonly socket: Socket,
    readonly via: Via,
    listener: LinkListener,
  ) {
    for (const name of PUSH_NAMES) {
      // The one place where what the server sends gets its type: the names and payloads are declared together.
      socket.on(name, (payload: unknown) => {
        listener.onPush({ name, payload } as Push);
      });
    }
    // Every packet counts, pings among them.
    socket.io.engine.on('packet', () => {
      if (!this.#isClosed) listener.onAlive();
    });
    socket.io.engine.on('ping', () => {
      if (!this.#isClosed) listener.onPing();
    });
    socket.on('disconnect', () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      listener.onClose();
    });
  }

  request<E extends RequestName>(
    event: E,
    payload: Payload<E>,
    timeoutMs: number,
    done: (outcome: Outcome<Answer<E>>) => void,
  ): void {
    this.socket.timeout(timeoutMs).emit(event, payload, (error: Error | null, ack: unknown) => {
      // After close() nobody listens; after a disconnect the listener was told.
      if (this.#isClosed) return;
      if (error === null) done({ answered: true, ack: ackOf<Answer<E>>(ack) });
      else done({ answered: false, why: 'timeout' });
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.socket.off();
    this.socket.disconnect();
  }
}

/** What is no acknowledgement at all counts as a fault of the server. */
function ackOf<T>(value: unknown): Ack<T> {
  const isAck = typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
  if (isAck) return value as Ack<T>;
  return { ok: false, error: { code: 'internal', message: 'not an acknowledgement' } };
}

/**
 * Whether the server answers plain HTTP; an answer in the server's name by a proxy (502, 503, 504) is none.
 *
 * @param url origin of the server, '' for the page's own
 */
export async function answersHttp(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${url}/health`, { cache: 'no-store', credentials: 'omit', signal });
    return response.ok;
  } catch {
    return false;
  }
}
