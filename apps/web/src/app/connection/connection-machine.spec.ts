import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  TRANSITIONS,
  attemptTimeout,
  nextConnectionState,
  timedTransition,
  type ConnectionEvent,
  type ConnectionState,
  type TransitionContext,
} from './connection-machine';
import { DEFAULT_RECONNECT_POLICY } from './reconnect-policy';

const CONTEXT: TransitionContext = {
  now: 1_000,
  random: 0.5,
  holdsPlace: true,
  isOnline: true,
  policy: DEFAULT_RECONNECT_POLICY,
};

const EVENTS: readonly ConnectionEvent[] = [
  { type: 'start' },
  { type: 'stop' },
  { type: 'opened' },
  { type: 'open-failed', reason: 'unreachable' },
  { type: 'open-failed', reason: 'websocket-blocked' },
  { type: 'attempt-timeout' },
  { type: 'registered' },
  { type: 'register-again' },
  { type: 'come-back', afterMs: 3_000, cause: 'full' },
  { type: 'closed' },
  { type: 'silent' },
  { type: 'overtaken' },
  { type: 'retry-due' },
  { type: 'network', isOnline: true },
  { type: 'network', isOnline: false },
  { type: 'hurry' },
  { type: 'take-over' },
  { type: 'replaced', by: 'elsewhere' },
  { type: 'outdated' },
  { type: 'refused' },
];

function after(events: readonly ConnectionEvent[], context: Partial<TransitionContext> = {}): ConnectionState {
  return events.reduce<ConnectionState>(
    (state, event) => nextConnectionState(state, event, { ...CONTEXT, ...context }),
    {
      is: 'stopped',
    },
  );
}

describe('the connection machine', () => {
  it('goes from start to live', () => {
    expect(after([{ type: 'start' }]).is).toBe('connecting');
    expect(after([{ type: 'start' }, { type: 'opened' }]).is).toBe('registering');
    expect(after([{ type: 'start' }, { type: 'opened' }, { type: 'registered' }]).is).toBe('live');
  });

  it('tries again at once when a live link is lost, and counts anew', () => {
    const lost = after([{ type: 'start' }, { type: 'opened' }, { type: 'registered' }, { type: 'closed' }]);
    expect(lost).toMatchObject({ is: 'retrying', attempt: 0, delayMs: 0, since: 1_000 });
  });

  it('gives attempts 1, 2 and 4 s in turn, opening and registering together', () => {
    expect([0, 1, 2, 3, 4].map(attemptTimeout)).toEqual([1_000, 2_000, 4_000, 1_000, 2_000]);
    const connecting = after([{ type: 'start' }]);
    const registering = after([{ type: 'start' }, { type: 'opened' }]);
    expect(timedTransition(registering)?.key).toBe(timedTransition(connecting)?.key);
  });

  it('says offline while the browser does, and tries all the same', () => {
    const offline = after([{ type: 'start' }, { type: 'open-failed', reason: 'unreachable' }], { isOnline: false });
    expect(offline.is).toBe('offline');
    expect(timedTransition(offline)?.event).toEqual({ type: 'retry-due' });
  });

  it('starts a fresh attempt when the network returns during one that may hang', () => {
    const back = after([{ type: 'start' }, { type: 'network', isOnline: true }]);
    expect(back).toMatchObject({ is: 'connecting', attempt: 1 });
  });

  it('tells that the WebSocket is blocked, and tries on', () => {
    const blocked = after([{ type: 'start' }, { type: 'open-failed', reason: 'websocket-blocked' }]);
    expect(blocked).toMatchObject({ is: 'retrying', cause: 'blocked' });
  });

  it('comes back no sooner than the server asked', () => {
    const full = after([{ type: 'start' }, { type: 'opened' }, { type: 'come-back', afterMs: 3_000, cause: 'full' }]);
    expect(full).toMatchObject({ is: 'retrying', cause: 'full' });
    expect(full.is === 'retrying' && full.delayMs).toBeGreaterThanOrEqual(3_000);
  });

  it('gives a link up that makes it register again and again', () => {
    const rounds = Array.from({ length: 4 }, (): ConnectionEvent => ({ type: 'register-again' }));
    expect(after([{ type: 'start' }, { type: 'opened' }, ...rounds.slice(1)]).is).toBe('registering');
    expect(after([{ type: 'start' }, { type: 'opened' }, ...rounds]).is).toBe('retrying');
  });

  it.each(['replaced', 'outdated', 'refused'] as const)('stays %s until the person says so (I4)', (is) => {
    const event: ConnectionEvent = is === 'replaced' ? { type: is, by: 'elsewhere' } : { type: is };
    const parked = after([{ type: 'start' }, { type: 'opened' }, event]);
    expect(parked.is).toBe(is);
    for (const other of EVENTS) {
      if (other.type !== 'take-over' && other.type !== 'stop') {
        expect(nextConnectionState(parked, other, CONTEXT)).toBe(parked);
      }
    }
    expect(nextConnectionState(parked, { type: 'take-over' }, CONTEXT).is).toBe('connecting');
    expect(timedTransition(parked)).toBeUndefined();
  });

  it('stops in every state, and for good but for a start', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), (events) => {
        expect(after([...events, { type: 'stop' }]).is).toBe('stopped');
      }),
    );
  });

  it('never rests without a timer in a state from which it must go on by itself', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 }), fc.boolean(), (events, isOnline) => {
        const state = after(events, { isOnline });
        const mustGoOn = ['offline', 'connecting', 'registering', 'retrying'].includes(state.is);
        expect(timedTransition(state) !== undefined).toBe(mustGoOn);
      }),
    );
  });

  it('has a row for every state', () => {
    expect(Object.keys(TRANSITIONS).sort()).toEqual(
      [
        'banned',
        'connecting',
        'live',
        'offline',
        'outdated',
        'refused',
        'registering',
        'replaced',
        'retrying',
        'stopped',
      ].sort(),
    );
  });
});
