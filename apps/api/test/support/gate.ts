import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to Redis whose lines can go silent without closing, as behind a firewall that forgot them; new ones are fine. */
export interface Gate {
  readonly url: string;
  silence(): void;
  close(): Promise<void>;
}

/** Opens a way to Redis on that port of this machine. */
export async function openGate(port: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  const lines = new Set<Socket>();
  const gate: Server = createServer((socket) => {
    const line = connect(port, '127.0.0.1');
    for (const end of [socket, line]) {
      sockets.add(end);
      end.on('error', () => undefined);
    }
    lines.add(line);
    socket.pipe(line).pipe(socket);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  return {
    url: `redis://127.0.0.1:${String((gate.address() as AddressInfo).port)}`,
    silence: () => {
      for (const line of lines) line.unpipe();
      lines.clear();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      gate.close();
      await once(gate, 'close');
    },
  };
}
