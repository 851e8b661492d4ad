import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor, Entry, EntryBody, LogItem, NewEntry } from '../../entry.js';
import type { Ack, Payload } from '../../events.js';
import type { Limits } from '../../limits.js';
import { PROTOCOL_VERSION } from '../../limits.js';

import type { QueuePlace, Role, Settled } from '../../queue.js';
import type { RoomClaim, RoomState, SendResult } from '../../room.js';
import type { Registered } from '../../session.js';
import { promised, same } from './failure.js';
import type { ServerUnderTest } from './server-under-test.js';
import { Wire, type WireOptions } from './wire.js';

/** How often a request that is to be repeated later is repeated. */
const RETRIES = 12;

/** A nonce as a browser mints it. */
export function nonce(): string {
  return randomBytes(16).toString('base64url');
}

type RegisterExtras = Partial<Payload<'session:register'>>;

/**
 * One person as an honest browser keeps them, in the plainest way: ids, store, place in the log. Cases drive it step by
 * step, and go past it to the wire where they want to be dishonest.
 */
export class Person {
  store = nonce();
  attempt = 0;
  #registered: Registered | undefined;
  /** The room as the server told it last. */
  room: RoomState | undefined;
  /** Next number, what the server has accepted of `stream`, and the highest `t` held. */
  nextN = 1;
  accepted = 0;
  clock = 0;
  stream = '';
  received: Cursor = { stream: '', n: 0 };
  own: Cursor = { stream: '', n: 0 };
  /** The partner's entries as taken, in order. */
  readonly heard: Entry[] = [];
  mayBeQueued = false;
  /** When the room was entered, this machine's clock. */
  pairedAt = 0;

  private constructor(
    readonly name: string,
    readonly server: ServerUnderTest,
    public wire: Wire,
    private readonly noteWire: (wire: Wire) => void,
  ) {}

  /** Somebody new, on an open socket, not yet registered. */
  static async connect(
    name: string,
    server: ServerUnderTest,
    noteWire: (wire: Wire) => void,
    options?: WireOptions,
  ): Promise<Person> {
    const wire = await Wire.open(server, options);
    noteWire(wire);
    return new Person(name, server, wire, noteWire);
  }

