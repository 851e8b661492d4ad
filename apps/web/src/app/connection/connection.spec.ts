import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, settled } from '../../testing/core/fake-clock';
import { ScriptedTransport } from '../../testing/core/scripted-transport';
import { Connection, SILENCE_MS, type Session } from './connection';
import { DEFAULT_RECONNECT_POLICY } from './reconnect-policy';
import type { Push } from './transport';

describe('Connection', () => {
  let clock: FakeClock;
  let transport: ScriptedTransport;
  let sessions: Session[];
  let pushes: Push[];
  let connection: Connection;

  beforeEach(() => {
    clock = new FakeClock();
    transport = new ScriptedTransport();
    sessions = [];
    pushes = [];
    connection = new Connection(
      { transport, clock, random: { next: () => 0.5 }, policy: DEFAULT_RECONNECT_POLICY },
      {
        register: (session) => sessions.push(session),
        push: (_session, push) => pushes.push(push),
        changed: () => undefined,
        holdsPlace: () => true,
      },
    );
  });

  async function live(): Promise<Session> {
    connection.dispatch({ type: 'start' });
    await settled();
    const session = sessions.at(-1);
    if (session === undefined) throw new Error('nobody was asked to register');
    connection.report(session, { type: 'registered' });
    return session;
  }

  it('asks to register on the link it opened', async () => {
    const session = await live();
    expect(connection.state.is).toBe('live');
    expect(connection.live).toBe(session);
    expect(transport.timeouts).toEqual([1_000]);
  });

  it('drops what belongs to a link that was left: opened late, pushed late, reported late', async () => {
    const session = await live();
    const [old] = transport.links;
    transport.mode = 'hang';
    old?.drop();
    await clock.advance(0);
    expect(connection.state.is).toBe('connecting');
    expect(session.isCurrent).toBe(false);
    connection.report(session, { type: 'replaced', by: 'elsewhere' });
    expect(connection.state.is).toBe('connecting');
    await clock.advance(1_000);
    expect(connection.state.is).toBe('retrying');
    transport.accept();
    await settled();
    expect(transport.link.isClosed).toBe(true);
    expect(connection.state.is).toBe('retrying');
  });

  it('passes pushes on only while the link is its own', async () => {
    await live();
    transport.link.push('room:changed', { roomId: 'r' });
    expect(pushes).toHaveLength(1);
  });

  it('gives a silent link up after a heartbeat and its timeout, not while bytes come', async () => {
    await live();
    const { link } = transport;
    for (let seconds = 0; seconds < 20; seconds += 2) {
      link.alive();
      await clock.advance(2_000);
    }
    expect(connection.state.is).toBe('live');
    await clock.advance(SILENCE_MS - 2_001);
    expect(link.isClosed).toBe(false);
    await clock.advance(1);
    expect(link.isClosed).toBe(true);
    expect(transport.links).toHaveLength(2);
  });

  it('does not wait for the silence to be noticed when the page wakes up', async () => {
    await live();
    clock.jump(60_000);
    connection.checkNow();
    await clock.advance(0);
    expect(transport.links).toHaveLength(2);
  });

  it('tries at once when the page becomes visible or the network returns', async () => {
    transport.mode = 'unreachable';
    connection.dispatch({ type: 'start' });
    await settled();
    expect(connection.state.is).toBe('retrying');
    connection.checkNow();
    await settled();
    expect(transport.timeouts).toHaveLength(2);
    connection.dispatch({ type: 'network', isOnline: false });
    expect(connection.state.is).toBe('offline');
    connection.dispatch({ type: 'network', isOnline: true });
    await settled();
    expect(transport.timeouts).toHaveLength(3);
  });

  it('leaves no timer behind when it stops', async () => {
    await live();
    connection.dispatch({ type: 'stop' });
    expect(clock.waiting).toBe(0);
    expect(transport.link.isClosed).toBe(true);
  });
});
