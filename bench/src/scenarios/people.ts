import {
  PROTOCOL_VERSION,
  type Cursor,
  type LogItem,
  type NewEntry,
  type Registered,
  type RoomClaim,
  type RoomState,
} from '@hearken/protocol';
import { randomBytes } from 'node:crypto';
import { LeanSocket } from '../lean-socket.ts';

/** A person of the load: what a browser would keep, and no more. */
export class BenchPerson {
  readonly store = randomBytes(16).toString('base64url');
  registered: Registered | undefined;
  room: RoomState | undefined;
  received: Cursor | undefined;
  n = 0;
  /** Up to where the own texts are durable. */
  accepted = 0;
  /** How often it had to ask for what no push brought. */
  syncs = 0;
  t = 0;
  #attempt = 0;
  #onPaired: (() => void) | undefined;
  #syncing: 'no' | 'once' | 'again' = 'no';
  onEntry: (text: string) => void = () => undefined;

  socket: LeanSocket;

  private constructor(socket: LeanSocket) {
    this.socket = socket;
    this.#listen();
  }

  static async arrive(origin: string): Promise<BenchPerson> {
    const person = new BenchPerson(await LeanSocket.open(origin));
    await person.register();
    return person;
  }

  async register(more: Partial<Parameters<LeanSocket['request']>[1]> = {}): Promise<Registered> {
    const { privateId, publicId } = this.registered ?? {};
    this.registered = await this.socket.request('session:register', {
      protocol: PROTOCOL_VERSION,
      app: 'bench',
      store: this.store,
      attempt: ++this.#attempt,
      ...(privateId === undefined || publicId === undefined ? {} : { privateId, publicId }),
      ...more,
    });
    return this.registered;
  }

  /** Joins and resolves when paired. */
  async meet(role: 'vent' | 'listen'): Promise<void> {
    const paired = new Promise<void>((resolve) => (this.#onPaired = resolve));
    await this.socket.request('queue:join', { role });
    await paired;
  }

  /** The next entry of this person. */
  entry(text: string): NewEntry {
    this.n += 1;
    this.t += 1;
    return { kind: 'text', text, n: this.n, t: this.t, nonce: `${this.store}${String(this.n)}` };
  }

  /** A new socket that resumes the room, as if everything of the partner's had been missed; how many items came. */
  async resume(origin: string): Promise<number> {
    const { room } = this;
    if (room === undefined) throw new Error('in no room');
    this.socket = await LeanSocket.open(origin);
    this.#listen();
    this.received = room.from.received;
    const { state } = await this.register({ room: this.#claim(room) });
    if (state.is !== 'paired') throw new Error(`resumed into ${state.is}`);
    return this.#readOn(state);
  }

  #listen(): void {
    this.socket.on('room:paired', (room) => {
      this.room = room;
      this.received = room.from.received;
      this.#onPaired?.();
    });
    this.socket.on('room:entries', ({ items }) => {
      this.#take(items);
    });
    this.socket.on('room:changed', () => {
      this.#sync();
    });
  }

  /** What follows what was received; what stands beyond a hole is asked for. */
  #take(items: readonly LogItem[]): void {
    for (const item of items) {
      if (item.kind !== 'text') continue;
      const next = (this.received?.n ?? 0) + 1;
      if (item.n < next) continue;
      if (item.n > next) {
        this.#sync();
        return;
      }
      this.received = { stream: item.stream, n: item.n };
      this.t = Math.max(this.t, item.t);
      this.onEntry(item.text);
    }
  }

  /** A hint was lost, as a bus between overloaded servers may: the log has it. One sync at a time. */
  #sync(): void {
    const { room } = this;
    if (room === undefined) return;
    const isUnderWay = this.#syncing !== 'no';
    this.#syncing = isUnderWay ? 'again' : 'once';
    if (isUnderWay) return;
    // A failure ends the run: whoever waits for the missing texts would wait for ever.
    void this.#askAgain(room).then(() => {
      const isAgain = this.#syncing === 'again';
      this.#syncing = 'no';
      if (isAgain) this.#sync();
    });
  }

  async #askAgain(room: RoomState): Promise<void> {
    this.syncs += 1;
    await this.#readOn(await this.#page(room));
  }

  async #page(room: RoomState): Promise<RoomState> {
    const synced = await this.socket.request('room:sync', this.#claim(room));
    if (synced.is !== 'open') throw new Error('the room has ended');
    return synced.room;
  }

  async #readOn(first: RoomState): Promise<number> {
    let count = 0;
    for (let page = first; ;) {
      count += page.items.length;
      this.#take(page.items);
      if (!page.more) return count;
      page = await this.#page(page);
    }
  }

  #claim(room: RoomState): RoomClaim {
    return {
      roomId: room.roomId,
      partnerId: room.partner.publicId,
      stream: room.stream,
      outboxFrom: this.accepted + 1,
      received: this.received ?? room.from.received,
      own: { stream: room.stream, n: this.n },
    };
  }
}

/** `count` people in rooms of two, who come to the origins in turn: with two of them every room is across. */
export async function pairs(origins: readonly string[], count: number): Promise<BenchPerson[]> {
  const people: BenchPerson[] = [];
  // A few at a time: what is measured is not the arrival.
  for (let done = 0; done < count; done += 20) {
    const some = await Promise.all(
      Array.from({ length: Math.min(20, count - done) }, (_, at) => BenchPerson.arrive(originOf(origins, done + at))),
    );
    people.push(...some);
  }
  await Promise.all(people.map((person, index) => person.meet(index % 2 === 0 ? 'vent' : 'listen')));
  return people;
}

function originOf(origins: readonly string[], index: number): string {
  const origin = origins[index % origins.length];
  if (origin === undefined) throw new Error('nowhere to go');
  return origin;
}
