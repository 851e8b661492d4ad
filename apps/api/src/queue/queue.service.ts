import {
  QUEUE_TICK_MS,
  type Counts,
  type PublicId,
  type QueueJoin,
  type QueuePlace,
  type Settled,
} from '@hearken/protocol';
import type { TimerHandle } from '../platform/clock.js';
import { errorOf } from '../platform/log.js';
import { repeat } from '../platform/repeat.js';
import { ChatError } from '../realtime/chat-error.js';
import { nextPlace } from '../session/domain/person-state.js';
import type { LivePerson } from '../session/people.js';
import { isSameEntry, type PersonRecord, type QueueEntry } from '../session/person-store.port.js';
import type { Census } from './domain/census.js';
import { placeStateOf } from './domain/queue-place.js';
import { HeadCount } from './head-count.js';
import { OneAtATime } from './one-at-a-time.js';
import { PairMaker, type PairingFigures } from './pair-maker.js';
import { PersonLocks } from './person-locks.js';
import { PoolKeeper } from './pool-keeper.js';
import { QueueHealer } from './queue-healer.js';
import type { QueueParts } from './queue-parts.js';
import { QueuePlaces, withoutPlace } from './queue-places.js';

/** Pairing is looked at this often, for what time and presence change; a join asks for a look of its own. I8: 100 ms. */
const TICK_EVERY_MS = 50;
/** Joins within this long share a look, and so a transaction. */
const COALESCE_MS = 5;
/** The pool is compared with the database this often: soft state heals within I8's 5 s. */
const HEAL_EVERY_MS = 3_000;
/**
 * Of a long queue more seldom: comparing reads everybody who waits, some 0.02 ms each, and is to cost at most a twentieth
 * of the time. By their number, not by how long it took: a slow database is when comparing is needed most.
 */
const HEAL_REST_MS_A_PERSON = 0.4;
/** What somebody is told to wait whose request the database did not answer. */
const RETRY_AFTER_MS = 1_000;

/** Waiting for somebody: joining and leaving the queues, and the pairing of all who wait (design sections 6 and 7). */
export class QueueService {
  /** Where those are who wait, by others' doing. */
  readonly places: QueuePlaces;
  readonly #locks = new PersonLocks();
  readonly #keeper: PoolKeeper;
  readonly #heads: HeadCount;
  readonly #pairs: PairMaker;
  readonly #healer: QueueHealer;
  readonly #pairing: OneAtATime;
  #now = 0;
  #mended = 0;
  #stops: (() => void)[] = [];
  #soonTimer: TimerHandle;

  constructor(private readonly parts: QueueParts) {
    this.#keeper = new PoolKeeper(parts);
    this.#heads = new HeadCount(parts);
    const mine = { ...parts, keeper: this.#keeper, locks: this.#locks };
    this.#pairs = new PairMaker({ ...mine, waits: this.#heads.waits });
    this.#healer = new QueueHealer(mine);
    this.places = new QueuePlaces({ ...mine, heads: this.#heads, changed: () => this.#soon() });
    this.#pairing = new OneAtATime(() => this.#pairs.pair(this.#now));
  }

  /**
   * `queue:join`. Joining the queue one waits in keeps the place, whatever becomes of `widen`; another queue is entered
   * at its end.
   *
   * @throws {ChatError} wrong-state, replaced, held, try-later
   */
  async join(person: LivePerson, { role, widen = false }: QueueJoin): Promise<QueuePlace> {
    const { publicId } = person.record;
    if (this.places.isHeld(person.record)) {
      throw ChatError.of('held', 'this device meets nobody until a moderator has looked');
    }
    await this.#locks.run(publicId, async () => {
      this.#refusePaired(publicId);
      const { queue } = person.record;
      const { state } = nextPlace(placeStateOf(person.record), { type: 'join', role, widen }, this.parts.clock.now());
      if (state.is !== 'queued') throw wrongState('you cannot join a queue now');
      const isThere = queue !== undefined && isSameEntry(queue, state.entry);
      // Lost by the pool: then the database decides.
      if (isThere && (await this.parts.matcher.missing([publicId])).length === 0) return;
      await this.#enter(person, state.entry);
    });
    this.#soon();
    return this.places.place(person.record);
  }

  /**
   * `queue:cancel`. Idempotent.
   *
   * @throws {ChatError} wrong-state, replaced, try-later
   */
  async cancel(person: LivePerson): Promise<Settled> {
    const { publicId } = person.record;
    await this.#locks.run(publicId, async () => {
      this.#refusePaired(publicId);
      if (person.record.queue === undefined) return;
      if (!(await this.#answer(this.parts.persons.dequeue(person.record)))) throw await this.#refusal(person.record);
      person.record = withoutPlace(person.record);
      await this.#keeper.forget(publicId);
    });
    return this.places.idle(person.record);
  }

  /**
   * `queue:position`.
   *
   * @throws {ChatError} wrong-state
   */
  async position(person: LivePerson): Promise<QueuePlace> {
    const { publicId } = person.record;
    this.#refusePaired(publicId);
    const known = await this.parts.matcher.position(publicId);
    // Paired by another server, whose hint is lost; lost to the matcher; or being paired right now: the database knows.
    const isUnknown = known === undefined && this.parts.rules.reassert;
    if (isUnknown) await this.#tried('place-not-looked-up', () => this.#healer.mend(publicId));
    // The database no longer knows the place: the browser registers again, and is told where it is, or joins anew.
    if (this.#keeper.holderOf(publicId) === undefined) throw wrongState('you are in no queue');
    return this.places.placeAt(person.record, known);
  }

  /** Somebody is heard again, or no longer. */
  presenceChanged(publicId: PublicId, isPresent: boolean): void {
    this.#keeper.notePresence(publicId).catch((cause: unknown) => {
      this.parts.log.warn('presence-untold', { cause: errorOf(cause) });
    });
    if (isPresent) this.#soon();
  }

