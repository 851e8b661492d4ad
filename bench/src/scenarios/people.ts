import { PROTOCOL_VERSION, type Cursor, type NewEntry, type Registered, type RoomState } from '@hearken/protocol';
import { randomBytes } from 'node:crypto';
import { LeanSocket } from '../lean-socket.ts';

/** A person of the load: what a browser would keep, and no more. */
export class BenchPerson {
  readonly store = randomBytes(16).toString('base64url');
  registered: Registered | undefined;
  room: RoomState | undefined;
  received: Cursor | undefined;
  n = 0;
  t = 0;
  #attempt = 0;
  #onPaired: (() => void) | undefined;
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

  /** A new socket that resumes the room, as if everything of the partner's had been missed. */
  async resume(origin: string): Promise<number> {
    const { room } = this;
    if (room === undefined) throw new Error('in no room');
    this.socket = await LeanSocket.open(origin);
    this.#listen();
    let received = room.from.received;
    const claim = () => ({
      roomId: room.roomId,
      partnerId: room.partner.publicId,
      stream: room.stream,
      outboxFrom: this.n + 1,
      received,
      own: { stream: room.stream, n: this.n },
    });
    const { state } = await this.register({ room: claim() });
    if (state.is !== 'paired') throw new Error(`resumed into ${state.is}`);
    let page: RoomState = state;
    let count = 0;
    for (;;) {
      count += page.items.length;
      const last = page.items.at(-1);
      if (last !== undefined && last.kind !== 'gap') received = { stream: last.stream, n: last.n };
      if (!page.more) return count;
      const synced = await this.socket.request('room:sync', claim());
      if (synced.is !== 'open') throw new Error('the room has ended');
      page = synced.room;
    }
  }

  #listen(): void {
    this.socket.on('room:paired', (room) => {
      this.room = room;
      this.received = room.from.received;
      this.#onPaired?.();
    });
    this.socket.on('room:entries', ({ items }) => {
      for (const item of items) {
        if (item.kind !== 'text') continue;
        this.received = { stream: item.stream, n: item.n };
        this.t = Math.max(this.t, item.t);
        this.onEntry(item.text);
      }
    });
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
