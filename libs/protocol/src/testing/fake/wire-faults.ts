import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';

/** Bytes stay in both directions; the connection does not close. */
export function silence(connection: TcpSocket): void {
  connection.pause();
  connection.cork();
}

/** Undoes `silence`. */
export function unsilence(connection: TcpSocket): void {
  connection.uncork();
  connection.resume();
}

/** Below Socket.IO, which answers once: the packet of the next answer is sent again as it is. */
export function sendNextAckTwice({ conn }: Socket): void {
  conn.once('packetCreate', ({ data }: { readonly data?: unknown }) => {
    if (typeof data === 'string') setImmediate(() => conn.write(data));
  });
}
