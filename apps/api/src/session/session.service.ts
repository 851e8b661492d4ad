import {
  LEEWAY_AFTER_OUTAGE_MS,
  PRESENT_MS,
  PROTOCOL_VERSION,
  type BanNotice,
  type Limits,
  type Nothing,
  type Place,
  type PlaceWish,
  type Presence,
  type PublicId,
  type PushName,
  type Pushes,
  type Registered,
  type SessionPreferences,
  type SessionRegister,
} from '@hearken/protocol';
import type { ServerRules } from '../core-rules.js';
import type { Clock } from '../platform/clock.js';
import type { Ids } from '../platform/ids.js';
import type { Log } from '../platform/log.js';
import { isSamePlace, shownPlace } from '../place/shown-place.js';
import { ChatError } from '../realtime/chat-error.js';
import type { Residents } from '../realtime/hint-bus.port.js';
import type { Connection } from './connection.js';
import { Departures, type Departure, type Leaving } from './departures.js';
import { PauseWatch } from './domain/leeway.js';
import { UnderWay } from './domain/under-way.js';
import type { HouseDoor } from './house-door.js';
import type { IdentityKeys } from './identity.js';
import { isHere, type LivePerson, type People } from './people.js';
import type { PersonRecord, PersonStore, Registration } from './person-store.port.js';
import { seatDeadline, type Seat } from './seat.js';

/** What an answer says of a person: where they are, and the ended rooms they are told of. */
export type Placed = Pick<Registered, 'state' | 'lastRoom' | 'owed'>;

/** Where a register finds its person, or puts them. */
export interface Placing extends Leaving {
  /** The person's part of the answer, their registration already raised. */
  place(person: LivePerson, request: SessionRegister): Promise<Placed>;
  /** Somebody is heard again, or no longer. */
  presenceChanged(publicId: PublicId, isPresent: boolean): void;
  /** Somebody's place is shown otherwise than before, or no longer. */
  placeChanged(publicId: PublicId): void;
  /** A register of somebody who is here has been answered: from now on they can be paired. */
  answered(publicId: PublicId): void;
}

/** What the session service is told by configuration. */
export interface SessionOptions {
  readonly serverId: string;
  readonly serverVersion: string;
  readonly limits: Limits;
  /** Texts do not survive a restart; said to everybody who registers. */
  readonly isVolatile: boolean;
  /** Partners are told where one is, if one shows it. */
  readonly showsPlaces: boolean;
  readonly rules: ServerRules;
  /** Where there are operators. */
  readonly door?: HouseDoor | undefined;
}

/** Who registers: genuine ids, or fresh ones. */
export type Identity = Pick<Registered, 'privateId' | 'publicId' | 'isNew'>;

/** Where a register comes from, as far as bans and partners ask. */
export type CallOrigin = Pick<Connection, 'networks' | 'place'>;

/** How often departures are looked for, ms. */
export const SWEEP_EVERY_MS = 200;

type HeldPush = { readonly [E in PushName]: { readonly event: E; readonly payload: Pushes[E] } }[PushName];

/** Who is here: registrations, their sockets, and when they count as gone (I4, I6). */
export class SessionService implements People, Residents {
  readonly #seats = new Map<PublicId, Seat>();
  readonly #byConnection = new Map<string, Seat>();
  /** Sockets that are closed for good. */
  readonly #gone = new WeakSet<Connection>();
  /** Pushes that came while a register was being answered: they follow its answer. */
  readonly #held = new Map<PublicId, HeldPush[]>();
  readonly #watch: PauseWatch;
  /** People whose register the database is asked for just now. */
  readonly #raising = new UnderWay<PublicId>();
  readonly #departures: Departures;
  /** Counts beginnings of registers and takings of seats, to tell what came after what. */
  #moment = 0;