  /** Two devices have met, at a server time in ms (I7). Rejects when the database could not be told. */
  async met(left: string, right: string, at: number): Promise<void> {
    if (left === right) return;
    await this.parts.pairing.met(left, right, at);
    await this.parts.matcher.met(left, right, at);
  }

  /** Two devices must never meet again (I7), since a server time in ms. Rejects when the database could not be told. */
  async blocked(left: string, right: string, at: number): Promise<void> {
    if (left === right) return;
    await this.parts.pairing.block(left, right, at);
    await this.parts.matcher.blocked(left, right, at);
  }

  /** Who is here, per role. */
  counts(): Promise<Counts> {
    return this.#heads.counts();
  }

  /** Who is on this server. */
  here(): Census {
    return this.#heads.here();
  }

  /** What everybody may know of who is here. */
  stats(): ReturnType<HeadCount['stats']> {
    return this.#heads.stats();
  }

  /** Queue places that the matcher was told of again, since the start. */
  get mended(): number {
    return this.#mended;
  }

  get figures(): PairingFigures {
    return this.#pairs.figures;
  }

  /**
   * Pairs everybody who can be paired at `now` (server time, ms). Never rejects, never overlaps: while one is under way,
   * one more follows for all who ask.
   */
  tick(now: number = this.parts.clock.now()): Promise<void> {
    this.#now = now;
    return this.parts.matcher.isUp() ? this.#pairing.run() : Promise.resolve();
  }

  /** Compares the pool with the database and mends it. Never rejects. */
  async heal(): Promise<void> {
    // Without the matcher there is nothing to compare; when it is back everybody is put anew.
    if (!this.parts.matcher.isUp()) return;
    await this.#tried('heal-failed', async () => {
      await this.#pairs.forgetRefusals();
      const mended = this.parts.rules.reassert ? await this.#healer.heal() : 0;
      this.#mended += mended;
    });
  }

  /** Pushes `queue:tick` to everybody here who is in no room, if something changed; at most once a second. */
  async announceCounts(): Promise<void> {
    await this.#tried('counts-untold', () => this.#heads.announce());
  }

  /** Starts the timers. What is restored before is paired first come, first served. */
  start(): void {
    const { clock } = this.parts;
    if (this.#stops.length > 0) return;
    let healEveryMs = HEAL_EVERY_MS;
    const heal = async (): Promise<void> => {
      await this.heal();
      healEveryMs = Math.max(HEAL_EVERY_MS, HEAL_REST_MS_A_PERSON * this.#keeper.size);
    };
    this.#stops = [
      repeat(clock, TICK_EVERY_MS, () => this.tick(clock.now())),
      repeat(clock, () => healEveryMs, heal),
      repeat(clock, QUEUE_TICK_MS, () => this.announceCounts()),
    ];
  }

  /** Stops pairing; resolves when what is being committed is decided and told. */
  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.parts.clock.clearTimeout(this.#soonTimer);
    this.#soonTimer = undefined;
    await this.#pairing.idle();
  }

  /** Under the person's lock: the database first, then the pool. */
  async #enter(person: LivePerson, entry: QueueEntry): Promise<void> {
    const { record } = person;
    const after = await this.#answer(this.parts.persons.enqueue(record, entry));
    if (after === undefined) throw await this.#refusal(record);
    await this.places.adopt(after);
  }

  /** Why the database refused a registration: it is not the newest one, or they are in a room. */
  async #refusal(record: PersonRecord): Promise<ChatError> {
    const now = await this.#answer(this.parts.persons.find(record.publicId));
    // A registration lost with a tail was replaced by nobody: the browser registers again and goes on.
    if (now === undefined || now.gen < record.gen) return ChatError.of('wrong-state', 'register again');
    if (now.reg !== record.reg) return ChatError.of('replaced', 'a newer registration acts now');
    return wrongState('you are in a conversation');
  }

  async #answer<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (cause) {
      this.parts.log.warn('queue-unanswered', { cause: errorOf(cause) });
      throw ChatError.after('try-later', RETRY_AFTER_MS, 'the queue could not be changed now; try again');
    }
  }

  #refusePaired(publicId: PublicId): void {
    if (this.parts.isPaired(publicId)) throw wrongState('you are in a conversation');
  }

  #soon(): void {
    if (this.#stops.length === 0 || this.#soonTimer !== undefined) return;
    this.#soonTimer = this.parts.clock.setTimeout(() => {
      this.#soonTimer = undefined;
      void this.tick(this.parts.clock.now());
    }, COALESCE_MS);
  }

  async #tried(failure: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.parts.log.warn(failure, { cause: errorOf(cause) });
    }
  }
}

function wrongState(message: string): ChatError {
  return ChatError.of('wrong-state', message);
}
