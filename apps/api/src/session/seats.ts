import { PRESENT_MS, type Place, type PublicId, type PushName, type Pushes } from '@hearken/protocol';
import type { Clock } from '../platform/clock.js';
import { ChatError } from '../realtime/chat-error.js';
import type { Residents } from '../realtime/hint-bus.port.js';
import type { Connection } from './connection.js';
import { isHere, type LivePerson, type People } from './people.js';
import type { PersonRecord } from './person-store.port.js';
import type { Seat } from './seat.js';

type HeldPush = { readonly [E in PushName]: { readonly event: E; readonly payload: Pushes[E] } }[PushName];

/** The people of this server, each with the one socket that acts for them, or none (I4). */
export class Seats implements People, Residents {
  readonly #byPerson = new Map<PublicId, Seat>();
  readonly #byConnection = new Map<string, Seat>();
  /** Sockets that are closed for good. */
  readonly #gone = new WeakSet<Connection>();
  /** Pushes that came while a register was being answered: they follow its answer. */
  readonly #held = new Map<PublicId, HeldPush[]>();
  /** Counts beginnings of registers and takings of seats, to tell what came after what. */
  #moment = 0;

  /** @param onAway somebody's socket is gone, and they are not heard otherwise */
  constructor(
    private readonly clock: Clock,
    private readonly onAway: (publicId: PublicId) => void,
  ) {}

  /** The moment at which a register begins, for {@link isOvertaken}. */
  begin(): number {
    return ++this.#moment;
  }

  /**
   * Of several registers that are under way at once, the one acts that the database raised last, whichever began or
   * came back last: only its changes will match there. A lower gen alone says nothing: the database may have lost a tail.
   */
  isOvertaken({ publicId, gen }: PersonRecord, begunAt: number): boolean {
    const seat = this.#byPerson.get(publicId);
    return seat !== undefined && seat.takenAt >= begunAt && seat.record.gen >= gen;
  }

  /**
   * Gives a person their seat; what is pushed to them from now on is held until {@link answer}. Their older socket is
   * told that it was replaced.
   *
   * @param connection undefined for who calls over REST
   */
  take(connection: Connection | undefined, record: PersonRecord, place: Place | undefined): Seat {
    const { publicId } = record;
    const before = this.#byPerson.get(publicId);
    const other = connection && this.#byConnection.get(connection.id);
    if (connection !== undefined && other !== undefined && other !== before) this.#release(connection);
    if (before?.connection !== undefined && before.connection !== connection) {
      before.connection.close('replaced');
      // What still comes on the older socket is answered `replaced`, not taken for a stranger's.
      before.connection = undefined;
    }
    // A socket may close while the database is asked: its register counts, and its person is awaited from now on.
    const isGone = connection !== undefined && this.#gone.has(connection);
    const now = this.clock.now();
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
    this.#byPerson.set(publicId, seat);
    if (connection !== undefined && !isGone) this.#byConnection.set(connection.id, seat);
    this.#held.set(publicId, []);
    return seat;
  }

  /**
   * The register by which a seat was taken has been answered: what was held follows.
   *
   * @returns whether the person is on a socket now, with no other register under way
   */
  answer(answered: Seat): boolean {
    const { publicId } = answered.record;
    const seat = this.#byPerson.get(publicId);
    // A later register has taken the seat: what is held follows its answer.
    if (seat !== undefined && seat !== answered) return false;
    const held = this.#held.get(publicId);
    this.#held.delete(publicId);
    for (const { event, payload } of held ?? []) seat?.connection?.push(event, payload);
    return seat?.connection !== undefined;
  }

  /** A socket is gone for good; its person keeps their seat. */
  close(connection: Connection): void {
    this.#gone.add(connection);
    this.#release(connection);
  }

  #release(connection: Connection): void {
    const seat = this.#byConnection.get(connection.id);
    this.#byConnection.delete(connection.id);
    if (seat?.connection !== connection) return;
    seat.connection = undefined;
    seat.heardAt = connection.lastHeard();
    seat.closedAt = this.clock.now();
    seat.isToldHere = isHere(seat, seat.closedAt);
    if (!seat.isToldHere) this.onAway(seat.record.publicId);
  }

  /** Somebody is not looked after here any more. */
  giveUp(seat: Seat): void {
    this.#byPerson.delete(seat.record.publicId);
    if (seat.connection !== undefined) this.#byConnection.delete(seat.connection.id);
  }

  /** Pushes to a person of this server; during their register the push follows the answer. */
  push<E extends PushName>(to: PublicId, event: E, payload: Pushes[E]): void {
    const held = this.#held.get(to);
    if (held !== undefined) held.push({ event, payload } as HeldPush);
    else this.#byPerson.get(to)?.connection?.push(event, payload);
  }

  /**
   * The person who acts on this connection.
   *
   * @throws {ChatError} not-registered, replaced
   */
  of(connection: Connection): LivePerson {
    const person = this.#byConnection.get(connection.id);
    if (person === undefined) throw ChatError.of('not-registered', 'register first');
    if (person.connection !== connection) throw ChatError.of('replaced', 'a newer registration acts now');
    return person;
  }

  get(publicId: PublicId): Seat | undefined {
    return this.#byPerson.get(publicId);
  }

  all(): MapIterator<Seat> {
    return this.#byPerson.values();
  }

  isHere(publicId: PublicId): boolean {
    return this.#byPerson.has(publicId);
  }

  /** Who can be told something: whoever is away may be on another server by now, which says so. */
  *publicIds(): Iterable<PublicId> {
    const now = this.clock.now();
    for (const [publicId, seat] of this.#byPerson) if (isHere(seat, now)) yield publicId;
  }

  isPresent(publicId: PublicId): boolean {
    const seat = this.#byPerson.get(publicId);
    if (seat === undefined) return false;
    const heardAt = Math.max(seat.connection?.lastHeard() ?? 0, seat.calledAt ?? 0);
    return this.clock.now() - heardAt <= PRESENT_MS;
  }

  isAnswered(publicId: PublicId): boolean {
    return !this.#held.has(publicId);
  }
}
