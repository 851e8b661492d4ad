import {
  LEEWAY_AFTER_OUTAGE_MS,
  PROTOCOL_VERSION,
  type BanNotice,
  type Limits,
  type Nothing,
  type Place,
  type PlaceWish,
  type Presence,
  type PublicId,
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
import type { Connection } from './connection.js';
import { Departures, type Departure, type Leaving } from './departures.js';
import { PauseWatch } from './domain/leeway.js';
import { UnderWay } from './domain/under-way.js';
import type { HouseDoor } from './house-door.js';
import type { IdentityKeys } from './identity.js';
import { isHere, type LivePerson } from './people.js';
import type { PersonRecord, PersonStore, Registration } from './person-store.port.js';
import { seatDeadline, type Seat } from './seat.js';
import { Seats } from './seats.js';

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

/** Registrations, and when who has one counts as gone (I4, I6). */
export class SessionService {
  readonly seats: Seats;
  readonly #watch: PauseWatch;
  /** People whose register the database is asked for just now. */
  readonly #raising = new UnderWay<PublicId>();
  readonly #departures: Departures;

  constructor(
    private readonly persons: PersonStore,
    private readonly placing: Placing,
    private readonly keys: IdentityKeys,
    private readonly parts: { readonly clock: Clock; readonly ids: Ids; readonly log: Log },
    private readonly options: SessionOptions,
  ) {
    this.#watch = new PauseWatch(parts.clock.now());
    this.seats = new Seats(parts.clock, (publicId) => placing.presenceChanged(publicId, false));
    this.#departures = new Departures(placing, parts.log, (publicId) => this.seats.isHere(publicId));
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
    const begunAt = this.seats.begin();
    const record = await this.#raising.during(publicId, () => this.#raise(from, { publicId, known }, request));
    if (this.seats.isOvertaken(record, begunAt)) throw ChatError.of('late', 'a later register has overtaken this one');
    const person = this.#seat(connection, record, this.#placeBy(from, request, publicId));
    try {
      const placed = await this.placing.place(person, door?.asAllowed(request) ?? request);
      if (this.seats.get(publicId) !== person) throw ChatError.of('replaced', 'a newer registration acts now');
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
      this.parts.clock.setTimeout(() => {
        if (this.seats.answer(person)) this.placing.answered(publicId);
      }, 0);
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
    return this.seats.get(publicId)?.place;
  }

  #show(person: LivePerson, wish: PlaceWish): void {
    const { publicId } = person.record;
    const seat = this.seats.get(publicId);
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
    const seat = this.seats.get(person.record.publicId);
    if (seat === person) seat.isClosing = true;
    return {};
  }

  /** Sends somebody away for good: their conversation ends at once, and they are told why. */
  async expel(isMeant: (record: PersonRecord) => boolean, ban: BanNotice): Promise<void> {
    const expelled = [...this.seats.all()].filter(({ record }) => isMeant(record));
    for (const seat of expelled) {
      this.seats.giveUp(seat);
      seat.connection?.close('banned', ban);
    }
    const at = this.parts.clock.now();
    await this.#departures.decide(expelled.map(({ record }) => ({ holder: record, hasLeft: true, at })));
  }

  /** An authorised call of a person whose entries the server numbers: they are heard by it as by a socket. */
  called(person: LivePerson): void {
    const seat = this.seats.get(person.record.publicId);
    if (seat !== person) return;
    seat.calledAt = this.parts.clock.now();
    this.#tellPresence(seat, seat.calledAt);
  }

  /** A caller has joined a queue: they are not gone before their socket had the time to come up. */
  hold(person: LivePerson): void {
    const seat = this.seats.get(person.record.publicId);
    if (seat === person) seat.heldUntil = this.parts.clock.now() + LEEWAY_AFTER_OUTAGE_MS;
  }

  /** They are in a conversation: from now on their silence is judged as everybody's. */
  letGo(publicId: PublicId): void {
    const seat = this.seats.get(publicId);
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
    const seat = this.seats.get(publicId);
    if (seat === undefined) return false;
    const record = await this.persons.find(publicId);
    if (record === undefined || record.server === this.options.serverId || record.gen <= seat.record.gen) return false;
    if (this.seats.get(publicId) !== seat || this.#raising.has(publicId)) return false;
    this.seats.giveUp(seat);
    seat.connection?.close('replaced');
    return true;
  }

  /** Notes people with something to lose whom nobody has heard since boot: they have the full leeway from there. */
  expect(holders: Iterable<Registration>): void {
    for (const holder of holders) {
      if (!this.seats.isHere(holder.publicId))
        this.#departures.expect({ holder, hasLeft: false, at: this.#watch.floor });
    }
  }

  /** Notes the people of servers that have died. */
  takeUp(departures: readonly Departure[]): void {
    for (const departure of departures) {
      if (!this.seats.isHere(departure.holder.publicId)) this.#departures.expect(departure);
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
    for (const seat of this.seats.all()) {
      if (seat.calledAt !== undefined) this.#tellPresence(seat, now);
      const at = this.#deadline(seat);
      if (at > now) continue;
      this.seats.giveUp(seat);
      seat.connection?.close('slow-reader');
      gone.push({ holder: seat.record, hasLeft: seat.isClosing, at });
    }
    if (now >= this.#watch.floor) gone.push(...this.#departures.takeExpected(now));
    await this.#departures.decide(gone);
  }

  /** How a person is, as their partner is told. */
  presenceOf(publicId: PublicId): Presence {
    const seat = this.seats.get(publicId);
    if (seat !== undefined && isHere(seat, this.parts.clock.now())) return { is: 'here' };
    const until =
      seat === undefined ? (this.#departures.deadlineOf(publicId) ?? this.#watch.floor) : this.#deadline(seat);
    return { is: 'reconnecting', leftMs: Math.max(0, until - this.parts.clock.now()) };
  }

  /** Whether a person is here, or may still come back within their leeway. */
  isExpected(publicId: PublicId): boolean {
    return this.seats.isHere(publicId) || this.#departures.isExpected(publicId);
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

  #seat(connection: Connection | undefined, record: PersonRecord, place: Place | undefined): Seat {
    const seat = this.seats.take(connection, record, place);
    this.#departures.forget(record.publicId);
    this.placing.presenceChanged(record.publicId, seat.isToldHere);
    return seat;
  }

  #deadline(seat: Seat): number {
    const { leewayFromHeard } = this.options.rules;
    return seatDeadline(seat, { floor: this.#watch.floor, now: this.parts.clock.now(), leewayFromHeard });
  }
}
