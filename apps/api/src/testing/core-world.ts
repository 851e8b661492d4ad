import {
  DEFAULT_LIMITS,
  PROTOCOL_VERSION,
  type Answer,
  type CloseReason,
  type Cursor,
  type NewEntry,
  type Payload,
  type PushName,
  type Pushes,
  type Registered,
  type RequestName,
  type Role,
  type RoomClaim,
  type RoomState,
} from '@hearken/protocol';
import { createCore, type Core } from '../core.js';
import { silentLog } from '../platform/log.js';
import { MemoryDatabase } from '../platform/memory/memory-database.js';
import { CountingIds } from '../platform/testing/counting-ids.js';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { MemoryMatcher } from '../queue/infra/memory-matcher.js';
import { MemoryPairingStore } from '../queue/infra/memory-pairing-store.js';
import { ChatError } from '../realtime/chat-error.js';
import { MemoryHintBus } from '../realtime/infra/memory-hint-bus.js';
import { MemoryReportStore } from '../report/infra/memory-report-store.js';
import { MemoryMessageStore } from '../room/infra/memory-message-store.js';
import { MemoryRoomStore } from '../room/infra/memory-room-store.js';
import type { Connection } from '../session/connection.js';
import type { House } from '../session/house.port.js';
import { MemoryPersonStore } from '../session/infra/memory-person-store.js';

/** A socket of a test: it keeps what it was told. */
export class TestSocket implements Connection {
  static #count = 0;
  readonly id = `socket-${String(++TestSocket.#count)}`;
  readonly pushed: { readonly event: PushName; readonly payload: unknown }[] = [];
  closedFor: CloseReason | undefined;
  heardAt: number;

  constructor(private readonly clock: ManualClock) {
    this.heardAt = clock.now();
  }

  lastHeard(): number {
    return this.closedFor === undefined ? this.clock.now() : this.heardAt;
  }

  push<E extends PushName>(event: E, payload: Pushes[E]): void {
    this.pushed.push({ event, payload });
  }

  close(reason: CloseReason): void {
    this.closedFor = reason;
  }

  told<E extends PushName>(event: E): readonly Pushes[E][] {
    return this.pushed.filter((push) => push.event === event).map(({ payload }) => payload as Pushes[E]);
  }
}

/** A server's core over memory stores, with a clock moved by hand. */
export class World {
  readonly clock = new ManualClock();
  readonly ids = new CountingIds();
  readonly database = new MemoryDatabase({ keepsHistory: true });
  /** What servers tell each other: a test may be another one. */
  readonly hints = new MemoryHintBus();
  core: Core;
  #stores = 0;

  /** @param houseOf the operators' side, where a test has one */
  constructor(private readonly houseOf?: (world: World) => House) {
    this.core = this.#boot();
  }

  /** kill -9 and a fresh process on the same database. */
  async restart(): Promise<void> {
    await this.core.stop();
    this.core = this.#boot();
    await this.core.boot();
  }

  async person(role?: Role): Promise<Person> {
    const person = new Person(this, `store-number-${String(++this.#stores)}`);
    await person.register(role === undefined ? {} : { role });
    return person;
  }

  /** Two people in a room. */
  async pair(): Promise<readonly [Person, Person]> {
    const alice = await this.person('vent');
    const bob = await this.person('listen');
    await this.settle(100);
    return [alice, bob];
  }

  /** Lets `ms` pass in small steps, and everything that follows happen. */
  async settle(ms = 0): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.advance(Math.min(50, ms - passed));
      await turn();
    }
    await turn();
  }

  #boot(): Core {
    const { clock, ids, database } = this;
    return createCore(
      {
        clock,
        ids,
        log: silentLog,
        persons: new MemoryPersonStore(database, clock),
        rooms: new MemoryRoomStore(database, clock),
        reports: new MemoryReportStore(database, clock),
        messages: new MemoryMessageStore(database, clock),
        pairing: new MemoryPairingStore(database, clock),
        matcher: new MemoryMatcher(),
        hints: this.hints,
        ...(this.houseOf !== undefined && { house: this.houseOf(this) }),
      },
      {
        serverId: 'one',
        serverVersion: '1.0.0',
        keys: ['key'],
        isExclusive: () => true,
        isVolatile: false,
        limits: DEFAULT_LIMITS,
        showsPlaces: true,
        sameDeviceMayMeet: false,
      },
    );
  }
}

/** Somebody with a browser, as far as the core sees it. */
export class Person {
  socket: TestSocket;
  registered: Registered | undefined;
  #attempt = 0;
  #t = 0;

  constructor(
    readonly world: World,
    readonly store: string,
  ) {
    this.socket = new TestSocket(world.clock);
  }

  ask<E extends RequestName>(event: E, payload: Payload<E>): Promise<Answer<E>> {
    return this.world.core.handle(this.socket, event, payload);
  }

  async register(more: Partial<Payload<'session:register'>> = {}): Promise<Registered> {
    const { privateId, publicId } = this.registered ?? {};
    this.registered = await this.ask('session:register', {
      protocol: PROTOCOL_VERSION,
      app: '1.0.0',
      store: this.store,
      attempt: ++this.#attempt,
      ...(privateId === undefined || publicId === undefined ? {} : { privateId, publicId }),
      ...more,
    });
    await this.world.settle();
    return this.registered;
  }

  /** The socket dies and a new one registers. */
  async reconnect(more: Partial<Payload<'session:register'>> = {}): Promise<Registered> {
    this.cut();
    this.socket = new TestSocket(this.world.clock);
    return this.register(more);
  }

  cut(): void {
    this.socket.heardAt = this.world.clock.now();
    this.socket.closedFor ??= 'draining';
    this.world.core.closed(this.socket);
  }

  /** The room as this person was told it last. */
  get room(): RoomState {
    const [paired] = this.socket.told('room:paired').slice(-1);
    const { state } = this.registered ?? {};
    const room = paired ?? (state?.is === 'paired' ? state : undefined);
    if (room === undefined) throw new Error('not in a room');
    return room;
  }

  text(n: number, words = `text ${String(n)}`): NewEntry {
    this.#t += 1;
    return { kind: 'text', text: words, n, t: this.#t, nonce: `${this.store}-nonce-${String(n)}` };
  }

  say(n: number, room = this.room): Promise<Answer<'room:send'>> {
    return this.ask('room:send', { roomId: room.roomId, stream: room.stream, entries: [this.text(n)] });
  }

  claim(outboxFrom: number, received: Cursor, room = this.room): RoomClaim {
    return {
      roomId: room.roomId,
      partnerId: room.partner.publicId,
      stream: room.stream,
      outboxFrom,
      received,
      own: { stream: room.stream, n: outboxFrom - 1 },
    };
  }

  /** What was pushed of the partner, as texts. */
  get heard(): readonly string[] {
    return this.socket
      .told('room:entries')
      .flatMap(({ items }) => items)
      .flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  }
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The code a request is refused with, or `ok`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ChatError) return error.code;
    throw error;
  }
  return 'ok';
}

/** Texts as they are, everything else by its kind. */
export function textsOf(items: RoomState['items']): readonly string[] {
  return items.map((item) => (item.kind === 'text' ? item.text : item.kind));
}
