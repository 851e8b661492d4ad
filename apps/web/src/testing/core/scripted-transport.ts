import {
  PING_INTERVAL_MS,
  type Ack,
  type Answer,
  type ErrorCode,
  type Payload,
  type PushName,
  type Pushes,
  type RequestName,
  type WireError,
} from '@hearken/protocol';
import type { Clock } from '../../app/connection/ports';
import {
  OpenError,
  type Link,
  type LinkListener,
  type OpenFailure,
  type Outcome,
  type Push,
  type Transport,
} from '../../app/connection/transport';

/** A request that a test answers, or lets wait. */
export interface Asked {
  readonly event: RequestName;
  readonly payload: unknown;
  readonly done: (outcome: Outcome<never>) => void;
}

/** A connection of which the test is the server. */
export class ScriptedLink implements Link {
  readonly via = 'websocket';
  readonly asked: Asked[] = [];
  isClosed = false;

  /** @param clock of the server's heartbeat; without one the test pings itself */
  constructor(
    private readonly listener: LinkListener,
    private readonly clock?: Clock,
  ) {
    this.#beat();
  }

  #beat(): void {
    this.clock?.setTimeout(() => {
      if (this.isClosed) return;
      this.ping();
      this.#beat();
    }, PING_INTERVAL_MS);
  }

  request<E extends RequestName>(
    event: E,
    payload: Payload<E>,
    _timeoutMs: number,
    done: (outcome: Outcome<Answer<E>>) => void,
  ): void {
    this.asked.push({ event, payload, done: done });
  }

  close(): void {
    this.isClosed = true;
  }

  /** Payloads of all requests of one kind, in order. */
  payloads<E extends RequestName>(event: E): readonly Payload<E>[] {
    return this.asked.filter((asked) => asked.event === event).map(({ payload }) => payload as Payload<E>);
  }

  /** Takes the oldest unanswered request of a kind. */
  take(event: RequestName): Asked {
    const index = this.asked.findIndex((asked) => asked.event === event && !this.#taken.has(asked));
    const asked = this.asked[index];
    if (asked === undefined)
      throw new Error(`no ${event} was asked; asked: ${this.asked.map((one) => one.event).join()}`);
    this.#taken.add(asked);
    return asked;
  }
  readonly #taken = new Set<Asked>();

  /** Whether a request of a kind waits for its answer. */
  waits(event: RequestName): boolean {
    return this.asked.some((asked) => asked.event === event && !this.#taken.has(asked));
  }

  answer<E extends RequestName>(event: E, data: Answer<E>): void {
    const ack: Ack<Answer<E>> = { ok: true, data };
    this.take(event).done({ answered: true, ack: ack as Ack<never> });
  }

  refuse(event: RequestName, code: ErrorCode, more: Partial<WireError> = {}): void {
    this.take(event).done({ answered: true, ack: { ok: false, error: { code, message: code, ...more } } });
  }

  /** The answer never comes. */
  timeOut(event: RequestName): void {
    this.take(event).done({ answered: false, why: 'timeout' });
  }

  push<N extends PushName>(name: N, payload: Pushes[N]): void {
    if (!this.isClosed) this.listener.onPush({ name, payload } as Push);
  }

  /** The server's heartbeat. */
  ping(): void {
    if (!this.isClosed) this.listener.onAlive();
    if (!this.isClosed) this.listener.onPing();
  }

  /** The connection breaks. */
  drop(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.listener.onClose();
  }
}

/** A network of which the test is the other end. */
export class ScriptedTransport implements Transport {
  readonly links: ScriptedLink[] = [];
  readonly timeouts: number[] = [];
  /** What the next attempts meet: a link at once, a refusal, or nothing until `accept`. */
  mode: 'accept' | 'hang' | OpenFailure = 'accept';
  #hanging: (() => void)[] = [];

  /** @param clock its links have a heartbeat on this clock */
  constructor(private readonly clock?: Clock) {}

  open(listener: LinkListener, timeoutMs: number): Promise<Link> {
    this.timeouts.push(timeoutMs);
    const { mode } = this;
    if (mode === 'hang') {
      return new Promise((resolve) => {
        this.#hanging.push(() => {
          resolve(this.#link(listener));
        });
      });
    }
    return mode === 'accept' ? Promise.resolve(this.#link(listener)) : Promise.reject(new OpenError(mode));
  }

  /** Attempts that hung succeed now. */
  accept(): void {
    for (const accept of this.#hanging) accept();
    this.#hanging = [];
  }

  /** The newest link. */
  get link(): ScriptedLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error('no link was opened');
    return link;
  }

  #link(listener: LinkListener): ScriptedLink {
    const link = new ScriptedLink(listener, this.clock);
    this.links.push(link);
    return link;
  }
}
