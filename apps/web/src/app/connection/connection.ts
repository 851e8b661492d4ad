import { PING_INTERVAL_MS, PING_TIMEOUT_MS } from '@hearken/protocol';
import {
  attemptTimeout,
  nextConnectionState,
  timedTransition,
  type ConnectionEvent,
  type ConnectionState,
} from './connection-machine';
import { DOUBT_MS, Heartbeat } from './heartbeat';
import type { Clock, Random, TimerHandle } from './ports';
import type { ReconnectPolicy } from './reconnect-policy';
import { OpenError, type Link, type LinkListener, type OpenFailure, type Push, type Transport } from './transport';

/** Longest silence of a server that pings every PING_INTERVAL_MS, ms; after it the link is given up. */
export const SILENCE_MS = PING_INTERVAL_MS + PING_TIMEOUT_MS;

/** How long a spare link may take, ms: as long as the one that is doubted may still say something. */
const SPARE_TIMEOUT_MS = SILENCE_MS - DOUBT_MS;

/** One link's life, from its opening to its end. Whoever keeps one asks `isCurrent` before acting on what came late. */
export interface Session {
  readonly link: Link;
  /** False for good once this link was left, for whatever reason. */
  readonly isCurrent: boolean;
}

/** What a connection takes from outside. */
export interface ConnectionPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: ReconnectPolicy;
  /** In simulations only: a link is believed in until it has been silent for SILENCE_MS. */
  readonly neverDoubts?: boolean;
}

/** What a connection asks of, and tells, its owner. */
export interface ConnectionHooks {
  /** Register on this session now; the outcome comes back through `Connection.report`. */
  register(session: Session): void;
  /** A push of the current session. */
  push(session: Session, push: Push): void;
  /** The state changed. */
  changed(state: ConnectionState): void;
  /** A conversation or a queue place is at stake. */
  holdsPlace(): boolean;
}

/** Runs the connection machine: does what entering a state means, keeps its timers, drops what comes too late. */
export class Connection {
  #state: ConnectionState = { is: 'stopped' };
  /** The link in use, from its opening on: what belongs to another one is dropped. */
  #line = Symbol('link');
  /** A second link, being opened beside one that is doubted. */
  #spare: symbol | undefined;
  #session: Session | undefined;
  #timer: { readonly key: string; readonly handle: TimerHandle } | undefined;
  #watchdog: TimerHandle;
  #doubt: TimerHandle;
  #heartbeat: Heartbeat | undefined;
  #heardAt = 0;
  #isOnline = true;
  #offlineSince: number | undefined;

