import { randomBytes } from 'node:crypto';
import {
  PROTOCOL_VERSION,
  type Ack,
  type Answer,
  type NewEntry,
  type Payload,
  type PushName,
  type Pushes,
  type Registered,
  type RequestName,
  type Role,
  type RoomState,
  type SessionRegister,
  type WireError,
} from '@hearken/protocol';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { eventually } from './eventually.js';

/** How long a request may go unanswered in a test. */
const ANSWER_MS = 5_000;

/** A real socket.io-client that remembers what it was told. Speaks the protocol, or anything else a test wants. */
export class TestClient {
  readonly socket: Socket;
  readonly pushed: { readonly event: string; readonly payload: unknown }[] = [];
  disconnectedFor: string | undefined;
  #attempt = 0;
  readonly #store = `store-${randomBytes(8).toString('hex')}`;

  constructor(
    readonly url: string,
    options: Partial<ManagerOptions & SocketOptions> = {},
  ) {
    this.socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
    this.socket.onAny((event: string, payload: unknown) => this.pushed.push({ event, payload }));
    this.socket.on('disconnect', (reason) => {
      this.disconnectedFor = reason;
    });
  }

  /** Resolves when connected; rejects with the server's refusal. */
  connected(): Promise<this> {
    if (this.socket.connected) return Promise.resolve(this);
    return new Promise((resolve, reject) => {
      this.socket.once('connect', () => {
        resolve(this);
      });
      this.socket.once('connect_error', reject);
    });
  }

  /** Sends whatever it is given and waits for the acknowledgement. */
  raw(event: string, ...payloads: readonly unknown[]): Promise<Ack<unknown>> {
    return this.socket.timeout(ANSWER_MS).emitWithAck(event, ...payloads) as Promise<Ack<unknown>>;
  }

  /** A request that is answered; throws what it was refused with. */
  async request<E extends RequestName>(event: E, payload: Payload<E>): Promise<Answer<E>> {
    const answer = (await this.raw(event, payload)) as Ack<Answer<E>>;
    if (!answer.ok) throw new Error(`${event} was refused: ${answer.error.code} (${answer.error.message})`);
    return answer.data;
  }

  /** A request that is refused; throws when it is not. */
  async refusal(event: string, ...payloads: readonly unknown[]): Promise<WireError> {
    const answer = await this.raw(event, ...payloads);
    if (answer.ok) throw new Error(`${event} was not refused`);
    return answer.error;
  }

  registration(more: Partial<SessionRegister> = {}): SessionRegister {
    this.#attempt += 1;
    return { protocol: PROTOCOL_VERSION, app: '1.0.0', store: this.#store, attempt: this.#attempt, ...more };
  }

  async register(more: Partial<SessionRegister> = {}): Promise<Registered> {
    await this.connected();
    return this.request('session:register', this.registration(more));
  }

  told<E extends PushName>(event: E): readonly Pushes[E][] {
    return this.pushed.filter((push) => push.event === event).map(({ payload }) => payload as Pushes[E]);
  }

  /** The first push of this kind, waited for. */
  async hears<E extends PushName>(event: E): Promise<Pushes[E]> {
    return eventually(() => {
      const [first] = this.told(event);
      if (first === undefined) throw new Error(`${event} was not heard`);
      return first;
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** Somebody in a conversation. */
export interface Talker {
  readonly client: TestClient;
  readonly me: Registered;
  readonly room: RoomState;
  /** Sends the next text and resolves with what is accepted. */
  say(text: string): Promise<number>;
  /** The partner's texts as they came. */
  heard(): readonly string[];
}

/** Two people who wait for each other and are paired: alice vents, bob listens. */
export async function pairUp(newClient: () => TestClient): Promise<readonly [alice: Talker, bob: Talker]> {
  const alice = await joined(newClient(), 'vent');
  const bob = await joined(newClient(), 'listen');
  return Promise.all([talking(alice), talking(bob)]);
}

/** The same on several servers: the listener at the one after the venter's. */
export function pairUpAcross(
  servers: readonly { readonly client: () => TestClient }[],
  first = 0,
): ReturnType<typeof pairUp> {
  let next = first;
  return pairUp(() => {
    const server = servers[next++ % servers.length];
    if (server === undefined) throw new Error('no server');
    return server.client();
  });
}

async function joined(client: TestClient, role: Role): Promise<{ client: TestClient; me: Registered }> {
  return { client, me: await client.register({ role }) };
}

async function talking({ client, me }: { client: TestClient; me: Registered }): Promise<Talker> {
  const room = me.state.is === 'paired' ? me.state : await client.hears('room:paired');
  let n = 0;
  return {
    client,
    me,
    room,
    say: async (text) => {
      n += 1;
      const { roomId, stream } = room;
      const { accepted } = await client.request('room:send', { roomId, stream, entries: [textEntry(n, text)] });
      return accepted;
    },
    heard: () =>
      client
        .told('room:entries')
        .flatMap(({ items }) => items)
        .flatMap((item) => (item.kind === 'text' ? [item.text] : [])),
  };
}

/** A text as an author's browser numbers it; `t` grows with `n`. */
export function textEntry(n: number, text: string, t = n * 2): NewEntry {
  return { kind: 'text', n, t, nonce: randomBytes(16).toString('base64url'), text };
}
