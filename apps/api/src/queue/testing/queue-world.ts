import type { PublicId, PushName, Pushes, QueueJoin, QueuePlace, Role } from '@hearken/protocol';
import { ALL_RULES } from '../../core-rules.js';
import { silentLog } from '../../platform/log.js';
import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { CountingIds } from '../../platform/testing/counting-ids.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { MemoryRoomStore } from '../../room/infra/memory-room-store.js';
import type { RoomRecord } from '../../room/room-store.port.js';
import type { Connection } from '../../session/connection.js';
import { MemoryPersonStore } from '../../session/infra/memory-person-store.js';
import type { LivePerson, People } from '../../session/people.js';
import type { PersonStore } from '../../session/person-store.port.js';
import { DEFAULT_MATCHER_OPTIONS, type MatcherOptions } from '../domain/matcher-options.js';
import { MemoryMatcher } from '../infra/memory-matcher.js';
import { MemoryPairingStore } from '../infra/memory-pairing-store.js';
import type { PairOutcome, PairingStore, ProposedPair } from '../pairing-store.port.js';
import type { QueueNeighbours } from '../queue-neighbours.js';
import { QueueService } from '../queue.service.js';

/** A socket that keeps what it was told. */
export class TestConnection implements Connection {
  readonly pushed: { readonly event: PushName; readonly payload: unknown }[] = [];

  constructor(
    readonly id: string,
    public heardAt: number,
  ) {}

  lastHeard(): number {
    return this.heardAt;
  }

  push<E extends PushName>(event: E, payload: Pushes[E]): void {
    this.pushed.push({ event, payload });
  }

  close(): void {
    this.heardAt = 0;
  }
}

/** Somebody with a registration, and whether they can be heard. */
export interface TestPerson extends LivePerson {
  connection: TestConnection | undefined;
  isPresent: boolean;
}

class TestPeople implements People {
  readonly seats = new Map<PublicId, TestPerson>();
  /** Whose register is under way. */
  readonly registering = new Set<PublicId>();

  get(publicId: PublicId): TestPerson | undefined {
    return this.seats.get(publicId);
  }

  all(): Iterable<TestPerson> {
    return this.seats.values();
  }

  isPresent(publicId: PublicId): boolean {
    return this.seats.get(publicId)?.isPresent ?? false;
  }

  isAnswered(publicId: PublicId): boolean {
    return !this.registering.has(publicId);
  }
}

/** What a test does to a commit before it reaches the store: the outcomes, or a fault. */
export type CommitHook = (
  pairs: readonly ProposedPair[],
  commit: () => Promise<readonly PairOutcome[]>,
) => Promise<readonly PairOutcome[]>;

/** A queue service on memory stores, with people whose names are their public ids. Faults are set by tests. */
export class QueueWorld {
  readonly clock = new ManualClock();
  readonly people = new TestPeople();
  readonly rooms: RoomRecord[] = [];
  /** Sizes of the commits so far. */
  readonly commits: number[] = [];
  readonly persons: MemoryPersonStore;
  readonly roomStore: MemoryRoomStore;
  readonly pairing: MemoryPairingStore;
  matcher: MemoryMatcher;
  /** The database does not answer. */
  isAway = false;
  /** Each question takes this many turns of the event loop to the database, and each answer as many back. */
  turnsAway = (): number => 0;
  onCommit: CommitHook = (_, commit) => commit();
  readonly service: QueueService;
  readonly #ids = new CountingIds();
  /** Devices that meet nobody. */
  readonly heldDevices = new Set<string>();
  #attempt = 0;

  constructor(
    private readonly options: MatcherOptions = DEFAULT_MATCHER_OPTIONS,
    neighbours?: QueueNeighbours,
  ) {
    const database = new MemoryDatabase();
    this.persons = new MemoryPersonStore(database, this.clock);
    this.roomStore = new MemoryRoomStore(database, this.clock);
    this.pairing = new MemoryPairingStore(database, this.clock);
    this.matcher = new MemoryMatcher(options);
    this.service = new QueueService({
      persons: this.#faulty(this.persons),
      pairing: this.#pairing(),
      matcher: this.#currentMatcher(),
      people: this.people,
      clock: this.clock,
      ids: this.#ids,
      log: silentLog,
      rules: ALL_RULES,
      sameDeviceMayMeet: options.sameDeviceMayMeet,
      ...(neighbours !== undefined && { neighbours }),
      isHeld: (device) => this.heldDevices.has(device),
      isPaired: (publicId) => this.roomOf(publicId) !== undefined,
      onPaired: (room) => this.rooms.push(room),
    });
  }

