import {
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
  type Ack,
  type CloseReason,
  type PushName,
  type Pushes,
} from '@hearken/protocol';
import type { Connection } from '@api/session/connection';
import type { LinkListener, Outcome, Push } from '@web/connection/transport';
import type { Process } from '../kernel/process';
import { Channel } from './channel';
import type { Line } from './line';

/** What a server does with a connection: the gateway's part. */
export interface ServerSide {
  readonly process: Process;
  /** It takes connections, and does not stand still. */
  readonly isUp: boolean;
  /** This process's clock, ms since the epoch. */
  now(): number;
  opened(socket: ServerSocket): void;
  closed(socket: ServerSocket): void;
  /** Never rejects. */
  handle(socket: ServerSocket, event: string, payload: unknown): Promise<Ack<unknown>>;
  pushed(socket: ServerSocket, event: string, payload: unknown): void;
}

/** What a link's client end does. */
export interface ClientSide {
  readonly process: Process;
  readonly listener: LinkListener;
}

/** How payloads cross: as JSON text, as on the wire, or, faster, as they are. */
export type Copy = <T>(value: T) => T;

/** One open connection, both ends: packets, heartbeat, and every way to end it. */
export class Wire {
  readonly socket: ServerSocket;
  readonly link: ClientLink;
  readonly up: Channel;
  readonly down: Channel;

  constructor(
    readonly server: ServerSide,
    client: ClientSide,
    readonly line: Line,
    readonly copy: Copy,
    id: string,
  ) {
    const { time } = client.process;
    this.up = new Channel(time, line, 'up');
    this.down = new Channel(time, line, 'down');
    this.socket = new ServerSocket(this, id);
    this.link = new ClientLink(this, client);
  }

  /** The server's process is gone: its kernel closes the connection, or, with its machine, says nothing. */
  serverDied(isSilent: boolean): void {
    this.socket.isOpen = false;
    this.up.break();
    if (isSilent) this.down.break();
    else {
      this.down.send(() => {
        this.link.lost();
      });
    }
  }

  /** The client's process is gone, likewise. */
  clientDied(isSilent: boolean): void {
    this.link.isOpen = false;
    this.down.break();
    if (isSilent) this.up.break();
    else
      this.up.send(() => {
        this.socket.lost();
      });
  }
}

/** The server's end. */
export class ServerSocket implements Connection {
  isOpen = true;
  #heardAt: number;
  #pingTimer: unknown;

  constructor(
    private readonly wire: Wire,
    readonly id: string,
  ) {
    this.#heardAt = wire.server.now();
    this.#expectPing();
  }

  get line(): Line {
    return this.wire.line;
  }

  lastHeard(): number {
    return this.#heardAt;
  }

  /** Open, on a server that runs, which has heard its browser within this long, ms. */
  isHeardWithin(ms: number): boolean {
    const { server } = this.wire;
    return this.isOpen && server.isUp && server.now() - this.#heardAt <= ms;
  }

  push<E extends PushName>(event: E, payload: Pushes[E]): void {
    if (!this.isOpen) return;
    this.wire.server.pushed(this, event, payload);
    const copy = this.wire.copy(payload);
    this.wire.down.send(() => {
      this.wire.link.pushed({ name: event, payload: copy } as Push);
    });
  }

  close(reason: CloseReason): void {
    if (!this.isOpen) return;
    this.push('session:closed', { reason });
    this.#end();
    this.wire.up.break();
    this.wire.down.send(() => {
      this.wire.link.lost();
    });
    this.wire.server.process.after(0, () => {
      this.wire.server.closed(this);
    });
  }

  /** A request came in. */
  received(id: number, event: string, payload: unknown): void {
    this.heard(() => {
      void this.wire.server.handle(this, event, payload).then((ack) => {
        if (!this.isOpen) return;
        const copy = this.wire.copy(ack);
        this.wire.down.send(() => {
          this.wire.link.answered(id, copy);
        });
      });
    });
  }

