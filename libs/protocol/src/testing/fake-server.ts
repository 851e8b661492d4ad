/**
 * A server for tests of clients: it speaks the protocol over a real Socket.IO server on a port of its own, records what
 * it hears and says, and misbehaves on demand.
 *
 *     const server = await FakeServer.start();
 *     server.misbehave({ is: 'never-ack', event: 'room:send' }, 1);
 *     ... the client under test, at server.url ...
 *     expect(server.requests('room:send')).toHaveLength(2);
 *     await server.close();
 *
 * How to extend it:
 *
 * - Another answer for one test: `server.on('queue:join', (payload, honest) => ({ ...honest(), position: 7 }))`.
 * - A push at a moment of the test's choosing: `server.push(publicId, 'room:changed', { roomId })`.
 * - State: `server.hall` holds people and rooms, for tests to read and to change (`server.hall.depart(publicId)`).
 * - A new event: declare it in src/events.ts; the compiler then asks for its handler in fake/fake-hall.ts.
 * - A new misbehaviour: name it in fake/misbehaviour.ts, and take it (`this.#bad.take`) here, where a request, an answer
 *   or a push passes. Keep it a fault of the wire: what an honest server does belongs into the hall.
 */
import { createServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server, type Socket } from 'socket.io';
import type { CloseReason } from '../codes.js';
import { checkPayload } from '../dto/index.js';
import {
  REQUEST_NAMES,
  type Ack,
  type Answer,
  type Payload,
  type PushName,
  type Pushes,
  type RequestName,
  type WireError,
} from '../events.js';
import type { PublicId } from '../ids.js';
import { DEFAULT_LIMITS, FRAME_MAX_BYTES, PING_INTERVAL_MS, PING_TIMEOUT_MS, type Limits } from '../limits.js';
import { FakeHall } from './fake/fake-hall.js';
import { Misbehaviours, type Misbehaviour } from './fake/misbehaviour.js';
import { FakeRefusal, refusal } from './fake/refusal.js';
import { sendNextAckTwice, silence, unsilence } from './fake/wire-faults.js';

export type { FakePerson } from './fake/fake-person.js';
export type { FakeRoom } from './fake/fake-room.js';
export type { Misbehaviour } from './fake/misbehaviour.js';
export { refusal } from './fake/refusal.js';

/** Requests whose answer says nothing. */
const MAY_GO_UNANSWERED: ReadonlySet<string> = new Set<RequestName>(['room:received', 'room:typing']);

const POLLING_CLOSE_MS = 100;
/** A push that has waited this long for another one to overtake it goes out. */
const REORDER_WAIT_MS = 200;

/** Something that crossed the wire. */
export interface Traffic {
  readonly kind: 'request' | 'answer' | 'push';
  readonly socket: string;
  readonly event: string;
  /** Payload, answer or pushed payload. */
  readonly data: unknown;
  /** This machine's clock, ms since the epoch. */
  readonly at: number;
}

/** Answers a request in the server's stead; `honest` does what the server would have done. */
export type Hook<E extends RequestName> = (payload: Payload<E>, honest: () => Answer<E>) => Answer<E>;

export interface FakeServerOptions {
  readonly limits?: Partial<Limits>;
}

/** See the header of this file. */
export class FakeServer {
  readonly traffic: Traffic[] = [];
  readonly hall: FakeHall;
  readonly #io: Server;
  readonly #bad = new Misbehaviours();
  /** Each under the event it is for. */
  readonly #hooks = new Map<RequestName, unknown>();
  readonly #sockets = new Map<PublicId, Socket>();
  /** Sockets on which a register was answered, also when another one has replaced them since. */
  readonly #registered = new WeakSet<Socket>();
  readonly #waiting = new Map<Socket, { event: PushName; payload: unknown }>();
  readonly #connections = new Set<TcpSocket>();
  #isHalfOpen = false;

