import type { EngineSocket } from './chat-socket.js';

/**
 * Watches how much waits for one client. Engine.IO keeps packets in its own buffer while the transport is busy, and the
 * WebSocket keeps what the kernel does not take: a client that stops reading would fill both without end.
 *
 * Packets are counted by their length in UTF-16 units, which is right for ASCII and within a factor of three otherwise.
 */
export function guardOutgoing(conn: EngineSocket, maxBytes: number, onTooMuch: () => void): void {
  let waiting = 0;
  let isOver = false;
  conn.on('packetCreate', (packet: { readonly data?: unknown }) => {
    waiting += lengthOf(packet.data);
    if (isOver || waiting + handedOver(conn) <= maxBytes) return;
    isOver = true;
    // Not in the middle of Engine.IO's own sending.
    queueMicrotask(onTooMuch);
  });
  conn.on('flush', () => {
    waiting = 0;
  });
}

/** Ends the connection without waiting for a client that does not read. */
export function cutOff(conn: EngineSocket): void {
  const terminate: unknown = Reflect.get(webSocketOf(conn) ?? {}, 'terminate');
  if (typeof terminate === 'function') Reflect.apply(terminate, webSocketOf(conn), []);
  else conn.close(true);
}

/** Bytes that the WebSocket has taken and the kernel has not. */
function handedOver(conn: EngineSocket): number {
  const socket = webSocketOf(conn);
  if (socket === undefined || !('bufferedAmount' in socket)) return 0;
  return typeof socket.bufferedAmount === 'number' ? socket.bufferedAmount : 0;
}

/** The `ws` object inside Engine.IO's transport, which its types keep private; undefined while polling. */
function webSocketOf(conn: EngineSocket): object | undefined {
  const socket: unknown = Reflect.get(conn.transport, 'socket');
  return typeof socket === 'object' && socket !== null ? socket : undefined;
}

function lengthOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return data instanceof Uint8Array ? data.byteLength : 0;
}