  /** Bytes came: the heartbeat starts anew, as engine.io's does. */
  heard(then?: () => void): void {
    this.wire.server.process.run(() => {
      if (!this.isOpen) return;
      this.#heardAt = this.wire.server.now();
      if (then === undefined) this.#expectPing();
      then?.();
    });
  }

  /** The other side closed. */
  lost(): void {
    this.wire.server.process.run(() => {
      if (!this.isOpen) return;
      this.#end();
      this.wire.up.break();
      this.wire.down.break();
      this.wire.server.closed(this);
    });
  }

  #expectPing(): void {
    const { process } = this.wire.server;
    process.clearTimeout(this.#pingTimer);
    this.#pingTimer = process.setTimeout(() => {
      this.wire.down.send(() => {
        this.wire.link.pinged();
      });
      this.#pingTimer = process.setTimeout(() => {
        this.lost();
      }, PING_TIMEOUT_MS);
    }, PING_INTERVAL_MS);
  }

  #end(): void {
    this.isOpen = false;
    this.wire.server.process.clearTimeout(this.#pingTimer);
  }
}

interface Waiting {
  readonly done: (outcome: Outcome<never>) => void;
  readonly timer: unknown;
}

/** The browser's end. */
export class ClientLink {
  readonly via = 'websocket';
  isOpen = true;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #watchdog: unknown;

  constructor(
    private readonly wire: Wire,
    private readonly client: ClientSide,
  ) {
    this.#watch();
  }

  belongsTo(process: Process): boolean {
    return this.client.process === process;
  }

  request(event: string, payload: unknown, timeoutMs: number, done: (outcome: Outcome<never>) => void): void {
    const { process } = this.client;
    if (!this.isOpen) {
      // Not called back from within the call.
      process.after(0, () => {
        done({ answered: false, why: 'closed' });
      });
      return;
    }
    const id = this.#nextId++;
    const copy = this.wire.copy(payload);
    this.wire.up.send(() => {
      this.wire.socket.received(id, event, copy);
    });
    const timer = process.setTimeout(() => {
      this.#waiting.delete(id);
      done({ answered: false, why: 'timeout' });
    }, timeoutMs);
    this.#waiting.set(id, { done, timer });
  }

  close(): void {
    if (!this.isOpen) return;
    this.#end();
    this.wire.down.break();
    this.wire.up.send(() => {
      this.wire.socket.lost();
    });
  }

  /** A push came. */
  pushed(push: Push): void {
    this.#heard(() => {
      this.client.listener.onPush(push);
    });
  }

  /** An answer came. */
  answered(id: number, ack: Ack<unknown>): void {
    this.#heard(() => {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      this.#waiting.delete(id);
      this.client.process.clearTimeout(waiting.timer);
      waiting.done({ answered: true, ack: ack as Ack<never> });
    });
  }

  /** A ping came. */
  pinged(): void {
    this.#heard(() => {
      this.#watch();
      this.client.listener.onPing();
      this.wire.up.send(() => {
        this.wire.socket.heard();
      });
    });
  }

  /** The other side closed, or is taken for dead. */
  lost(): void {
    this.client.process.run(() => {
      if (!this.isOpen) return;
      const waiting = this.#end();
      this.wire.down.break();
      for (const { done } of waiting) done({ answered: false, why: 'closed' });
      this.client.listener.onClose();
    });
  }

  #heard(then: () => void): void {
    this.client.process.run(() => {
      if (!this.isOpen) return;
      this.client.listener.onAlive();
      then();
    });
  }

  #watch(): void {
    const { process } = this.client;
    process.clearTimeout(this.#watchdog);
    this.#watchdog = process.setTimeout(() => {
      if (!this.isOpen) return;
      this.wire.up.send(() => {
        this.wire.socket.lost();
      });
      this.lost();
    }, PING_INTERVAL_MS + PING_TIMEOUT_MS);
  }

  #end(): readonly Waiting[] {
    this.isOpen = false;
    this.client.process.clearTimeout(this.#watchdog);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { timer } of waiting) this.client.process.clearTimeout(timer);
    return waiting;
  }
}