  constructor(
    private readonly ports: ConnectionPorts,
    private readonly hooks: ConnectionHooks,
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  /** Since when the browser says that there is no network, on this browser's clock; not while a ping says otherwise. */
  get offlineSince(): number | undefined {
    return this.#offlineSince;
  }

  /** The session that is registered, if any: the only one on which anything but register may be asked. */
  get live(): Session | undefined {
    return this.#state.is === 'live' ? this.#session : undefined;
  }

  /** Something happened that no link is the source of. */
  dispatch(event: ConnectionEvent): void {
    const before = this.#state;
    if (event.type === 'network') {
      this.#isOnline = event.isOnline;
      this.#offlineSince = event.isOnline ? undefined : (this.#offlineSince ?? this.ports.clock.now());
      // The network may be gone or be another one: the link of the one before may be dead without a word.
      if (before.is === 'live') this.#openSpare();
    }
    const after = nextConnectionState(before, event, {
      now: this.ports.clock.now(),
      random: this.ports.random.next(),
      holdsPlace: this.hooks.holdsPlace(),
      isOnline: this.#isOnline,
      policy: this.ports.policy,
    });
    if (after === before) return;
    this.#state = after;
    this.#stopDoubting();
    this.#keepTimer(after);
    this.#enter(after);
    this.hooks.changed(after);
  }

  /** Something happened on a session; nothing comes of it when that session was left. */
  report(session: Session, event: ConnectionEvent): void {
    if (session.isCurrent) this.dispatch(event);
  }

  /** The page became visible: a link that was silent while the machine slept is not waited for. */
  checkNow(): void {
    if (this.#state.is === 'live' && this.#silence() >= SILENCE_MS) this.dispatch({ type: 'silent' });
    if (this.#state.is === 'live') this.#doubtLater();
    this.dispatch({ type: 'hurry' });
  }

  #enter(state: ConnectionState): void {
    switch (state.is) {
      case 'connecting':
        this.#leaveLink();
        this.#open(attemptTimeout(state.attempt));
        return;
      case 'registering':
        if (this.#session !== undefined) this.hooks.register(this.#session);
        return;
      case 'live':
        this.#offlineSince = undefined;
        this.#heard();
        this.#watch();
        this.#doubtLater();
        return;
      case 'stopped':
      case 'offline':
      case 'retrying':
      case 'replaced':
      case 'banned':
      case 'outdated':
      case 'refused':
        this.#leaveLink();
    }
  }

  #open(timeoutMs: number): void {
    const line = this.#line;
    this.ports.transport.open(this.#listenerOf(line), timeoutMs).then(
      (link) => {
        if (line !== this.#line) {
          link.close();
          return;
        }
        this.#use(link);
        this.dispatch({ type: 'opened' });
      },
      (error: unknown) => {
        if (line === this.#line) this.dispatch({ type: 'open-failed', reason: openFailure(error) });
      },
    );
  }

  /** Whichever speaks first is used: the link that is doubted, or this one. A false alarm costs a handshake, no more. */
  #openSpare(): void {
    if (this.#spare !== undefined || this.ports.neverDoubts === true) return;
    const line = Symbol('link');
    this.#spare = line;
    this.ports.transport.open(this.#listenerOf(line), SPARE_TIMEOUT_MS).then(
      (link) => {
        if (line !== this.#spare) {
          link.close();
          return;
        }
        this.#leaveLink();
        this.#line = line;
        this.#use(link);
        this.dispatch({ type: 'overtaken' });
      },
      () => {
        if (line === this.#spare) this.#spare = undefined;
      },
    );
  }

  #use(link: Link): void {
    const line = this.#line;
    this.#heartbeat = new Heartbeat(this.ports.clock.now());
    this.#session = new LinkSession(link, () => line === this.#line);
  }

  #listenerOf(line: symbol): LinkListener {
    const current = (act: (session: Session) => void): void => {
      if (line === this.#line && this.#session !== undefined) act(this.#session);
    };
    return {
      onPush: (push) => {
        current((session) => {
          this.#heard();
          this.hooks.push(session, push);
        });
      },
      onClose: () => {
        current(() => {
          this.dispatch({ type: 'closed' });
        });
      },
      onAlive: () => {
        current(() => {
          this.#heard();
        });
      },
      onPing: () => {
        current(() => {
          this.#pinged();
        });
      },
    };
  }

  #leaveLink(): void {
    this.#line = Symbol('link');
    const session = this.#session;
    this.#session = undefined;
    if (this.#watchdog !== undefined) this.ports.clock.clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    this.#stopDoubting();
    session?.link.close();
  }

  #pinged(): void {
    const isFresh = this.#heartbeat?.pinged(this.ports.clock.now()) ?? true;
    if (!isFresh && this.ports.neverDoubts !== true) this.dispatch({ type: 'silent' });
    else if (this.#state.is === 'live') this.#livesOn();
  }

  /** A ping in time: the link is there, whatever the browser says of the network. */
  #livesOn(): void {
    this.#doubtLater();
    if (this.#offlineSince === undefined) return;
    this.#offlineSince = undefined;
    this.hooks.changed(this.#state);
  }

  /**
   * Doubts the link when the next ping does not come in time. The timer is set anew from each ping's own task: browsers
   * hold back chains of timers in a hidden page for up to a minute, others for a second.
   */
  #doubtLater(): void {
    this.#stopDoubting();
    const { doubtAfterMs = 0 } = this.#heartbeat ?? {};
    const silence = Math.max(0, this.#heartbeat?.silence(this.ports.clock.now()) ?? 0);
    this.#doubt = this.ports.clock.setTimeout(() => {
      this.#doubt = undefined;
      if (this.hooks.holdsPlace()) this.#openSpare();
    }, doubtAfterMs - silence);
  }

  #stopDoubting(): void {
    if (this.#doubt !== undefined) this.ports.clock.clearTimeout(this.#doubt);
    this.#doubt = undefined;
    this.#spare = undefined;
  }

  #keepTimer(state: ConnectionState): void {
    const wanted = timedTransition(state);
    if (this.#timer !== undefined && this.#timer.key === wanted?.key) return;
    if (this.#timer !== undefined) this.ports.clock.clearTimeout(this.#timer.handle);
    this.#timer =
      wanted === undefined
        ? undefined
        : {
            key: wanted.key,
            handle: this.ports.clock.setTimeout(() => {
              this.#timer = undefined;
              this.dispatch(wanted.event);
            }, wanted.afterMs),
          };
  }

  #heard(): void {
    this.#heardAt = this.ports.clock.now();
  }

  #silence(): number {
    return this.ports.clock.now() - this.#heardAt;
  }

  /** One timer a few seconds apart instead of one per packet. */
  #watch(): void {
    if (this.#watchdog !== undefined) this.ports.clock.clearTimeout(this.#watchdog);
    const silence = this.#silence();
    // A clock that jumped back makes the silence negative: count anew.
    if (silence < 0) this.#heard();
    this.#watchdog = this.ports.clock.setTimeout(
      () => {
        this.#watchdog = undefined;
        if (this.#silence() >= SILENCE_MS) this.dispatch({ type: 'silent' });
        else this.#watch();
      },
      SILENCE_MS - Math.max(0, silence),
    );
  }
}

class LinkSession implements Session {
  constructor(
    readonly link: Link,
    private readonly current: () => boolean,
  ) {}

  get isCurrent(): boolean {
    return this.current();
  }
}

function openFailure(error: unknown): OpenFailure {
  return error instanceof OpenError ? error.reason : 'unreachable';
}
