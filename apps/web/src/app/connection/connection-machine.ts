import { ATTEMPT_TIMEOUTS_MS, type BanNotice } from '@hearken/protocol';
import type { ReconnectPolicy } from './reconnect-policy';
import type { OpenFailure } from './transport';

/** Why the machine waits before the next attempt, for the page to say; the waiting itself is the same. */
export type RetryCause = 'lost' | 'full' | 'blocked';

/**
 * The connection's states. `since` is when it was last live (or when it was started), on this browser's clock, ms;
 * `attempt` counts the attempts since then.
 *
 * - `offline`: as `retrying`, while the browser says that there is no network: it may be wrong, so attempts go on.
 * - `registering`: the link is open, `session:register` is under way; `again` counts registers on this link.
 * - `replaced`, `banned`, `outdated`, `refused`: nothing happens until the person says so.
 */
export type ConnectionState =
  | { readonly is: 'stopped' }
  | (Trying & { readonly is: 'offline'; readonly delayMs: number })
  | (Trying & { readonly is: 'connecting' })
  | (Trying & { readonly is: 'registering'; readonly again: number })
  | { readonly is: 'live'; readonly again: number }
  | (Trying & {
      readonly is: 'retrying';
      readonly delayMs: number;
      /** When the next attempt begins, on this browser's clock. */
      readonly retryAt: number;
      readonly cause: RetryCause;
    })
  | { readonly is: 'replaced'; readonly by: 'tab' | 'elsewhere' }
  | { readonly is: 'banned'; readonly ban: BanNotice }
  | { readonly is: 'outdated' }
  | { readonly is: 'refused' };

interface Trying {
  readonly since: number;
  readonly attempt: number;
}

/** What can happen to a connection. */
export type ConnectionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'opened' }
  | { readonly type: 'open-failed'; readonly reason: OpenFailure }
  /** The attempt's time is over. */
  | { readonly type: 'attempt-timeout' }
  | { readonly type: 'registered' }
  /** The server, or a change of the browser's own mind, asks to register again on this link. */
  | { readonly type: 'register-again' }
  /** The server asks to come back later. */
  | { readonly type: 'come-back'; readonly afterMs: number; readonly cause: RetryCause }
  | { readonly type: 'closed' }
  /** Nothing was heard for too long. */
  | { readonly type: 'silent' }
  /** A spare link stands while the one in use says nothing: it is used instead. */
  | { readonly type: 'overtaken' }
  | { readonly type: 'retry-due' }
  | { readonly type: 'network'; readonly isOnline: boolean }
  /** The page became visible, or the person asks: now rather than later. */
  | { readonly type: 'hurry' }
  /** The person says so: out of a state that waits for them. */
  | { readonly type: 'take-over' }
  | { readonly type: 'replaced'; readonly by: 'tab' | 'elsewhere' }
  | { readonly type: 'banned'; readonly ban: BanNotice }
  | { readonly type: 'outdated' }
  | { readonly type: 'refused' };

/** What a transition may look at. */
export interface TransitionContext {
  /** This browser's clock, ms. */
  readonly now: number;
  /** A number in [0, 1). */
  readonly random: number;
  readonly holdsPlace: boolean;
  readonly isOnline: boolean;
  readonly policy: ReconnectPolicy;
}

type StateName = ConnectionState['is'];
type EventName = ConnectionEvent['type'];
type In<S extends StateName> = Extract<ConnectionState, { readonly is: S }>;
type On<E extends EventName> = Extract<ConnectionEvent, { readonly type: E }>;
/** The state after, or `undefined` when the event changes nothing. */
type Step<S extends StateName, E extends EventName> = (
  state: In<S>,
  event: On<E>,
  context: TransitionContext,
) => ConnectionState | undefined;
type Table = { readonly [S in StateName]: { readonly [E in EventName]?: Step<S, E> } };

/** Registers on one link before it is given up as going round in circles. */
const AGAIN_MAX = 3;

const replaced = (_: unknown, event: On<'replaced'>): ConnectionState => ({ is: 'replaced', by: event.by });
const banned = (_: unknown, event: On<'banned'>): ConnectionState => ({ is: 'banned', ban: event.ban });
const outdated = (): ConnectionState => ({ is: 'outdated' });
const refused = (): ConnectionState => ({ is: 'refused' });
const stop = (): ConnectionState => ({ is: 'stopped' });
const connect = (state: Trying): ConnectionState => ({ is: 'connecting', since: state.since, attempt: state.attempt });
const startNow = (_: unknown, __: unknown, { now }: TransitionContext): ConnectionState => ({
  is: 'connecting',
  since: now,
  attempt: 0,
});
const fail = (state: Trying, _: unknown, context: TransitionContext): ConnectionState =>
  retry({ since: state.since, attempt: state.attempt + 1 }, context);
const lose = (_: unknown, __: unknown, context: TransitionContext): ConnectionState =>
  retry({ since: context.now, attempt: 0 }, context);
const comeBack = (state: Trying, event: On<'come-back'>, context: TransitionContext): ConnectionState =>
  retry({ since: state.since, attempt: state.attempt + 1 }, context, event);