  private constructor(
    private readonly http: HttpServer,
    { limits }: FakeServerOptions,
  ) {
    this.hall = new FakeHall((to, event, payload) => this.push(to, event, payload), { ...DEFAULT_LIMITS, ...limits });
    http.on('connection', (connection) => this.#onConnection(connection));
    this.#io = new Server(http, {
      cors: { origin: true },
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      maxHttpBufferSize: FRAME_MAX_BYTES,
    });
    // Long polling would keep a test's process for half a minute after its end.
    this.#io.engine.on('connection', ({ transport }: { readonly transport: object }) => {
      Reflect.set(transport, 'closeTimeout', POLLING_CLOSE_MS);
    });
    this.#guardUpgrades();
    this.#io.on('connection', (socket) => this.#onSocket(socket));
  }

  /** Starts one on a free port of 127.0.0.1. */
  static async start(options: FakeServerOptions = {}): Promise<FakeServer> {
    const http = createServer((_, response) => {
      response.statusCode = 404;
      response.end();
    });
    const server = new FakeServer(http, options);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    // Parsing: a server that listens on a port has an address with one.
    return `http://127.0.0.1:${String((this.http.address() as AddressInfo).port)}`;
  }

  /** Misbehaves from now on, the next `times` times where given; the way to stop it. */
  misbehave(what: Misbehaviour, times?: number): () => void {
    if (what.is !== 'half-open') return this.#bad.add(what, times);
    this.#setHalfOpen(true);
    return () => this.#setHalfOpen(false);
  }

  /** Behaves again. */
  behave(): void {
    this.#bad.clear();
    this.#setHalfOpen(false);
  }

  /** Lets `hook` answer a request; the way to take it off. One hook an event, the last one. */
  on<E extends RequestName>(event: E, hook: Hook<E>): () => void {
    this.#hooks.set(event, hook);
    return () => this.#hooks.delete(event);
  }

  /** Payloads of every request of a name so far. */
  requests<E extends RequestName>(event: E): readonly Payload<E>[] {
    return this.traffic
      .filter((one) => one.kind === 'request' && one.event === event)
      .map(({ data }) => data as Payload<E>);
  }

  /** Pushes to a person, if they are here, through whatever misbehaviour holds for pushes. */
  push<E extends PushName>(to: PublicId, event: E, payload: Pushes[E]): void {
    const socket = this.#sockets.get(to);
    if (socket !== undefined) this.#deliver(socket, event, payload);
  }

  /** Closes every socket as a server that goes away does. */
  disconnectAll(): void {
    this.#io.disconnectSockets(true);
  }

  /** Destroys every TCP connection, as a cut does. */
  cutAll(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    await this.#io.close();
  }

  #deliver<E extends PushName>(socket: Socket, event: E, payload: Pushes[E]): void {
    const bad = this.#bad.take(['drop-pushes', 'duplicate-pushes', 'reorder-pushes'], event);
    if (bad?.is === 'drop-pushes') return;
    if (bad?.is === 'reorder-pushes' && !this.#waiting.has(socket)) {
      this.#waiting.set(socket, { event, payload });
      setTimeout(() => this.#releaseWaiting(socket), REORDER_WAIT_MS);
      return;
    }
    this.#emit(socket, event, payload);
    if (bad?.is === 'duplicate-pushes') this.#emit(socket, event, payload);
    this.#releaseWaiting(socket);
  }

  #onConnection(connection: TcpSocket): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
    if (this.#isHalfOpen) silence(connection);
  }

  #setHalfOpen(isHalfOpen: boolean): void {
    this.#isHalfOpen = isHalfOpen;
    for (const connection of this.#connections) (isHalfOpen ? silence : unsilence)(connection);
  }

  #guardUpgrades(): void {
    const upgrade = this.http.listeners('upgrade');
    this.http.removeAllListeners('upgrade');
    this.http.on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
      if (this.#bad.take(['refuse-websocket']) !== undefined) duplex.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      else for (const listener of upgrade) Reflect.apply(listener, this.http, [request, duplex, head]);
    });
  }

  #onSocket(socket: Socket): void {
    socket.onAny((event: string, ...args: readonly unknown[]) => this.#onRequest(socket, event, args));
    socket.on('disconnect', () => {
      const publicId = this.#personOn(socket);
      if (publicId === undefined) return;
      this.#sockets.delete(publicId);
      this.hall.left(publicId);
    });
  }

  #onRequest(socket: Socket, event: string, args: readonly unknown[]): void {
    const [payload] = args;
    const last = args.at(-1);
    this.#record('request', socket, event, payload);
    if (typeof last !== 'function' && !MAY_GO_UNANSWERED.has(event)) {
      this.#close(socket, 'abuse');
      return;
    }
    const bad = this.#bad.take(['ignore', 'never-ack', 'ack-late', 'ack-twice', 'refuse', 'close-mid-request'], event);
    const isSkipped = bad?.is === 'ignore' || (bad?.is === 'close-mid-request' && !bad.isDone);
    if (isSkipped) {
      if (bad.is === 'close-mid-request') socket.disconnect(true);
      return;
    }
    const answer = bad?.is === 'refuse' ? refused(bad.error) : this.#answer(socket, event, payload);
    if (bad?.is === 'close-mid-request') socket.disconnect(true);
    if (bad?.is === 'close-mid-request' || bad?.is === 'never-ack' || typeof last !== 'function') return;
    const send = (): void => {
      if (bad?.is === 'ack-twice') sendNextAckTwice(socket);
      this.#record('answer', socket, event, answer);
      Reflect.apply(last, undefined, [answer]);
    };
    if (bad?.is === 'ack-late') setTimeout(send, bad.ms);
    else send();
  }

  #answer(socket: Socket, event: string, payload: unknown): Ack<unknown> {
    const name = REQUEST_NAMES.find((known) => known === event);
    if (name === undefined) return refused(refusal('unknown-event'));
    if (name === 'session:register' && this.#bad.take(['newer-protocol']) !== undefined)
      return refused(refusal('outdated'));
    const checked = checkPayload(name, payload);
    if (name !== 'session:register' && !this.#registered.has(socket)) return refused(refusal('not-registered'));
    if (!checked.ok) return refused(refusal(checked.code, { message: checked.message }));
    try {
      return { ok: true, data: this.#do(socket, name, checked.payload) };
    } catch (error) {
      if (error instanceof FakeRefusal) return refused(error.error);
      throw error;
    }
  }

  #do<E extends RequestName>(socket: Socket, event: E, payload: Payload<E>): Answer<E> {
    const honest = (): Answer<E> => this.#honest(socket, event, payload);
    const hook = this.#hooks.get(event) as Hook<E> | undefined;
    return hook === undefined ? honest() : hook(payload, honest);
  }

  #honest<E extends RequestName>(socket: Socket, event: E, payload: Payload<E>): Answer<E> {
    if (event !== 'session:register') {
      const publicId = this.#personOn(socket);
      if (publicId === undefined) throw new FakeRefusal(refusal('replaced'));
      return this.hall.handle(publicId, event, payload);
    }
    // Parsing: the payload was checked as the register's, whose answer this is.
    const registered = this.hall.register(payload as Payload<'session:register'>);
    const older = this.#sockets.get(registered.publicId);
    this.#sockets.set(registered.publicId, socket);
    this.#registered.add(socket);
    if (older !== undefined && older !== socket) {
      this.#close(older, 'replaced');
    }
    return registered;
  }

  #personOn(socket: Socket): PublicId | undefined {
    for (const [publicId, one] of this.#sockets) if (one === socket) return publicId;
    return undefined;
  }

  #close(socket: Socket, reason: CloseReason): void {
    this.#deliver(socket, 'session:closed', { reason });
    socket.disconnect(true);
  }

  #releaseWaiting(socket: Socket): void {
    const waiting = this.#waiting.get(socket);
    this.#waiting.delete(socket);
    if (waiting !== undefined) this.#emit(socket, waiting.event, waiting.payload);
  }

  #emit(socket: Socket, event: PushName, payload: unknown): void {
    this.#record('push', socket, event, payload);
    socket.emit(event, payload);
  }

  #record(kind: Traffic['kind'], { id }: Socket, event: string, data: unknown): void {
    this.traffic.push({ kind, socket: id, event, data, at: Date.now() });
  }
}

function refused(error: WireError): Ack<never> {
  return { ok: false, error };
}
