import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { isErrorCode } from '../../codes.js';
import type {
  Ack,
  Answer,
  ClientToServerEvents,
  Payload,
  PushName,
  Pushes,
  RequestName,
  ServerToClientEvents,
} from '../../events.js';
import { ITEMS_MAX, ITEMS_MAX_BYTES } from '../../limits.js';
import { ConformanceFailure, promised, shown } from './failure.js';
import type { ServerUnderTest } from './server-under-test.js';

/** How long an answer or a push may take, ms: far above what the contract says, as the machine may be busy. */
export const PATIENCE_MS = 5_000;
const POLL_MS = 10;
/** Socket.IO's number for a packet that acknowledges. */
const ACK_PACKET = 3;

const PRIVATE_ID_ANYWHERE = /(?<![\w-])[\w-]{43}(?![\w-])/g;

/** A push as it came. */
export interface RecordedPush {
  readonly event: string;
  readonly payload: unknown;
  /** This machine's clock, ms since the epoch. */
  readonly at: number;
  /** Handed to a case already by `push`. */
  isTaken: boolean;
}

export interface WireOptions {
  readonly transports?: readonly ('websocket' | 'polling')[];
  readonly headers?: Readonly<Record<string, string>>;
}

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** One socket, with everything that came over it. What any server must never do is noted in `violations`. */
export class Wire {
  readonly pushes: RecordedPush[] = [];
  readonly violations: string[] = [];
  #closedBecause: string | undefined;
  #isRegistered = false;
  #frozen: NodeWebSocket | undefined;
  readonly #answered = new Set<number>();
  /** Private ids that may come over this wire: its own. */
  readonly #ownSecrets = new Set<string>();

  private constructor(
    private readonly server: ServerUnderTest,
    readonly socket: ClientSocket,
    private readonly leaveDoor: () => void,
  ) {
    socket.onAny((event: string, payload: unknown) => this.#onPush(event, payload));
    socket.on('disconnect', (reason) => this.#onClosed(reason));
    // Below the socket, which drops a second answer without a word.
    socket.io.on('packet', ({ type, id }) => {
      const kind: number = type;
      if (kind !== ACK_PACKET || id === undefined) return;
      if (this.#answered.has(id)) this.violations.push('a request was answered twice');
      this.#answered.add(id);
    });
  }

  /**
   * Opens a socket.
   *
   * @throws {ConformanceFailure} when it cannot be opened
   */
  static async open(server: ServerUnderTest, options: WireOptions = {}): Promise<Wire> {
    const leaveDoor = await server.door();
    const socket: ClientSocket = io(server.url, {
      forceNew: true,
      reconnection: false,
      autoConnect: false,
      timeout: PATIENCE_MS,
      transports: [...(options.transports ?? ['websocket'])],
      ...(options.headers === undefined ? {} : { extraHeaders: { ...options.headers } }),
    });
    const wire = new Wire(server, socket, leaveDoor);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
        socket.connect();
      });
    } catch (cause) {
      wire.close();
      throw new ConformanceFailure(`a socket can be opened; came: ${shown(cause)}`, { cause });
    }
    return wire;
  }

  /** Asks, and gives the answer whatever it is. */
  ask<E extends RequestName>(event: E, payload: Payload<E>, withinMs?: number): Promise<Ack<Answer<E>>> {
    // Parsing: askAnything has checked what every answer must be; the rest is the case's to check.
    return this.askAnything(event, [payload], withinMs) as Promise<Ack<Answer<E>>>;
  }

  /** Asks what is to be done. A refusal fails the case. */
  async done<E extends RequestName>(event: E, payload: Payload<E>, withinMs?: number): Promise<Answer<E>> {
    const answer = await this.ask(event, payload, withinMs);
    promised(answer.ok, `${event} ${shown(payload)} is done`, answer);
    return answer.data;
  }

  /** Asks what is to be refused with one of these codes. */
  async refused<E extends RequestName>(event: E, payload: Payload<E>, ...codes: readonly string[]): Promise<Refusal> {
    const answer = await this.ask(event, payload);
    promised(
      !answer.ok && codes.includes(answer.error.code),
      `${event} ${shown(payload)} is refused: ${codes.join(', ')}`,
      answer,
    );
    return answer.error;
  }

  /** Sends any event with any arguments and an acknowledgement, and checks what every answer must be. */
  async askAnything(event: string, args: readonly unknown[], withinMs = PATIENCE_MS): Promise<Ack<unknown>> {
    promised(this.isOpen, `the socket is open for ${event}`, this.#closedBecause);
    const answer = await new Promise<unknown>((resolve, reject) => {
      const fail = (why: string): void => reject(new ConformanceFailure(`${event} ${shown(args)} is answered; ${why}`));
      const timer = setTimeout(() => fail(`nothing came within ${String(withinMs)} ms`), withinMs);
      const onClosed = (reason: string): void => {
        clearTimeout(timer);
        // A last answer may stand right before the close.
        setTimeout(() => fail(`the socket was closed: ${reason}`), 0);
      };
      this.socket.once('disconnect', onClosed);
      const onAnswer = (...came: readonly unknown[]): void => {
        clearTimeout(timer);
        this.socket.off('disconnect', onClosed);
        if (came.length !== 1) this.violations.push(`${event} was answered with ${String(came.length)} values`);
        // Register is answered in the order of arrival: what follows may be a push.
        if (event === 'session:register') this.#onRegisterAnswer(came[0]);
        resolve(came[0]);
      };
      emitAnything(this.socket, event, [...args, onAnswer]);
    });
    this.#inspect(answer, `the answer of ${event}`);
    promised(isAck(answer), `the answer of ${event} is {ok, data} or {ok, error: {code, message}}`, answer);
    if (!answer.ok && !isErrorCode(answer.error.code))
      this.violations.push(`${event} was refused with the unknown code ${String(answer.error.code)}`);
    return answer;
  }

  /** The next push of this name that fits and that no case has taken, from the past or within `withinMs`. */
  async push<E extends PushName>(
    event: E,
    fits: (payload: Pushes[E]) => boolean = () => true,
    withinMs = PATIENCE_MS,
  ): Promise<Pushes[E]> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = this.pushes.find(
        (push) => !push.isTaken && push.event === event && fits(push.payload as Pushes[E]),
      );
      if (found !== undefined) {
        found.isTaken = true;
        return found.payload as Pushes[E];
      }
      promised(Date.now() < deadline, `${event} is pushed within ${String(withinMs)} ms`, this.#lately());
      await sleep(POLL_MS);
    }
  }

