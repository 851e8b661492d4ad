import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, settled } from '../../testing/core/fake-clock';
import { ScriptedTransport } from '../../testing/core/scripted-transport';
import { Connection, SILENCE_MS, type Session } from './connection';
import { DOUBT_MS, STALE_MS } from './heartbeat';
import { DEFAULT_RECONNECT_POLICY } from './reconnect-policy';
import type { Push } from './transport';

describe('Connection', () => {
  let clock: FakeClock;
  let transport: ScriptedTransport;
  let sessions: Session[];
  let pushes: Push[];
  let states: string[];
  let connection: Connection;

  beforeEach(() => {
    clock = new FakeClock();
    transport = new ScriptedTransport();
    sessions = [];
    pushes = [];
    states = [];
    connection = new Connection(
      { transport, clock, random: { next: () => 0.5 }, policy: DEFAULT_RECONNECT_POLICY },
      {
        register: (session) => sessions.push(session),
        push: (_session, push) => pushes.push(push),
        changed: ({ is }) => states.push(is),
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
      link.ping();
      await clock.advance(2_000);
    }
    expect(connection.state.is).toBe('live');
    transport.mode = 'hang';
    await clock.advance(SILENCE_MS - 2_001);
    expect(link.isClosed).toBe(false);
    transport.mode = 'accept';
    await clock.advance(1);
    expect(link.isClosed).toBe(true);
    expect(transport.links).toHaveLength(2);
  });

  it('I6: opens a spare beside a link whose ping is late, and registers on it when it stands first', async () => {
    const session = await live();
    const { link } = transport;
    transport.mode = 'hang';
    await clock.advance(DOUBT_MS - 1);
    expect(transport.timeouts).toHaveLength(1);
    await clock.advance(1);
    expect(transport.timeouts).toHaveLength(2);
    expect(link.isClosed).toBe(false);
    expect(connection.live).toBe(session);
    transport.accept();
    await settled();
    expect(link.isClosed).toBe(true);
    expect(session.isCurrent).toBe(false);
    expect(connection.state).toMatchObject({ is: 'registering', attempt: 0 });
    expect(sessions).toHaveLength(2);
    expect(sessions[1]?.isCurrent).toBe(true);
  });

  it('drops the spare when the ping comes after all; pushes alone prove nothing', async () => {
    const session = await live();
    const { link } = transport;
    transport.mode = 'hang';
    await clock.advance(DOUBT_MS);
    link.push('room:changed', { roomId: 'r' });
    expect(transport.timeouts).toHaveLength(2);
    link.ping();
    transport.accept();
    await settled();
    expect(transport.link.isClosed).toBe(true);
    expect(connection.live).toBe(session);
    expect(session.isCurrent).toBe(true);
  });

  it('I6: is not comforted by a ping that waited while the page stood still', async () => {
    await live();
    const { link } = transport;
    clock.jump(STALE_MS);
    link.ping();
    expect(link.isClosed).toBe(true);
    await clock.advance(0);
    expect(transport.links).toHaveLength(2);
  });

  it('doubts its link at once when the network returns, or the page does', async () => {
    await live();
    transport.mode = 'hang';
    connection.dispatch({ type: 'network', isOnline: false });
    expect(connection.state.is).toBe('live');
    connection.dispatch({ type: 'network', isOnline: true });
    expect(transport.timeouts).toHaveLength(2);
    transport.link.ping();
    clock.jump(DOUBT_MS);
    connection.checkNow();
    await clock.advance(0);
    expect(transport.timeouts).toHaveLength(3);
  });

  it('says offline at once when the browser does, and doubts its link', async () => {
    await live();
    transport.mode = 'hang';
    connection.dispatch({ type: 'network', isOnline: false });
    expect(connection.offlineSince).toBe(clock.now());
    expect(transport.timeouts).toHaveLength(2);
    connection.dispatch({ type: 'network', isOnline: true });
    expect(connection.offlineSince).toBeUndefined();
  });

  it('believes a ping more than the browser', async () => {
    await live();
    transport.mode = 'hang';
    connection.dispatch({ type: 'network', isOnline: false });
    const before = states.length;
    transport.link.ping();
    expect(connection.offlineSince).toBeUndefined();
    expect(states.slice(before)).toEqual(['live']);
    expect(connection.state.is).toBe('live');
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
