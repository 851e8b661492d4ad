import type {
  Answer,
  BanNotice,
  CloseReason,
  Payload,
  Place,
  PublicId,
  PushName,
  Pushes,
  RequestName,
} from '@hearken/protocol';
import type { Clock, TimerHandle } from '../platform/clock.js';
import type { Connection } from '../session/connection.js';
import type { ChatSocket } from './chat-socket.js';
import type { Visitor } from './doorkeeper.js';
import { cutOff, guardOutgoing } from './outgoing-guard.js';
import { TokenBucket } from './token-bucket.js';

/** What answers each request of one connection: bound by the gateways. */
export type RequestHandlers = {
  -readonly [E in RequestName]?: (payload: Payload<E>) => Promise<Answer<E>>;
};

/** What is known of whoever opened a connection; nothing of it is an address. */
export interface Entered {
  readonly visitor: Visitor;
  /** As in {@link Connection}. */
  readonly networks: readonly string[];
  readonly place: Place | undefined;
}

/** So many at once, so many a second in the long run. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

/** What a connection is allowed. */
export interface ConnectionLimits {
  readonly registerTimeoutMs: number;
  readonly outgoingMaxBytes: number;
  /** Packets, as things are now: operators may change what it follows from. */
  readonly packets: () => Pace;
}

/** On an address with too many unregistered sockets, one that resumes still has this long: it registers at once. */
const CROWDED_REGISTER_TIMEOUT_MS = 2_000;

/** How long a client may take to read why it is closed. */
const CLOSE_GRACE_MS = 1_000;

let lastId = 0;

const connections = new WeakMap<ChatSocket, SocketConnection>();

/** The connection of a socket that the adapter has let in. */
export function connectionOf(socket: ChatSocket): SocketConnection {
  const connection = connections.get(socket);
  if (connection === undefined) throw new TypeError('this socket has no connection');
  return connection;
}

/** One Socket.IO socket, as the services and the dispatcher see it. */
export class SocketConnection implements Connection {
  readonly id = `c${String(++lastId)}`;
  readonly handlers: RequestHandlers = {};
  readonly visitor: Visitor;
  readonly networks: readonly string[];
  readonly place: Place | undefined;
  #packetPace: Pace;
  #packets: TokenBucket;
  readonly #buckets = new Map<RequestName, TokenBucket>();
  #heardAt: number;
  #publicId: PublicId | undefined;
  #registerTimer: TimerHandle;
  #registersUnderWay = 0;
  /** The time to register is over; a register that came before is still being answered. */
  #isOverdue = false;

  constructor(
    private readonly socket: ChatSocket,
    { visitor, networks, place }: Entered,
    private readonly limits: ConnectionLimits,
    private readonly clock: Clock,
  ) {
    this.visitor = visitor;
    this.networks = networks;
    this.place = place;
    connections.set(socket, this);
    this.#heardAt = clock.now();
    this.#packetPace = limits.packets();
    this.#packets = bucketOf(this.#packetPace, this.#heardAt);
    socket.conn.on('packet', () => {
      this.#heard();
    });
    guardOutgoing(socket.conn, limits.outgoingMaxBytes, () => {
      this.close('slow-reader');
    });
    const patience = visitor.isCrowded
      ? Math.min(CROWDED_REGISTER_TIMEOUT_MS, limits.registerTimeoutMs)
      : limits.registerTimeoutMs;
    this.#registerTimer = clock.setTimeout(() => {
      this.#isOverdue = true;
      this.#closeOverdue();
    }, patience);
  }

  /** Who acts on this connection, once a register was answered. */
  get publicId(): PublicId | undefined {
    return this.#publicId;
  }

  get isOpen(): boolean {
    return this.socket.connected;
  }

  /** A register is being answered: until then the socket is not closed for its absence. */
  registerBegins(): void {
    this.#registersUnderWay += 1;
  }

  /** A register is answered, or refused. */
  registerEnds(): void {
    this.#registersUnderWay -= 1;
    this.#closeOverdue();
  }

  /** A register was answered with success. */
  registered(publicId: PublicId): void {
    this.#publicId = publicId;
    this.visitor.register();
    this.clock.clearTimeout(this.#registerTimer);
  }

  /** Milliseconds until this connection may ask for `event` again; 0: now, and it is counted. */
  waitFor(event: RequestName, pace: Pace): number {
    const now = this.clock.now();
    const bucket = this.#buckets.get(event) ?? bucketOf(pace, now);
    this.#buckets.set(event, bucket);
    const wait = bucket.waitFor(1, now);
    if (wait === 0) bucket.take(1, now);
    return wait;
  }

  /** Milliseconds until the next packet of this connection counts as within its pace; 0: it does now. */
  packetWait(): number {
    return this.#packets.waitFor(0, this.clock.now());
  }

  /** The limits are others now: packets begin with a full budget of the new ones. */
  limitsChanged(): void {
    this.#packetPace = this.limits.packets();
    this.#packets = bucketOf(this.#packetPace, this.clock.now());
  }

  /** The socket is gone; nothing is left to do for it. */
  released(): void {
    this.clock.clearTimeout(this.#registerTimer);
  }

  lastHeard(): number {
    return this.#heardAt;
  }

  push<E extends PushName>(event: E, payload: Pushes[E]): void {
    if (!this.socket.connected) return;
    this.socket.emit(event, payload);
  }

  close(reason: CloseReason, ban?: BanNotice): void {
    if (!this.socket.connected) return;
    const { conn } = this.socket;
    if (reason !== 'slow-reader') this.push('session:closed', { reason, ...(ban !== undefined && { ban }) });
    this.socket.disconnect(true);
    if (reason === 'slow-reader') cutOff(conn);
    else {
      this.clock.setTimeout(() => {
        if (conn.readyState !== 'closed') cutOff(conn);
      }, CLOSE_GRACE_MS);
    }
  }

  #closeOverdue(): void {
    if (!this.#isOverdue || this.#registersUnderWay > 0 || this.#publicId !== undefined) return;
    this.close('register-timeout');
  }

  #heard(): void {
    this.#heardAt = this.clock.now();
    this.#packets.take(1, this.#heardAt);
    // In debt by a whole burst: requests have been answered `rate-limited` for long, and packets keep coming.
    if (this.#packets.level(this.#heardAt) < -this.#packetPace.burst) this.close('abuse');
  }
}

function bucketOf({ burst, perSecond }: Pace, now: number): TokenBucket {
  return new TokenBucket(burst, perSecond, now);
}
