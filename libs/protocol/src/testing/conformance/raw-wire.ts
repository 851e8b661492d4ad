import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerUnderTest } from './server-under-test.js';

/** An Engine.IO packet as it stands on the wire: `42["event",{}]` is a Socket.IO event. */
export type Frame = string | Uint8Array<ArrayBuffer>;

/** How a server reacted to bytes that no client sends. */
export type Reaction = { readonly is: 'closed' } | { readonly is: 'open'; readonly heard: readonly string[] };

const OPEN_WITHIN_MS = 5_000;

/** A bare WebSocket in the namespace `/`, for frames that no client library would send. */
export class RawWire {
  readonly #heard: string[] = [];
  #isOpen = true;

  private constructor(
    private readonly socket: WebSocket,
    private readonly leaveDoor: () => void,
  ) {
    socket.onmessage = ({ data }: { readonly data: unknown }) =>
      this.#onPacket(typeof data === 'string' ? data : 'binary');
    socket.onerror = socket.onclose = () => (this.#isOpen = false);
  }

  /** Opens one, and joins the namespace. */
  static async open(server: ServerUnderTest): Promise<RawWire> {
    const leaveDoor = await server.door();
    const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url);
    const wire = new RawWire(socket, leaveDoor);
    socket.onopen = () => socket.send('40');
    const deadline = Date.now() + OPEN_WITHIN_MS;
    while (wire.#isOpen && !wire.#heard.some((packet) => packet.startsWith('40')) && Date.now() < deadline)
      await sleep(5);
    return wire;
  }

  /** Sends a frame, and looks what has become of the socket `withinMs` later. */
  async send(frame: Frame, withinMs: number): Promise<Reaction> {
    if (this.#isOpen) this.socket.send(frame);
    const deadline = Date.now() + withinMs;
    while (this.#isOpen && Date.now() < deadline) await sleep(5);
    return this.#isOpen ? { is: 'open', heard: this.#heard } : { is: 'closed' };
  }

  close(): void {
    this.leaveDoor();
    this.socket.close();
  }

  #onPacket(packet: string): void {
    this.#heard.push(packet);
    if (packet === '2') this.socket.send('3');
  }
}

/** Sends frames one after the other, on a new socket whenever the server has closed the last one. */
export async function sendFrames(server: ServerUnderTest, frames: readonly Frame[], eachMs = 20): Promise<Reaction> {
  let wire: RawWire | undefined;
  let reaction: Reaction = { is: 'closed' };
  try {
    for (const frame of frames) {
      if (wire === undefined || reaction.is === 'closed') {
        wire?.close();
        wire = await RawWire.open(server);
      }
      reaction = await wire.send(frame, eachMs);
    }
    return reaction;
  } finally {
    wire?.close();
  }
}

/** Sends bytes to the server's port, and gives back what came until it closed or `withinMs` were over. */
export function sendBytes(server: ServerUnderTest, bytes: string, withinMs = 500): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
    let came = '';
    const done = (): void => {
      socket.destroy();
      resolve(came);
    };
    const timer = setTimeout(done, withinMs);
    socket.on('data', (chunk) => (came += chunk.toString('latin1')));
    for (const event of ['close', 'error'] as const) {
      socket.on(event, () => {
        clearTimeout(timer);
        done();
      });
    }
    socket.write(bytes, 'latin1');
  });
}