  /** Answer of the last register. */
  get registered(): Registered {
    promised(this.#registered !== undefined, `${this.name} has registered`);
    return this.#registered;
  }

  get publicId(): string {
    return this.registered.publicId;
  }

  get limits(): Limits {
    return this.registered.limits;
  }

  get roomId(): string {
    promised(this.room !== undefined, `${this.name} is in a room`);
    return this.room.roomId;
  }

  /** The payload of the next register: who this is, and what the store holds. Left alone, this person takes a break. */
  registerPayload(extras: RegisterExtras = {}): Payload<'session:register'> {
    this.attempt += 1;
    const ids =
      this.#registered === undefined
        ? {}
        : { privateId: this.#registered.privateId, publicId: this.#registered.publicId };
    return {
      protocol: PROTOCOL_VERSION,
      app: 'conformance',
      store: this.store,
      attempt: this.attempt,
      takeBreak: true,
      ...ids,
      ...(this.room === undefined ? {} : { room: this.claim() }),
      ...extras,
    };
  }

  /** Registers on the socket there is, and takes what the answer says. Waits where the server asks for it. */
  async register(extras: RegisterExtras = {}): Promise<Registered> {
    const payload = this.registerPayload(extras);
    const registered = await this.#patiently('register', () => this.wire.ask('session:register', payload));
    this.accept(registered);
    if (payload.takeBreak !== true) this.mayBeQueued = true;
    return registered;
  }

  /** Takes what an answer of register says. */
  accept(registered: Registered): void {
    this.#registered = registered;
    const { state } = registered;
    if (state.is === 'paired') this.enter(state);
    else this.room = undefined;
    this.mayBeQueued = state.is === 'queued';
  }

  /** Comes back on a new socket, as after an outage or a reload. */
  async comeBack(extras: RegisterExtras = {}, options?: WireOptions): Promise<Registered> {
    if (this.wire.isOpen) this.wire.close();
    await this.openWire(options);
    return this.register(extras);
  }

  /** A new socket for this person; the older one stays as it is. */
  async openWire(options?: WireOptions): Promise<Wire> {
    this.wire = await Wire.open(this.server, options);
    this.noteWire(this.wire);
    return this.wire;
  }

  /** Joins a queue; once more where a limit asks to wait. */
  async join(role: Role, widen?: boolean): Promise<QueuePlace> {
    this.mayBeQueued = true;
    const payload = widen === undefined ? { role } : { role, widen };
    return this.#patiently('join', () => this.wire.ask('queue:join', payload));
  }

  async cancel(): Promise<Settled> {
    const settled = await this.wire.done('queue:cancel', {});
    this.mayBeQueued = settled.is === 'queued';
    return settled;
  }

  /** Waits to be told of a pair, and goes in. */
  async paired(withinMs?: number): Promise<RoomState> {
    const state = await this.wire.push('room:paired', undefined, withinMs);
    this.mayBeQueued = false;
    this.enter(state);
    return state;
  }

  /** Takes a room's state: its stream, its cursors and its items. */
  enter(state: RoomState): void {
    const isSameRoom = this.room?.roomId === state.roomId;
    if (!isSameRoom) this.heard.length = 0;
    if (!isSameRoom || this.stream !== state.stream) this.nextN = state.accepted + 1;
    if (!isSameRoom) {
      this.pairedAt = Date.now() - state.ageMs;
      this.received = state.from.received;
      this.own = state.from.own;
      this.clock = 0;
    }
    this.room = state;
    this.stream = state.stream;
    this.accepted = state.accepted;
    this.clock = Math.max(this.clock, state.clock);
    this.take(state.items);
  }

  /** Entries with the next numbers, not yet sent. */
  write(...bodies: readonly (string | EntryBody)[]): readonly NewEntry[] {
    return bodies.map((body) => {
      this.clock += 1;
      const entry = {
        ...(typeof body === 'string' ? { kind: 'text' as const, text: body } : body),
        n: this.nextN,
        t: this.clock,
        nonce: nonce(),
      };
      this.nextN += 1;
      return entry;
    });
  }

  /** Sends entries as they are, whatever the answer. */
  send(entries: readonly NewEntry[]): Promise<Ack<SendResult>> {
    return this.wire.ask('room:send', { roomId: this.roomId, stream: this.stream, entries });
  }

  /** Writes and sends, and waits until all of it is accepted. */
  async say(...bodies: readonly (string | EntryBody)[]): Promise<readonly NewEntry[]> {
    const entries = this.write(...bodies);
    const result = await this.#patiently('send', () => this.send(entries));
    this.accepted = result.accepted;
    if (this.own.stream === this.stream) this.own = { stream: this.stream, n: result.accepted };
    same(result, { stream: this.stream, accepted: entries.at(-1)?.n }, 'the answer of room:send is cumulative');
    return entries;
  }

  /**
   * Applies items as a reader does, strictly: the next number, or a gap that starts where the cursor stands. What is
   * below the cursor is passed over.
   */
  take(items: readonly LogItem[]): void {
    for (const item of items) {
      const isOwn = item.author === this.publicId;
      const cursor = isOwn ? this.own : this.received;
      const next = item.kind === 'gap' ? this.#afterGap(cursor, item) : this.#afterEntry(cursor, item);
      if (next === undefined) continue;
      if (isOwn) this.own = next;
      else this.received = next;
      if (item.kind === 'gap') continue;
      this.clock = Math.max(this.clock, item.t);
      if (!isOwn && !this.heard.some(({ nonce: held }) => held === item.nonce)) this.heard.push(item);
    }
  }

  /** Takes what was pushed until `count` entries of the partner were heard in this room. */
  async hear(count: number, withinMs = 5_000): Promise<readonly Entry[]> {
    const deadline = Date.now() + withinMs;
    while (this.heard.length < count) {
      promised(Date.now() < deadline, `${this.name} hears ${String(count)} entries within ${String(withinMs)} ms`, {
        heard: this.heard.length,
        cursor: this.received,
        pushes: this.wire.pushes.slice(-4),
      });
      if (!this.takePushed()) await sleep(10);
    }
    return this.heard;
  }

  /** Takes every push of entries that came and was not taken; whether there was one. */
  takePushed(): boolean {
    const fresh = this.wire.pushes.filter((push) => !push.isTaken && push.event === 'room:entries');
    for (const push of fresh) {
      push.isTaken = true;
      const { roomId, items } = push.payload as { roomId: string; items: readonly LogItem[] };
      if (roomId === this.room?.roomId) this.take(items);
    }
    return fresh.length > 0;
  }

  /** Waits to be told, by either push that says so, that the partner holds everything up to n of the current stream. */
  async delivered(n: number, withinMs = 5_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    const isTold = ({ delivered }: { readonly delivered: Cursor }): boolean =>
      delivered.stream === this.stream && delivered.n === n;
    while (!this.wire.all('room:delivered').some(isTold) && !this.wire.all('room:entries').some(isTold)) {
      promised(
        Date.now() < deadline,
        `${this.name} is told that the partner holds ${String(n)}`,
        this.wire.pushes.slice(-4),
      );
      await sleep(10);
    }
  }

  /** What this person's store says of the room. */
  claim(changes: Partial<RoomClaim> = {}): RoomClaim {
    promised(this.room !== undefined, `${this.name} is in a room`);
    return {
      roomId: this.room.roomId,
      partnerId: this.room.partner.publicId,
      stream: this.stream,
      outboxFrom: this.accepted + 1,
      received: this.received,
      own: this.own,
      ...changes,
    };
  }

  /** `sync`, with the claim or with another one; the room must be open. */
  async sync(claim: RoomClaim = this.claim()): Promise<RoomState> {
    const result = await this.wire.done('room:sync', claim);
    promised(result.is === 'open', 'room:sync of an open room says so', result);
    this.enter(result.room);
    return result.room;
  }

  #afterEntry(cursor: Cursor, { stream, n }: Entry): Cursor | undefined {
    if (stream === cursor.stream && n <= cursor.n) return undefined;
    promised(
      stream === cursor.stream && n === cursor.n + 1,
      `${this.name}, whose cursor is at ${cursor.stream}/${String(cursor.n)}, is given the next entry or a gap`,
      { stream, n },
    );
    return { stream, n };
  }

  #afterGap(cursor: Cursor, { from, to }: { readonly from: Cursor; readonly to: Cursor }): Cursor | undefined {
    if (to.stream === cursor.stream && to.n <= cursor.n) return undefined;
    promised(from.stream === cursor.stream && from.n <= cursor.n, 'a gap starts at the cursor or below it', {
      cursor,
      from,
    });
    return to;
  }

  /** Repeats what is refused for now, as often as is reasonable, on a new socket where the old one was closed. */
  async #patiently<T>(what: string, ask: () => Promise<Ack<T>>): Promise<T> {
    for (let turn = 0; ; turn += 1) {
      const answer = await ask();
      if (answer.ok) return answer.data;
      const { code, retryAfterMs } = answer.error;
      const isForNow = code === 'rate-limited' || code === 'full' || code === 'try-later';
      promised(isForNow && turn < RETRIES, `${this.name} can ${what}`, answer.error);
      promised(retryAfterMs !== undefined && retryAfterMs > 0, `${code} says when to try again`, answer.error);
      await sleep(Math.min(retryAfterMs, 10_000));
      if (!this.wire.isOpen) await this.openWire();
    }
  }
}