  constructor(
    private readonly persons: PersonStore,
    private readonly placing: Placing,
    private readonly keys: IdentityKeys,
    private readonly parts: { readonly clock: Clock; readonly ids: Ids; readonly log: Log },
    private readonly options: SessionOptions,
  ) {
    this.#watch = new PauseWatch(parts.clock.now());
    this.#departures = new Departures(placing, parts.log, (publicId) => this.#seats.has(publicId));
  }

  /**
   * `session:register`.
   *
   * @throws {ChatError} outdated, banned, late, replaced
   */
  register(connection: Connection, request: SessionRegister): Promise<Registered> {
    return this.#register(connection, request, this.#identify(request));
  }

  /**
   * The same for somebody who calls over REST, whose identity the caller has found out: no socket, and heard by this.
   *
   * @throws {ChatError} late, replaced
   */
  registerCaller(request: SessionRegister, identity: Identity & CallOrigin): Promise<Registered> {
    return this.#register(identity, request, identity);
  }

  async #register(from: Connection | CallOrigin, request: SessionRegister, identity: Identity): Promise<Registered> {
    const connection = 'push' in from ? from : undefined;
    if (request.protocol !== PROTOCOL_VERSION) {
      throw ChatError.of('outdated', `this server speaks protocol ${String(PROTOCOL_VERSION)}`);
    }
    const { door } = this.options;
    const { publicId } = identity;
    // A call says no more than the secret: what an earlier registration said of the person stays.
    const known = request.numbering === 'server' ? await this.persons.find(publicId) : undefined;
    if (door !== undefined) await door.refuseBanned(from, request, { publicId, known });
    const begunAt = ++this.#moment;
    const record = await this.#raising.during(publicId, () => this.#raise(from, { publicId, known }, request));
    this.#refuseOvertaken(record, begunAt);
    const person = this.#seat(connection, record, this.#placeBy(from, request, identity.publicId));
    try {
      const placed = await this.placing.place(person, door?.asAllowed(request) ?? request);
      if (this.#seats.get(record.publicId) !== person) throw ChatError.of('replaced', 'a newer registration acts now');
      // Named one by one: who calls brings more along than they are to be told.
      const { privateId, isNew } = identity;
      return {
        privateId,
        publicId,
        isNew,
        gen: record.gen,
        serverVersion: this.options.serverVersion,
        volatile: this.options.isVolatile,
        now: this.parts.clock.now(),
        limits: this.options.limits,
        ...(this.options.showsPlaces && { showsPlaces: true }),
        ...placed,
        announcements: [],
        ...(await door?.wordsFor(person.record, request.announcementsSeen)),
      };
    } finally {
      // After the answer, which goes out before any timer runs.
      this.parts.clock.setTimeout(() => this.#releaseHeld(person), 0);
    }
  }

  /** `session:preferences`. */
  async preferences(person: LivePerson, { takeBreak, place }: SessionPreferences): Promise<Nothing> {
    // First, and without the database: who hides their place is not to wait for it.
    if (place !== undefined) this.#show(person, place);
    if (!(await this.persons.setTakeBreak(person.record, takeBreak))) {
      throw ChatError.of('wrong-state', 'a newer registration acts now');
    }
    person.record = { ...person.record, takeBreak };
    return {};
  }

  /** Where a person is, as their partner is told it. */
  placeOf(publicId: PublicId): Place | undefined {
    return this.#seats.get(publicId)?.place;
  }

  #show(person: LivePerson, wish: PlaceWish): void {
    const { publicId } = person.record;
    const seat = this.#seats.get(publicId);
    const place = this.options.showsPlaces ? shownPlace(person.connection?.place, wish) : undefined;
    if (seat !== person || isSamePlace(seat.place, place)) return;
    seat.place = place;
    this.placing.placeChanged(publicId);
  }