  /** Registers somebody, for the first time or anew, under a device of their own or one that is named. */
  async arrive(name: string, device = `device of ${name}`): Promise<TestPerson> {
    this.#attempt += 1;
    const now = this.clock.now();
    const reg = this.#ids.registration();
    const fields = { publicId: name, reg, device, store: 'store', attempt: this.#attempt, server: 'one' };
    const record = await this.persons.register({ ...fields, takeBreak: false, numbering: 'browser', now });
    if (record === 'late') throw new Error('an attempt was used twice');
    const person = { record, connection: new TestConnection(`socket of ${reg}`, now), isPresent: true };
    this.people.seats.set(name, person);
    return person;
  }

  /** Somebody arrives and joins a queue. */
  async join(name: string, request: QueueJoin): Promise<QueuePlace> {
    return this.service.join(await this.seat(name), request);
  }

  /** Several people join a queue one after the other, a millisecond apart. */
  async joinAll(role: Role, ...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.join(name, { role });
      this.clock.advance(1);
    }
  }

  /** Somebody who is here, or arrives. */
  async seat(name: string): Promise<TestPerson> {
    return this.people.get(name) ?? (await this.arrive(name));
  }

  /** The room somebody was told of and that has not ended. */
  roomOf(publicId: PublicId): RoomRecord | undefined {
    return this.rooms.find(({ members }) => members.some(({ id }) => id === publicId));
  }

  /** Members of all open rooms, as `alice+bob`, sorted. */
  get pairs(): readonly string[] {
    return this.rooms
      .map(({ members }) =>
        members
          .map(({ id }) => id)
          .sort()
          .join('+'),
      )
      .sort();
  }

  /** Ends somebody's room in the database and here; who was left goes to the front, the other to idle. */
  async leave(name: string, joinFrom?: number): Promise<void> {
    const room = this.roomOf(name);
    if (room === undefined) throw new Error(`${name} is in no room`);
    const [left, right] = room.members;
    const now = this.clock.now();
    await this.service.met(left.device, right.device, now);
    await this.roomStore.end(room.id, { at: now, reason: 'leave', by: name });
    this.rooms.splice(this.rooms.indexOf(room), 1);
    for (const { id, role } of room.members) {
      const entry = { role, widen: false, enteredAt: now, opensAt: now, front: true };
      await this.service.places.settle(id, {
        roomId: room.id,
        place: id === name ? undefined : entry,
        joinFrom: id === name ? joinFrom : undefined,
        isOwed: false,
      });
    }
  }

  /** Lets `ms` pass in small steps, and everything that follows happen. */
  async pass(ms = 0): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5) {
      this.clock.advance(Math.min(5, ms - passed));
      await turn();
    }
    await turn();
  }

  /** The matcher loses everything, as Redis does when it is killed and emptied. */
  emptyMatcher(): void {
    this.matcher = new MemoryMatcher(this.options);
  }

  #pairing(): PairingStore {
    const store = this.#faulty(this.pairing);
    return {
      met: (left, right, at) => store.met(left, right, at),
      block: (left, right, at) => store.block(left, right, at),
      interactions: (device, since) => store.interactions(device, since),
      commit: (pairs, now) => {
        this.commits.push(pairs.length);
        return this.onCommit(pairs, () => store.commit(pairs, now));
      },
    };
  }

  /** The same store, whose every method rejects while the database is away. */
  #faulty<T extends PersonStore | PairingStore>(store: T): T {
    return new Proxy(store, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          await turns(this.turnsAway());
          if (this.isAway) throw new Error('the database is away');
          const answer: unknown = await Reflect.apply(member, target, args);
          await turns(this.turnsAway());
          return answer;
        };
      },
    });
  }

  #currentMatcher(): MemoryMatcher {
    return new Proxy(this.matcher, {
      get: (_, key) => {
        const member: unknown = Reflect.get(this.matcher, key);
        return typeof member === 'function'
          ? (...args: readonly unknown[]): unknown => Reflect.apply(member, this.matcher, args)
          : member;
      },
    });
  }
}

/** Everything that is due without time passing. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function turns(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await turn();
}