/** A network that returns is worth an attempt at once; one that goes changes only what is said. */
const network = (state: Trying & { delayMs: number }, event: On<'network'>): ConnectionState =>
  event.isOnline
    ? connect(state)
    : { is: 'offline', since: state.since, attempt: state.attempt, delayMs: state.delayMs };

/** An attempt made while there was no network may hang for seconds: a network that returns starts a fresh one. */
const again = (state: Trying, event: On<'network'>): ConnectionState | undefined =>
  event.isOnline ? { is: 'connecting', since: state.since, attempt: state.attempt + 1 } : undefined;

const WAITING = { stop, 'retry-due': connect, network, hurry: connect, 'take-over': connect, replaced } as const;
const PARKED = { stop, 'take-over': startNow } as const;

/** Every transition there is. An event without a row in a state changes nothing there. */
export const TRANSITIONS: Table = {
  stopped: { start: startNow },
  offline: WAITING,
  retrying: WAITING,
  connecting: {
    stop,
    opened: (state) => ({ is: 'registering', since: state.since, attempt: state.attempt, again: 0 }),
    'open-failed': (state, event, context) =>
      retry({ since: state.since, attempt: state.attempt + 1 }, context, {
        afterMs: 0,
        cause: event.reason === 'websocket-blocked' ? 'blocked' : 'lost',
      }),
    'attempt-timeout': fail,
    network: again,
    replaced,
  },
  registering: {
    stop,
    registered: (state) => ({ is: 'live', again: state.again }),
    'register-again': (state, event, context) =>
      state.again < AGAIN_MAX ? { ...state, again: state.again + 1 } : fail(state, event, context),
    'attempt-timeout': fail,
    network: again,
    closed: fail,
    'come-back': comeBack,
    replaced,
    banned,
    outdated,
    refused,
  },
  live: {
    stop,
    'register-again': (state, event, context) =>
      state.again < AGAIN_MAX
        ? { is: 'registering', since: context.now, attempt: 0, again: state.again + 1 }
        : lose(state, event, context),
    closed: lose,
    silent: lose,
    overtaken: (_, __, { now }) => ({ is: 'registering', since: now, attempt: 0, again: 0 }),
    'come-back': (_, event, context) => retry({ since: context.now, attempt: 0 }, context, event),
    replaced,
    banned,
    outdated,
    refused,
  },
  replaced: PARKED,
  banned: PARKED,
  outdated: PARKED,
  refused: PARKED,
};

/** `(state, event, context) -> state`; pure. The same state object when nothing changes. */
export function nextConnectionState(
  state: ConnectionState,
  event: ConnectionEvent,
  context: TransitionContext,
): ConnectionState {
  type AnyStep = (state: never, event: never, context: TransitionContext) => ConnectionState | undefined;
  const row: Partial<Record<EventName, AnyStep>> = TRANSITIONS[state.is];
  return row[event.type]?.(state as never, event as never, context) ?? state;
}

/** A transition that happens by itself after a while, unless the state is left before. */
export interface TimedTransition {
  /** The timer goes on from state to state as long as this stays the same. */
  readonly key: string;
  readonly afterMs: number;
  readonly event: ConnectionEvent;
}

/** The timed transition of a state, if it has one. Connecting and registering share one: an attempt is both. */
export function timedTransition(state: ConnectionState): TimedTransition | undefined {
  switch (state.is) {
    case 'offline':
    case 'retrying':
      return {
        key: `wait ${String(state.since)} ${String(state.attempt)}`,
        afterMs: state.delayMs,
        event: { type: 'retry-due' },
      };
    case 'connecting':
    case 'registering':
      return {
        key: `attempt ${String(state.since)} ${String(state.attempt)}`,
        afterMs: attemptTimeout(state.attempt),
        event: { type: 'attempt-timeout' },
      };
    case 'stopped':
    case 'live':
    case 'replaced':
    case 'banned':
    case 'outdated':
    case 'refused':
      return undefined;
  }
}

/** How long attempt number `attempt` may take, ms: 1, 2, 4 s in turn. */
export function attemptTimeout(attempt: number): number {
  return ATTEMPT_TIMEOUTS_MS[attempt % ATTEMPT_TIMEOUTS_MS.length] ?? ATTEMPT_TIMEOUTS_MS[0];
}

function retry(
  trying: Trying,
  context: TransitionContext,
  wanted: { readonly afterMs: number; readonly cause: RetryCause } = { afterMs: 0, cause: 'lost' },
): ConnectionState {
  const delay = context.policy.nextDelay({ ...trying, holdsPlace: context.holdsPlace, random: context.random });
  if (delay === null) return { is: 'stopped' };
  // What the server asks for is spread a little, or everybody would come back at the same moment.
  const delayMs = Math.max(delay, wanted.afterMs * (1 + context.random / 4));
  if (!context.isOnline) return { is: 'offline', ...trying, delayMs };
  return { is: 'retrying', ...trying, delayMs, retryAt: context.now + delayMs, cause: wanted.cause };
}
