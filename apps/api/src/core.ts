import type {
  Answer,
  Limits,
  PartnerNow,
  Payload,
  PublicId,
  QueueJoin,
  QueuePlace,
  RequestName,
  RestState,
  RoomId,
} from '@hearken/protocol';
import { ALONE, ClusterSide, type ClusterFigures } from './cluster/cluster-side.js';
import type { ClusterPorts } from './cluster/cluster.js';
import { ALL_RULES, type ServerRules } from './core-rules.js';
import { HintListener } from './hint-listener.js';
import { Housekeeping } from './housekeeping.js';
import type { Clock } from './platform/clock.js';
import type { Ids } from './platform/ids.js';
import { errorOf, type Log } from './platform/log.js';
import { repeat } from './platform/repeat.js';
import type { Matcher } from './queue/matcher.port.js';
import type { PairingStore } from './queue/pairing-store.port.js';
import { QueueService } from './queue/queue.service.js';
import { ChatError } from './realtime/chat-error.js';
import type { HintBus } from './realtime/hint-bus.port.js';
import { Holds } from './report/holds.js';
import type { ReportStore } from './report/report-store.port.js';
import { ReportService } from './report/report.service.js';
import { EndedRooms } from './room/ended-rooms.js';
import { LiveRooms } from './room/live-room.js';
import { LogWriter } from './room/log-writer.js';
import type { MessageStore } from './room/message-store.port.js';
import { Parting } from './room/parting.js';
import { ReceivedCursors } from './room/received-cursors.js';
import { Retention } from './room/retention.js';
import { RoomAttention } from './room/room-attention.js';
import { RoomClaims } from './room/room-claims.js';
import { RoomEnder } from './room/room-ender.js';
import { RoomResume } from './room/room-resume.js';
import { RoomService } from './room/room.service.js';
import { ServedAuthor } from './room/served-author.js';
import { ServedReader } from './room/served-reader.js';
import { asRestRoom, ServedRooms } from './room/served-rooms.js';
import { Callers } from './session/callers.js';
import { Thanks } from './room/thanks.js';
import type { RoomStore } from './room/room-store.port.js';
import type { ConversationTally } from './room/tally.port.js';
import type { Connection } from './session/connection.js';
import { HouseDoor } from './session/house-door.js';
import type { House } from './session/house.port.js';
import type { LivePerson } from './session/people.js';
import { IdentityKeys } from './session/identity.js';
import { Placement } from './session/placement.js';
import type { PersonStore } from './session/person-store.port.js';
import { SWEEP_EVERY_MS, SessionService } from './session/session.service.js';
import { LEEWAY_AFTER_OUTAGE_MS, QUIET_AFTER_MS } from '@hearken/protocol';

/** What the core stands on: every adapter is chosen outside. */
export interface CorePorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly persons: PersonStore;
  readonly rooms: RoomStore;
  readonly messages: MessageStore;
  readonly reports: ReportStore;
  readonly pairing: PairingStore;
  readonly matcher: Matcher;
  readonly hints: HintBus;
  /** Other servers on the same database, which share the matcher and the hint bus; absent: there are none. */
  readonly cluster?: ClusterPorts;
  /** Removes what has expired, where the database does not do it by itself. */
  readonly removeExpired?: () => void;
  /** The operators' side, where there is one. */
  readonly house?: House;
  /** Counts conversations for the operators, where there are any. */
  readonly tally?: ConversationTally;
}

/** What the core is told. */
export interface CoreOptions {
  readonly serverId: string;
  readonly serverVersion: string;
  /** Server keys for public ids: the first signs, all verify. */
  readonly keys: readonly string[];
  /** Whether this server is, just now, certainly the only one that writes to the database. */
  readonly isExclusive: () => boolean;
  readonly isVolatile: boolean;
  /** Default QUIET_AFTER_MS. */
  readonly quietAfterMs?: number;
  /** Partners are told where one is, if one shows it. Default no. */
  readonly showsPlaces?: boolean;
  readonly limits: Limits;
  /** Two tabs of one device may be paired with each other. */
  readonly sameDeviceMayMeet: boolean;
  /** For the simulation's mutants only. */
  readonly rules?: Partial<ServerRules>;
  /** Told after each flush of the log: entries and milliseconds. */
  readonly onFlush?: (entries: number, ms: number) => void;
}

/** Queue places taken up at once at boot: each asks the database whom its person has met. */
const RESTORED_TOGETHER = 100;

type Handlers = {
  readonly [E in RequestName]: (connection: Connection, payload: Payload<E>) => Promise<Answer<E>>;
};