  /** All pushes of a name so far. */
  all<E extends PushName>(event: E): readonly Pushes[E][] {
    return this.pushes.filter((push) => push.event === event).map((push) => push.payload as Pushes[E]);
  }

  /** Waits until the server has closed the socket. */
  async closed(withinMs: number): Promise<string> {
    const deadline = Date.now() + withinMs;
    while (this.isOpen) {
      promised(Date.now() < deadline, `the socket is closed within ${String(withinMs)} ms`, this.#lately());
      await sleep(POLL_MS);
    }
    return this.#closedBecause ?? 'closed';
  }

  get isOpen(): boolean {
    return this.#closedBecause === undefined;
  }

  /** Closes as a page that goes away does. */
  close(): void {
    this.#leave('closed by this side');
    // A frozen one would wait for the answer to its close for half a minute.
    this.#frozen?.terminate();
  }

  /** Destroys the TCP connection without a word, as a cut does. */
  cut(): void {
    (this.#frozen ?? webSocketOf(this.socket))?.terminate();
    this.#leave('cut by this side');
  }

  /** Goes silent with the connection open: nothing is read, no ping answered. */
  freeze(): void {
    this.#frozen = webSocketOf(this.socket);
    promised(this.#frozen !== undefined, 'the socket is an open WebSocket, which can be frozen');
    this.#frozen.pause();
  }

  #leave(why: string): void {
    this.leaveDoor();
    this.#closedBecause ??= why;
    this.socket.disconnect();
  }

  #onPush(event: string, payload: unknown): void {
    this.pushes.push({ event, payload, at: Date.now(), isTaken: false });
    const mayComeEarly = event === 'session:closed' || event === 'server:draining';
    if (!this.#isRegistered && !mayComeEarly) this.violations.push(`${event} was pushed before register was answered`);
    this.#inspect(payload, `the push ${event}`);
  }

  #onRegisterAnswer(answer: unknown): void {
    if (!isAck(answer) || !answer.ok) return;
    this.#isRegistered = true;
    this.leaveDoor();
    const privateId = fieldOf(answer.data, 'privateId');
    if (typeof privateId !== 'string') return;
    this.#ownSecrets.add(privateId);
    this.server.secrets.add(privateId);
  }

  #onClosed(reason: string): void {
    this.leaveDoor();
    this.#closedBecause ??= reason;
  }

  /** What holds for everything that comes: the bounds of items, and no secret of anybody else (I10). */
  #inspect(value: unknown, what: string): void {
    for (const items of itemsIn(value)) {
      const bytes = Buffer.byteLength(JSON.stringify(items));
      const isTooMuch = items.length > ITEMS_MAX || (items.length > 1 && bytes > ITEMS_MAX_BYTES + items.length + 1);
      if (isTooMuch) this.violations.push(`${what} held ${String(items.length)} items of ${String(bytes)} bytes`);
    }
    for (const [word] of JSON.stringify(value ?? null).matchAll(PRIVATE_ID_ANYWHERE)) {
      if (this.server.secrets.has(word) && !this.#ownSecrets.has(word))
        this.violations.push(`${what} held a private id of somebody else`);
    }
  }

  #lately(): readonly unknown[] {
    return this.pushes.slice(-5).map(({ event, payload }) => ({ event, payload }));
  }
}

type Refusal = Extract<Ack<unknown>, { readonly ok: false }>['error'];

function isAck(value: unknown): value is Ack<unknown> {
  const ok = fieldOf(value, 'ok');
  if (ok === true) return typeof value === 'object' && value !== null && 'data' in value;
  const error = fieldOf(value, 'error');
  return ok === false && typeof fieldOf(error, 'code') === 'string' && typeof fieldOf(error, 'message') === 'string';
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Every list named `items`, however deep. */
function itemsIn(value: unknown): readonly (readonly unknown[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'items' && Array.isArray(inner) ? [inner as readonly unknown[]] : itemsIn(inner),
  );
}

/** The types allow declared events only; a conformance suite must also send others. */
function emitAnything(socket: ClientSocket, event: string, args: readonly unknown[]): void {
  (socket as unknown as { emit(event: string, ...args: readonly unknown[]): void }).emit(event, ...args);
}

/** What Node's `ws` can do and no page can. */
interface NodeWebSocket {
  pause(): void;
  terminate(): void;
}

/** Reaches below Socket.IO; undefined where the transport is another one, or closed already. */
function webSocketOf(socket: ClientSocket): NodeWebSocket | undefined {
  const ws = fieldOf(socket.io.engine.transport, 'ws');
  return isNodeWebSocket(ws) ? ws : undefined;
}

function isNodeWebSocket(value: unknown): value is NodeWebSocket {
  return typeof fieldOf(value, 'pause') === 'function' && typeof fieldOf(value, 'terminate') === 'function';
}
