import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { WsMessageHandler } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { PING_INTERVAL_MS, PING_TIMEOUT_MS, type Answer, type RequestName } from '@hearken/protocol';
import { Server, type ServerOptions } from 'socket.io';
import type { Clock } from '../platform/clock.js';
import type { Connection } from '../session/connection.js';
import type { ChatServer, ChatSocket, EngineSocket } from './chat-socket.js';
import type { FindPlace } from '../place/place-finder.js';
import { clientAddress, clientNetwork, clientPlace, type TrustProxy } from './client-address.js';
import type { Doorkeeper } from './doorkeeper.js';
import { isOriginAllowed } from './origin-check.js';
import type { RequestDispatcher } from './request-dispatcher.js';
import { SocketConnection, type ConnectionLimits, type Entered } from './socket-connection.js';

/** What the adapter is made of. */
export interface ChatAdapterParts {
  readonly httpServer: HttpServer;
  readonly dispatcher: RequestDispatcher;
  readonly doorkeeper: Doorkeeper;
  readonly trust: TrustProxy;
  /** CLIENT_URL. */
  readonly clientUrls: readonly string[];
  readonly frameMaxBytes: number;
  readonly limits: ConnectionLimits;
  /** Keyed hashes of a network, for bans. */
  readonly hashNetwork: (network: string) => readonly string[];
  readonly findPlace: FindPlace;
  readonly clock: Clock;
  /** A socket has closed. */
  readonly closed: (connection: Connection) => void;
}

/**
 * All of Socket.IO's options and all of its events, in one place: with several gateways on one port only the first
 * one's options would count. Each socket gets its handlers before anything is awaited, so nothing sent on connect is lost.
 */
export class ChatAdapter extends IoAdapter {
  readonly #entered = new WeakMap<EngineSocket, Entered>();
  readonly #connections = new Map<ChatSocket, SocketConnection>();
  #isClosed = false;

  constructor(private readonly parts: ChatAdapterParts) {
    super(parts.httpServer);
  }

  /** Everybody connected, registered or not. */
  connections(): Iterable<SocketConnection> {
    return this.#connections.values();
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Lets nobody in any more. */
  closeDoor(): void {
    this.#isClosed = true;
  }

  /** What the gateways declare is ignored on purpose: `@ChatGateway` declares nothing. */
  override createIOServer(): ChatServer {
    const server = new Server(this.parts.httpServer, this.#options());
    server.engine.on('connection', (conn: EngineSocket) => {
      this.#enter(conn);
    });
    server.on('connection', (socket) => {
      this.#connect(socket);
    });
    return server;
  }

  /** Called by Nest for each gateway and each socket, right after the connection. */
  override bindMessageHandlers(socket: ChatSocket, handlers: readonly WsMessageHandler[]): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    for (const { message, callback } of handlers) {
      // Nest keeps handlers untyped; that they fit the protocol is what the gateways' type test shows.
      const handler = callback as (payload: unknown) => Promise<Answer<RequestName>>;
      Object.assign(connection.handlers, { [message]: handler });
    }
  }

  #options(): Partial<ServerOptions> {
    const { clientUrls, frameMaxBytes, limits } = this.parts;
    return {
      transports: ['websocket', 'polling'],
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      maxHttpBufferSize: frameMaxBytes,
      connectTimeout: limits.registerTimeoutMs,
      serveClient: false,
      // Secrets and the partner's words in one compressed stream would tell about each other by their length.
      perMessageDeflate: false,
      httpCompression: false,
      allowRequest: (request, decide) => {
        const refusal = this.#refusal(request);
        decide(refusal, refusal === undefined);
      },
      ...(clientUrls.length === 0 ? {} : { cors: { origin: [...clientUrls] } }),
    };
  }

  /** Why a handshake is refused. */
  #refusal(request: IncomingMessage): string | undefined {
    const { clientUrls, doorkeeper, trust } = this.parts;
    if (this.#isClosed) return 'draining';
    if (!isOriginAllowed(request.headers, clientUrls)) return 'origin';
    return doorkeeper.isOpenFor(clientAddress(request, trust)) ? undefined : 'rate-limited';
  }

  #enter(conn: EngineSocket): void {
    const visitor = this.parts.doorkeeper.enter(clientAddress(conn.request, this.parts.trust));
    const networks = this.parts.hashNetwork(clientNetwork(conn.request, this.parts.trust));
    const place = clientPlace(conn.request, this.parts.trust, this.parts.findPlace);
    this.#entered.set(conn, { visitor, networks, place });
    conn.on('close', () => {
      visitor.leave();
    });
  }

  #connect(socket: ChatSocket): void {
    const entered = this.#entered.get(socket.conn);
    // A second CONNECT in the same packet would make a second socket on one line.
    if (entered === undefined || !this.#entered.delete(socket.conn)) {
      socket.disconnect(true);
      return;
    }
    const connection = new SocketConnection(socket, entered, this.parts.limits, this.parts.clock);
    this.#connections.set(socket, connection);
    socket.onAny((...packet: readonly unknown[]) => {
      this.parts.dispatcher.receive(connection, packet);
    });
    socket.on('disconnect', () => {
      this.#connections.delete(socket);
      connection.released();
      this.parts.closed(connection);
    });
    forgetRequest(socket);
  }
}

/**
 * Lets go of the handshake's request: it would keep headers and addresses in memory for the life of the socket (facts:
 * a good part of what a connection costs).
 */
function forgetRequest(socket: ChatSocket): void {
  Reflect.set(socket.conn, 'request', undefined);
  Reflect.set(socket.client, 'request', undefined);
  Reflect.set(socket, 'handshake', undefined);
}