/** Hearken's server without a framework: requests in, answers and pushes out. */
export class Core {
  readonly sessions: SessionService;
  readonly queue: QueueService;
  readonly rooms: RoomService;
  readonly parting: Parting;
  /** Devices that meet nobody until a moderator has looked. To be refreshed after each decision about a report. */
  readonly holds: Holds;
  readonly live = new LiveRooms();
  readonly cursors: ReceivedCursors;
  /** People who call over REST: who they are, and what is written and read for them. */
  readonly callers: Callers;
  readonly author: ServedAuthor;
  readonly reader: ServedReader;
  readonly thanks: Thanks;
  readonly #writer: LogWriter;
  readonly #attention: RoomAttention;
  readonly #claims: RoomClaims;
  readonly #placement: Placement;
  readonly #served: ServedRooms;
  readonly #housekeeping: Housekeeping;
  /** Undefined on a server that is alone on its database. */
  readonly #cluster: ClusterSide | undefined;
  readonly #handlers: Handlers;
  #stopTicking: () => void = nothing;
  #unsubscribe: () => void;

  constructor(
    private readonly ports: CorePorts,
    private readonly options: CoreOptions,
  ) {
    const { clock, ids, log, hints } = ports;
    const rules = { ...ALL_RULES, ...options.rules };
    const keys = new IdentityKeys(options.keys);
    const partnerNow = (publicId: PublicId) => this.#partnerNow(publicId);
    this.holds = new Holds(ports.reports, (devices) => this.queue.places.hold(devices));
    const isHeld = (device: string) => this.holds.isHeld(device);
    const blocked = (left: string, right: string, at: number) => this.queue.blocked(left, right, at);
    const isOurs = (publicId: PublicId) => this.#cluster?.isOurs(publicId) ?? true;
    this.cursors = new ReceivedCursors(ports.rooms, this.live);
    const { live, cursors } = this;
    const base = { ...ports, isHeld, isOurs, blocked, live, cursors, rules, nextAfterMs: options.limits.nextAfterMs };
    this.#cluster = ports.cluster && this.#beside(ports.cluster);

    const ender = new RoomEnder({
      ...base,
      settle: (publicId, settlement) => this.queue.places.settle(publicId, settlement),
      takesBreak: async (publicId) => {
        // Who is gone as well is queued for nobody: their own departure has been decided, and would not come again.
        if (options.isExclusive() && !this.sessions.isExpected(publicId)) return true;
        return (this.sessions.seats.get(publicId)?.record ?? (await ports.persons.find(publicId)))?.takeBreak ?? false;
      },
      met: (left, right, at) => this.queue.met(left, right, at),
    });
    const resume = new RoomResume({
      ...base,
      partnerNow,
      isSeated: ({ publicId, reg }) => this.sessions.seats.get(publicId)?.record.reg === reg,
    });
    const endedRooms = new EndedRooms(base);
    this.#claims = new RoomClaims({
      ...base,
      ender,
      place: (publicId, role) => this.#placement.replace(publicId, role),
      leavePool: (publicId) => this.queue.places.leavePool(publicId),
    });
    this.#placement = new Placement({
      persons: ports.persons,
      roomStore: ports.rooms,
      people: () => this.sessions.seats,
      rooms: () => this.rooms,
      resume: () => resume,
      endedRooms: () => endedRooms,
      ender: () => ender,
      claims: () => this.#claims,
      queue: () => this.queue,
      parting: () => this.parting,
      isStranded: (departure) => this.#cluster?.isStranded(departure) ?? Promise.resolve(true),
      clock,
    });
    this.sessions = new SessionService(
      ports.persons,
      this.#placement,
      keys,
      { clock, ids, log },
      {
        ...options,
        showsPlaces: options.showsPlaces ?? false,
        rules,
        door: ports.house && new HouseDoor(ports.house, keys, (publicId) => this.live.ofMember(publicId)?.id),
      },
    );
    this.#writer = new LogWriter({
      ...base,
      isExclusive: options.isExclusive,
      close: (record) => ender.close(record),
      ...(options.onFlush === undefined ? {} : { onFlush: options.onFlush }),
    });
    this.#attention = new RoomAttention({
      ...base,
      ender,
      quietAfterMs: options.quietAfterMs ?? QUIET_AFTER_MS,
      connectionOf: (publicId) => this.sessions.presenceOf(publicId),
      presenceChanged: (publicId) => this.rooms.presenceChanged(publicId),
    });
    this.thanks = new Thanks(ports);
    this.rooms = new RoomService({
      ...base,
      attention: this.#attention,
      writer: this.#writer,
      resume,
      endedRooms,
      ender,
      claims: this.#claims,
      partnerNow,
      settledOf: (person) => this.#placement.current(person),
      isRecorded: async ({ publicId, reg }) => (await ports.persons.find(publicId))?.reg === reg,
    });
    this.parting = new Parting({
      ...base,
      service: this.rooms,
      ender,
      claims: this.#claims,
      writer: this.#writer,
      reports: new ReportService({ ...ports, holds: this.holds }),
    });
    this.queue = new QueueService({
      ...base,
      people: this.sessions.seats,
      isPaired: (publicId) => this.live.ofMember(publicId) !== undefined,
      onPaired: (record, hosts) => {
        for (const { id } of record.members) this.sessions.letGo(id);
        this.rooms.opened(record, hosts);
        for (const { id } of record.members) this.#cluster?.meet(id);
      },
      sameDeviceMayMeet: options.sameDeviceMayMeet,
      neighbours: this.#cluster?.forQueue,
    });
    this.callers = new Callers({
      ...ports,
      sessions: this.sessions,
      keys,
      registered: (publicId) => this.#tellOthers(publicId),
    });
    this.#served = new ServedRooms({ ...base, resume, ender });
    this.author = new ServedAuthor({
      ...base,
      attention: this.#attention,
      served: this.#served,
      writer: this.#writer,
      claims: this.#claims,
    });
    this.reader = new ServedReader({
      ...base,
      served: this.#served,
      resume,
      endedRooms,
      ender,
      service: () => this.rooms,
      claim: (person, claim) => this.callers.claim(person, claim),
    });
    this.#housekeeping = new Housekeeping({
      ...ports,
      holds: this.holds,
      retention: new Retention(ports.rooms, ports.messages, clock),
      people: this.sessions.seats,
      removeExpired: ports.removeExpired ?? nothing,
    });
    this.#handlers = this.#handlerTable();
    const listener = new HintListener({
      ...base,
      sessions: this.sessions,
      rooms: this.rooms,
      claims: this.#claims,
      cluster: this.#cluster,
    });
    this.#unsubscribe = hints.subscribe((hint) => listener.hear(hint), this.sessions.seats);
  }

  /** Takes up what the database holds, and starts the ticks. To be called before the first connection. */
  async boot(): Promise<void> {
    await (this.#cluster === undefined ? this.#takeUpEverybody() : this.holds.refresh());
    // Beside others: whoever of them looks after the dead takes up whom nobody hosts.
    await this.#cluster?.start();
    this.queue.start();
    this.#housekeeping.start();
    this.#stopTicking = repeat(this.ports.clock, SWEEP_EVERY_MS, () => this.#tick());
  }

  async #takeUpEverybody(): Promise<void> {
    const { persons, rooms, clock, log } = this.ports;
    const [queued, active] = await Promise.all([persons.queued(), rooms.active(), this.holds.refresh()]);
    this.sessions.expect(queued);
    for (const room of active) {
      this.sessions.expect(room.members.map(({ id, slot }) => ({ publicId: id, ...room.actors[slot] })));
    }
    this.#placement.expectNamed(active, clock.now() + LEEWAY_AFTER_OUTAGE_MS);
    for (let done = 0; done < queued.length; done += RESTORED_TOGETHER) {
      await Promise.all(
        queued.slice(done, done + RESTORED_TOGETHER).map((record) => this.queue.places.restore(record)),
      );
    }
    log.info('core-booted', { queued: queued.length, rooms: active.length });
  }

  /**
   * Answers one request.
   *
   * @throws {ChatError} every refusal; a fault of the database is `try-later`
   */
  handle<E extends RequestName>(connection: Connection, event: E, payload: Payload<E>): Promise<Answer<E>> {
    return this.answer(event, () => this.#handlers[event](connection, payload));
  }

  /**
   * Does what somebody asked for, by whatever door.
   *
   * @throws {ChatError} every refusal; a fault of the database is `try-later`
   */
  async answer<T>(event: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof ChatError) throw cause;
      this.ports.log.error('request-failed', { event, cause: errorOf(cause) });
      throw ChatError.after('try-later', 1_000, 'the server could not do this now; try again');
    }
  }

  /**
   * Puts somebody into a queue, unless the operators take no joins.
   *
   * @throws {ChatError} queue-closed, and what the queue refuses with
   */
  async join(person: LivePerson, wish: QueueJoin): Promise<QueuePlace> {
    if (this.ports.house?.site().queue === 'closed' && person.record.queue === undefined) {
      throw ChatError.of('queue-closed', 'the operators take no new joins just now');
    }
    return this.queue.join(person, wish);
  }

  /** Where somebody who calls over REST is, as the database says. */
  async where(person: LivePerson): Promise<RestState> {
    const acting = await this.#served.acting(person);
    if (acting === undefined) return this.#placement.current(person);
    return {
      is: 'paired',
      ...asRestRoom(acting, (publicId) => this.#partnerNow(publicId), this.ports.clock.now()),
    };
  }

  /** The id of the room they are in; undefined when they are in none. */
  async roomOf(person: LivePerson): Promise<RoomId | undefined> {
    return (await this.#served.acting(person))?.room.id;
  }

  /** What this server knows of others, for metrics. */
  get clusterFigures(): ClusterFigures {
    return this.#cluster?.figures ?? ALONE;
  }

  /** A socket is gone. */
  closed(connection: Connection): void {
    this.sessions.seats.close(connection);
  }

  /** Stops pairing and ticking, and resolves when what was taken is decided and stored. */
  async drain(): Promise<void> {
    await this.stop();
    await this.#writer.idle();
    await this.cursors.saveAll();
  }

  /** Stops pairing and ticking; resolves when a pair that was being committed has been told. */
  async stop(): Promise<void> {
    this.#housekeeping.stop();
    this.#stopTicking();
    await this.queue.stop();
    await this.#cluster?.stop();
    this.#unsubscribe();
  }

  #beside(cluster: ClusterPorts): ClusterSide {
    return new ClusterSide({
      ...this.ports,
      cluster,
      live: this.live,
      sessions: () => this.sessions,
      queue: () => this.queue,
      service: () => this.rooms,
    });
  }

  async #tick(): Promise<void> {
    const now = this.ports.clock.now();
    const parts = [
      this.sessions.tick(now),
      this.#placement.tick(now),
      this.#claims.tick(now),
      this.cursors.tick(now),
      this.#attention.tick(now),
    ];
    for (const outcome of await Promise.allSettled(parts)) {
      if (outcome.status === 'rejected') this.ports.log.warn('tick-failed', { cause: errorOf(outcome.reason) });
    }
  }

  /** Other servers close what they still hold of this person, who is here now (I4). */
  async #register(connection: Connection, payload: Payload<'session:register'>): Promise<Answer<'session:register'>> {
    const answer = await this.sessions.register(connection, payload);
    this.#tellOthers(answer.publicId);
    this.#cluster?.meet(answer.publicId);
    return answer;
  }

  /** A person as their partner is told of them. */
  #partnerNow(publicId: PublicId): PartnerNow {
    if (this.#cluster?.isOurs(publicId) === false) return this.#cluster.partnerNow(publicId);
    const place = this.sessions.placeOf(publicId);
    return { presence: this.#attention.presenceOf(publicId), ...(place === undefined ? {} : { place }) };
  }

  #tellOthers(to: PublicId): void {
    if (!this.options.isExclusive()) this.ports.hints.publish({ kind: 'person', to });
  }

  async #sync(person: LivePerson, payload: Payload<'room:sync'>): Promise<Answer<'room:sync'>> {
    const answer = await this.rooms.sync(person, payload);
    this.#cluster?.synced(person.record.publicId, payload.roomId, answer);
    return answer;
  }

  #handlerTable(): Handlers {
    const who = (connection: Connection) => this.sessions.seats.of(connection);
    return {
      'session:register': (connection, payload) => this.#register(connection, payload),
      'session:preferences': (connection, payload) => this.sessions.preferences(who(connection), payload),
      'session:closing': (connection) => Promise.resolve(this.sessions.closing(who(connection))),
      'queue:join': async (connection, payload) => this.join(who(connection), payload),
      'queue:cancel': async (connection) => this.queue.cancel(who(connection)),
      'queue:position': async (connection) => this.queue.position(who(connection)),
      'room:send': (connection, payload) => this.rooms.send(who(connection), payload),
      'room:sync': (connection, payload) => this.#sync(who(connection), payload),
      'room:received': async (connection, payload) => this.rooms.received(who(connection), payload),
      'room:typing': async (connection, payload) => this.rooms.typing(who(connection), payload),
      'room:touched': async (connection, payload) => this.rooms.touched(who(connection), payload),
      'room:next': async (connection, payload) => this.rooms.next(who(connection), payload),
      'room:leave': async (connection, payload) => this.rooms.leave(who(connection), payload),
      'room:block': async (connection, payload) => this.parting.block(who(connection), payload),
      'room:report': async (connection, payload) => this.parting.report(who(connection), payload),
      'room:delete': async (connection, payload) => this.parting.delete(who(connection), payload),
      'room:thank': async (connection, payload) => this.thanks.thank(who(connection), payload),
    };
  }
}

function nothing(): void {
  // MongoDB expires by itself; and before the start there is nothing to stop.
}

/** The one way to make a core. */
export function createCore(ports: CorePorts, options: CoreOptions): Core {
  return new Core(ports, options);
}
