import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../platform/testing/manual-clock.js';
import type { ChatSocket } from './chat-socket.js';
import { Doorkeeper } from './doorkeeper.js';
import { SocketConnection } from './socket-connection.js';

const TIME_TO_REGISTER_MS = 5_000;

function opened() {
  const clock = new ManualClock();
  const reasons: unknown[] = [];
  const socket = {
    connected: true,
    conn: Object.assign(new EventEmitter(), { readyState: 'closed' }),
    emit: (_event: string, { reason }: { reason: string }) => reasons.push(reason),
    disconnect: () => {
      socket.connected = false;
    },
  };
  let pace = { burst: 100, perSecond: 100 };
  const changePace = (burst: number): void => {
    pace = { burst, perSecond: burst };
    connection.limitsChanged();
  };
  const packets = (count: number): void => {
    for (let n = 0; n < count; n += 1) socket.conn.emit('packet');
  };
  const address = { unregisteredMax: 10, registeredMax: 10, connectsPerMinute: 10 };
  const connection = new SocketConnection(
    socket as unknown as ChatSocket,
    { visitor: new Doorkeeper(address, clock).enter('address'), networks: [], place: undefined },
    { registerTimeoutMs: TIME_TO_REGISTER_MS, outgoingMaxBytes: 1e6, packets: () => pace },
    clock,
  );
  return { clock, connection, reasons, packets, changePace };
}

describe('the time to register', () => {
  it('closes a socket that has not registered in time', () => {
    const { clock, connection, reasons } = opened();

    clock.advance(TIME_TO_REGISTER_MS);

    expect(reasons).toEqual(['register-timeout']);
    expect(connection.isOpen).toBe(false);
  });

  it('I6: does not count against a register that the server is slow to answer', () => {
    const { clock, connection, reasons } = opened();

    connection.registerBegins();
    clock.advance(3 * TIME_TO_REGISTER_MS);
    connection.registered('publicId');
    connection.registerEnds();

    expect(reasons).toEqual([]);
    expect(connection.isOpen).toBe(true);
  });

  it('is over when the last register under way is refused: registers that fail buy no time', () => {
    const { clock, connection, reasons } = opened();

    connection.registerBegins();
    clock.advance(1_000);
    connection.registerEnds();
    connection.registerBegins();
    connection.registerBegins();
    clock.advance(TIME_TO_REGISTER_MS);
    connection.registerEnds();
    expect(reasons).toEqual([]);
    connection.registerEnds();

    expect(reasons).toEqual(['register-timeout']);
  });
});

describe('the packets of a connection', () => {
  it('beyond their pace are to wait, and beyond twice the burst end the connection', () => {
    const { clock, connection, reasons, packets } = opened();
    packets(100);
    expect(connection.packetWait()).toBe(0);
    packets(1);
    expect(connection.packetWait()).toBe(10);
    clock.advance(10);
    expect(connection.packetWait()).toBe(0);
    packets(100);
    expect(reasons).toEqual([]);
    packets(1);
    expect(reasons).toEqual(['abuse']);
  });

  it('have the new pace at once when operators change it', () => {
    const { connection, reasons, packets, changePace } = opened();
    packets(150);
    expect(connection.packetWait()).toBe(500);
    changePace(1_000);
    packets(1_000);
    expect(connection.packetWait()).toBe(0);
    changePace(10);
    packets(21);
    expect(reasons).toEqual(['abuse']);
  });
});
