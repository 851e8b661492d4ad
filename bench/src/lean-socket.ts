import type { Ack, Answer, Payload, PushName, Pushes, RequestName } from '@hearken/protocol';
import { WebSocket } from 'ws';

/**
 * A Socket.IO client that does nothing but talk: one WebSocket, no reconnection, no queues. The load generator has one
 * core for 500 people and mongod; the real client would be the limit long before the server is.
 */
export class LeanSocket {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  /** What waits for an answer and is told when none can come any more. */
  readonly #requests = new Set<(cause: Error) => void>();
  readonly #listeners = new Map<string, (payload: never) => void>();
  #lastId = 0;
  onClose: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Opens a socket and waits for Socket.IO's connect. */
  static open(origin: string): Promise<LeanSocket> {
    const url = `${origin.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const lean = new LeanSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.on('close', () => {
        reject(new Error('closed before it connected'));
        for (const fail of lean.#requests) fail(new Error('closed before it was answered'));
        lean.onClose();
      });
      socket.on('message', (data: Buffer) => {
        const packet = data.toString('utf8');
        if (packet.startsWith('40')) resolve(lean);
        else lean.#read(packet);
      });
    });
  }

  on<E extends PushName>(event: E, listener: (payload: Pushes[E]) => void): void {
    this.#listeners.set(event, listener);
  }

  /** Sends without a promise: the hot path of the load. */
  send<E extends RequestName>(event: E, payload: Payload<E>, answered: (answer: Ack<Answer<E>>) => void): void {
    const id = ++this.#lastId;
    this.#waiting.set(id, answered as (answer: unknown) => void);
    this.#socket.send(`42${String(id)}${JSON.stringify([event, payload])}`);
  }

  /** Sends and waits; a refusal is an error, and so is a socket that closes meanwhile. */
  request<E extends RequestName>(event: E, payload: Payload<E>): Promise<Answer<E>> {
    return new Promise((resolve, reject) => {
      this.#requests.add(reject);
      this.send(event, payload, (answer) => {
        this.#requests.delete(reject);
        if (answer.ok) resolve(answer.data);
        else reject(new Error(`${event}: ${answer.error.code} ${answer.error.message}`));
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #read(packet: string): void {
    if (packet.startsWith('0')) this.#socket.send('40');
    else if (packet.startsWith('2')) this.#socket.send('3');
    else if (packet.startsWith('42')) this.#event(packet.slice(2));
    else if (packet.startsWith('43')) this.#answer(packet.slice(2));
  }

  #event(json: string): void {
    const [event, payload] = JSON.parse(json) as [string, never];
    this.#listeners.get(event)?.(payload);
  }

  #answer(packet: string): void {
    const start = packet.indexOf('[');
    const id = Number(packet.slice(0, start));
    const [answer] = JSON.parse(packet.slice(start)) as [unknown];
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}
