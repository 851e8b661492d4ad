import {
  DEFAULT_LIMITS,
  PROTOCOL_VERSION,
  type PushName,
  type Pushes,
  type Registered,
  type Role,
} from '@hearken/protocol';
import { createCore, type Core } from '../../core.js';
import { silentLog } from '../../platform/log.js';
import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { CountingIds } from '../../platform/testing/counting-ids.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { MemoryMatcher } from '../../queue/infra/memory-matcher.js';
import { MemoryPairingStore } from '../../queue/infra/memory-pairing-store.js';
import { MemoryHintBus } from '../../realtime/infra/memory-hint-bus.js';
import type { Caller } from '../../session/callers.js';
import type { Connection } from '../../session/connection.js';
import { MemoryReportStore } from '../../report/infra/memory-report-store.js';
import { MemoryPersonStore } from '../../session/infra/memory-person-store.js';
import type { LivePerson } from '../../session/people.js';
import { MemoryMessageStore } from '../infra/memory-message-store.js';
import { MemoryRoomStore } from '../infra/memory-room-store.js';
import type { AppendResult, StoredEntry } from '../message-store.port.js';

/** What befalls the next write: it does not reach the database, its answer does not come back, or nothing. */
export type WriteFault = 'lost' | 'unanswered' | undefined;

class FaultyMessages extends MemoryMessageStore {
  fault: WriteFault;

  override async append(entries: readonly StoredEntry[]): Promise<readonly AppendResult[]> {
    const { fault } = this;
    this.fault = undefined;
    const failed = entries.map(() => 'failed' as const);
    if (fault === 'lost') return failed;
    const results = await super.append(entries);
    return fault === 'unanswered' ? failed : results;
  }
}

/** A socket of a test: it keeps what it was told. */
export class NotedSocket implements Connection {
  static #count = 0;
  readonly id = `noted-${String(++NotedSocket.#count)}`;
  readonly pushed: { readonly event: PushName; readonly payload: unknown }[] = [];
  closedFor: string | undefined;

  constructor(private readonly clock: ManualClock) {}

  lastHeard(): number {
    return this.clock.now();
  }

  push<E extends PushName>(event: E, payload: Pushes[E]): void {
    this.pushed.push({ event, payload });
  }

  close(reason: string): void {
    this.closedFor = reason;
  }

  told<E extends PushName>(event: E): readonly Pushes[E][] {
    return this.pushed.filter((push) => push.event === event).map(({ payload }) => payload as Pushes[E]);
  }

  /** Texts as they were pushed, of the partner and of oneself. */
  get texts(): readonly string[] {
    return this.told('room:entries')
      .flatMap(({ items }) => items)
      .flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  }
}

/** One server on memory stores, whose database can lose writes, answers and tails, and which can be killed. */
export class ServedWorld {
  readonly clock = new ManualClock();
  readonly database = new MemoryDatabase({ keepsHistory: true });
  core: Core;
  messages: FaultyMessages;
  readonly #ids = new CountingIds();

  constructor(private readonly keys: readonly string[] = ['key']) {
    this.messages = new FaultyMessages(this.database, this.clock);
    this.core = this.#make();
  }

  static async open(keys?: readonly string[]): Promise<ServedWorld> {
    const world = new ServedWorld(keys);
    await world.core.boot();
    return world;
  }

  /** kill -9 and a fresh process on the same database. */
  async restart(keys: readonly string[] = this.keys): Promise<void> {
    await this.core.stop();
    this.messages = new FaultyMessages(this.database, this.clock);
    this.core = this.#make(keys);
    await this.core.boot();
  }

  /** Lets `ms` pass in small steps, and everything that follows happen. */
  async settle(ms = 0): Promise<void> {
    await turn();
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.advance(Math.min(50, ms - passed));
      await turn();
    }
  }

  /** Somebody who only calls. */
  async caller(): Promise<CallingPerson> {
    const fresh = this.core.callers.newcomer();
    const { privateId } = await this.core.callers.register(fresh);
    return new CallingPerson(this, privateId);
  }

  #make(keys = this.keys): Core {
    const { clock, database } = this;
    return createCore(
      {
        clock,
        ids: this.#ids,
        log: silentLog,
        persons: new MemoryPersonStore(database, clock),
        rooms: new MemoryRoomStore(database, clock),
        messages: this.messages,
        reports: new MemoryReportStore(database, clock),
        pairing: new MemoryPairingStore(database, clock),
        matcher: new MemoryMatcher(),
        hints: new MemoryHintBus(),
      },
      {
        serverId: 'one',
        serverVersion: '1.0.0',
        keys,
        isExclusive: () => true,
        isVolatile: false,
        limits: DEFAULT_LIMITS,
        sameDeviceMayMeet: false,
      },
    );
  }
}

/** Somebody over REST, as the REST services see them. */
export class CallingPerson {
  cursor: string | undefined;

  constructor(
    readonly world: ServedWorld,
    readonly privateId: string,
  ) {}

  caller(): Promise<Caller> {
    return this.world.core.callers.identify(this.privateId);
  }

  async acting(): Promise<LivePerson> {
    return this.world.core.callers.acting(await this.caller());
  }

  async join(role: Role): Promise<void> {
    const person = await this.acting();
    await this.world.core.queue.join(person, { role });
    this.world.core.sessions.hold(person);
  }

  async say(nonce: string, text = nonce, roomId?: string) {
    return this.world.core.author.say(await this.acting(), { nonce, body: { kind: 'text', text }, roomId });
  }

  /** The next page, and the cursor moved on. */
  async read() {
    const page = await this.world.core.reader.read(await this.acting(), this.cursor);
    this.cursor = page.cursor;
    return page;
  }

  /** A socket that registers with the same secret, and only listens. */
  async listen(): Promise<NotedSocket> {
    const { publicId } = await this.caller();
    const socket = new NotedSocket(this.world.clock);
    await registered(this.world, socket, { privateId: this.privateId, publicId, numbering: 'server' });
    return socket;
  }
}

/** A register of a socket. */
export async function registered(
  world: ServedWorld,
  socket: NotedSocket,
  more: object = {},
  attempt = 1,
): Promise<Registered> {
  const request = { protocol: PROTOCOL_VERSION, app: '1.0.0', store: `store of ${socket.id}`, attempt, ...more };
  const answer = await world.core.handle(socket, 'session:register', request);
  // Pushes that came meanwhile follow the answer by a timer.
  await world.settle(50);
  return answer;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