  /** What a register says of the person's place; where it says nothing, what was said to this server before. */
  #placeBy({ place: found }: CallOrigin, { place: wish }: SessionRegister, publicId: PublicId): Place | undefined {
    if (!this.options.showsPlaces) return undefined;
    return wish === undefined ? this.placeOf(publicId) : shownPlace(found, wish);
  }

  /** `session:closing`: who does not come back within the leeway has left, and was not lost. */
  closing(person: LivePerson): Nothing {
    const seat = this.#seats.get(person.record.publicId);
    if (seat === person) seat.isClosing = true;
    return {};
  }

  /** The person who acts on this connection. */
  of(connection: Connection): LivePerson {
    const person = this.#byConnection.get(connection.id);
    if (person === undefined) throw ChatError.of('not-registered', 'register first');
    if (person.connection !== connection) throw ChatError.of('replaced', 'a newer registration acts now');
    return person;
  }

  /** A socket is gone; its person has their leeway. */
  closed(connection: Connection): void {
    this.#gone.add(connection);
    this.#release(connection);
  }

  #release(connection: Connection): void {
    const seat = this.#byConnection.get(connection.id);
    this.#byConnection.delete(connection.id);
    if (seat?.connection !== connection) return;
    seat.connection = undefined;
    seat.heardAt = connection.lastHeard();
    seat.closedAt = this.parts.clock.now();
    seat.isToldHere = isHere(seat, seat.closedAt);
    if (seat.isToldHere) return;
    this.placing.presenceChanged(seat.record.publicId, false);
  }

  /** Pushes to a person of this server; during their register the push follows the answer. */
  push<E extends PushName>(to: PublicId, event: E, payload: Pushes[E]): void {
    const held = this.#held.get(to);
    if (held !== undefined) held.push({ event, payload } as HeldPush);
    else this.#seats.get(to)?.connection?.push(event, payload);
  }

  /** Sends somebody away for good: their conversation ends at once, and they are told why. */
  async expel(isMeant: (record: PersonRecord) => boolean, ban: BanNotice): Promise<void> {
    const expelled = [...this.#seats.values()].filter(({ record }) => isMeant(record));
    for (const seat of expelled) {
      this.#unseat(seat);
      seat.connection?.close('banned', ban);
    }
    const at = this.parts.clock.now();
    await this.#departures.decide(expelled.map(({ record }) => ({ holder: record, hasLeft: true, at })));
  }

  /** An authorised call of a person whose entries the server numbers: they are heard by it as by a socket. */
  called(person: LivePerson): void {
    const seat = this.#seats.get(person.record.publicId);
    if (seat !== person) return;
    seat.calledAt = this.parts.clock.now();
    this.#tellPresence(seat, seat.calledAt);
  }

  /** A caller has joined a queue: they are not gone before their socket had the time to come up. */
  hold(person: LivePerson): void {
    const seat = this.#seats.get(person.record.publicId);
    if (seat === person) seat.heldUntil = this.parts.clock.now() + LEEWAY_AFTER_OUTAGE_MS;
  }

  /** They are in a conversation: from now on their silence is judged as everybody's. */
  letGo(publicId: PublicId): void {
    const seat = this.#seats.get(publicId);
    if (seat !== undefined) seat.heldUntil = 0;
  }

  /** For who has no socket: the partner is told when they are heard again, and when they have been silent for a while. */
  #tellPresence(seat: Seat, now: number): void {
    const isNowHere = isHere(seat, now);
    if (seat.isToldHere === isNowHere) return;
    seat.isToldHere = isNowHere;
    this.placing.presenceChanged(seat.record.publicId, isNowHere);
  }

  /**
   * Another server says that a person may have registered there: the database knows. The seat here is given up only for
   * a registration that is newer and another server's; one that is being made here says itself what becomes of the seat.
   *
   * @returns whether the seat was given up
   */
  async recheck(publicId: PublicId): Promise<boolean> {
    const seat = this.#seats.get(publicId);
    if (seat === undefined) return false;
    const record = await this.persons.find(publicId);
    if (record === undefined || record.server === this.options.serverId || record.gen <= seat.record.gen) return false;
    if (this.#seats.get(publicId) !== seat || this.#raising.has(publicId)) return false;
    this.#unseat(seat);
    seat.connection?.close('replaced');
    return true;
  }

  /** Notes people with something to lose whom nobody has heard since boot: they have the full leeway from there. */
  expect(holders: Iterable<Registration>): void {
    for (const holder of holders) {
      if (!this.#seats.has(holder.publicId)) this.#departures.expect({ holder, hasLeft: false, at: this.#watch.floor });
    }
  }

  /** Notes the people of servers that have died. */
  takeUp(departures: readonly Departure[]): void {
    for (const departure of departures) {
      if (!this.#seats.has(departure.holder.publicId)) this.#departures.expect(departure);
    }
  }

  /** Forgets people who were taken up: others look after them. */
  forget(publicIds: readonly PublicId[]): void {
    for (const publicId of publicIds) this.#departures.forget(publicId);
  }

  /** Decides who has gone. To be called every SWEEP_EVERY_MS. */
  async tick(now: number): Promise<void> {
    if (this.#watch.tick(now, SWEEP_EVERY_MS)) this.parts.log.warn('server-paused');
    const gone: Departure[] = [];
    for (const seat of this.#seats.values()) {
      if (seat.calledAt !== undefined) this.#tellPresence(seat, now);
      const at = this.#deadline(seat);
      if (at > now) continue;
      this.#unseat(seat);
      seat.connection?.close('slow-reader');
      gone.push({ holder: seat.record, hasLeft: seat.isClosing, at });
    }
    if (now >= this.#watch.floor) gone.push(...this.#departures.takeExpected(now));
    await this.#departures.decide(gone);
  }

  /** How a person is, as their partner is told. */
  presenceOf(publicId: PublicId): Presence {
    const seat = this.#seats.get(publicId);
    if (seat !== undefined && isHere(seat, this.parts.clock.now())) return { is: 'here' };
    const until =
      seat === undefined ? (this.#departures.deadlineOf(publicId) ?? this.#watch.floor) : this.#deadline(seat);
    return { is: 'reconnecting', leftMs: Math.max(0, until - this.parts.clock.now()) };
  }

  /** Whether a person is here, or may still come back within their leeway. */
  isExpected(publicId: PublicId): boolean {
    return this.#seats.has(publicId) || this.#departures.isExpected(publicId);
  }

  isHere(publicId: PublicId): boolean {
    return this.#seats.has(publicId);
  }

  /** Who can be told something: whoever is away may be on another server by now, which says so. */
  *publicIds(): Iterable<PublicId> {
    const now = this.parts.clock.now();
    for (const [publicId, seat] of this.#seats) if (isHere(seat, now)) yield publicId;
  }

  get(publicId: PublicId): LivePerson | undefined {
    return this.#seats.get(publicId);
  }

  all(): Iterable<LivePerson> {
    return this.#seats.values();
  }

  isPresent(publicId: PublicId): boolean {
    const seat = this.#seats.get(publicId);
    if (seat === undefined) return false;
    const heardAt = Math.max(seat.connection?.lastHeard() ?? 0, seat.calledAt ?? 0);
    return this.parts.clock.now() - heardAt <= PRESENT_MS;
  }

  isAnswered(publicId: PublicId): boolean {
    return !this.#held.has(publicId);
  }

  /** Genuine ids, those of the store's newcomer, or fresh ones. */
  #identify({ privateId, publicId, store }: SessionRegister): Identity {
    if (privateId === undefined && publicId === undefined) return this.newcomer(this.keys.privateIdFor(store));
    if (privateId !== undefined && publicId !== undefined && this.keys.isGenuine(privateId, publicId)) {
      return { privateId, publicId, isNew: false };
    }
    return this.newcomer();
  }

  /** A new identity; without a private id, a random one. */
  newcomer(privateId = this.parts.ids.secret()): Identity {
    return { privateId, publicId: this.keys.publicIdOf(privateId), isNew: true };
  }

  async #raise(
    { networks }: CallOrigin,
    { publicId, known }: { readonly publicId: PublicId; readonly known: PersonRecord | undefined },
    request: SessionRegister,
  ): Promise<PersonRecord> {
    const reg = this.parts.ids.registration();
    const record = await this.persons.register({
      publicId,
      reg,
      device: request.device === undefined ? (known?.device ?? publicId) : this.keys.deviceHash(request.device),
      // Switched off in simulations only: a store that is new each time is never late.
      store: this.options.rules.refuseLate ? this.keys.storeHash(request.store) : reg,
      attempt: request.attempt,
      server: this.options.serverId,
      ...(networks?.[0] !== undefined && { network: networks[0] }),
      takeBreak: request.takeBreak ?? known?.takeBreak ?? false,
      numbering: request.numbering ?? 'browser',
      now: this.parts.clock.now(),
    });
    if (record === 'late') throw ChatError.of('late', 'a later register of this browser was answered already');
    return record;
  }

  /**
   * Of several registers that are under way at once, the one acts that the database raised last, whichever began or
   * came back last: only its changes will match there. A lower gen alone says nothing: the database may have lost a tail.
   */
  #refuseOvertaken({ publicId, gen }: PersonRecord, begunAt: number): void {
    const seat = this.#seats.get(publicId);
    if (seat === undefined || seat.takenAt < begunAt || seat.record.gen < gen) return;
    throw ChatError.of('late', 'a later register has overtaken this one');
  }

  #seat(connection: Connection | undefined, record: PersonRecord, place: Place | undefined): Seat {
    const { publicId } = record;
    const before = this.#seats.get(publicId);
    const other = connection && this.#byConnection.get(connection.id);
    if (connection !== undefined && other !== undefined && other !== before) this.#release(connection);
    if (before?.connection !== undefined && before.connection !== connection) {
      before.connection.close('replaced');
      // What still comes on the older socket is answered `replaced`, not taken for a stranger's.
      before.connection = undefined;
    }
    // A socket may close while the database is asked: its register counts, and its person is awaited from now on.
    const isGone = connection !== undefined && this.#gone.has(connection);
    const now = this.parts.clock.now();
    const seat: Seat = {
      record,
      connection: isGone ? undefined : connection,
      place,
      heardAt: connection?.lastHeard() ?? now,
      closedAt: isGone ? now : undefined,
      calledAt: connection === undefined ? now : undefined,
      isClosing: false,
      isToldHere: !isGone,
      heldUntil: 0,
      takenAt: ++this.#moment,
    };
    this.#seats.set(publicId, seat);
    if (connection !== undefined && !isGone) this.#byConnection.set(connection.id, seat);
    this.#departures.forget(publicId);
    this.#held.set(publicId, []);
    this.placing.presenceChanged(publicId, !isGone);
    return seat;
  }

  #unseat(seat: Seat): void {
    this.#seats.delete(seat.record.publicId);
    if (seat.connection !== undefined) this.#byConnection.delete(seat.connection.id);
  }

  #releaseHeld(answered: Seat): void {
    const { publicId } = answered.record;
    const seat = this.#seats.get(publicId);
    // A later register has taken the seat: what is held follows its answer.
    if (seat !== undefined && seat !== answered) return;
    const held = this.#held.get(publicId);
    this.#held.delete(publicId);
    for (const { event, payload } of held ?? []) seat?.connection?.push(event, payload);
    if (seat?.connection !== undefined) this.placing.answered(publicId);
  }

  #deadline(seat: Seat): number {
    const { leewayFromHeard } = this.options.rules;
    return seatDeadline(seat, { floor: this.#watch.floor, now: this.parts.clock.now(), leewayFromHeard });
  }
}
