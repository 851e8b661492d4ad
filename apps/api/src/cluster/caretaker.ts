import { LEEWAY_AFTER_OUTAGE_MS, type PublicId } from '@hearken/protocol';
import type { Clock, TimerHandle } from '../platform/clock.js';
import { LEASE_MS, type LeaseStore } from '../platform/lease/server-lease.js';
import { errorOf, type Log } from '../platform/log.js';
import type { Departure } from '../session/departures.js';
import type { PersonRecord, PersonStore } from '../session/person-store.port.js';
import { BEAT_EVERY_MS, type Membership } from './membership.js';

/** Besides after every death it is looked for people without a server this often, ms. */
const LOOK_EVERY_MS = 15_000;
/** Queue places taken up at once: each asks the database whom its person has met. */
const TAKEN_UP_TOGETHER = 100;

/** What the caretaker does its work with. */
export interface CaretakerParts {
  readonly membership: Membership;
  /** Who looks after the dead: one server at a time. */
  readonly lease: LeaseStore;
  readonly persons: PersonStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly isSeated: (publicId: PublicId) => boolean;
  /** Notes somebody who departs unless they come back before. */
  readonly expect: (departures: readonly Departure[]) => void;
  /** Forgets what was noted: their own server lives again, or another one looks after them. */
  readonly letGo: (publicIds: readonly PublicId[]) => void;
  /** Takes up a queue place under its registration. */
  readonly restore: (record: PersonRecord) => Promise<void>;
  /** Tells the partner of somebody in a room that they are away, and how long they may be. */
  readonly tellAway: (record: PersonRecord) => Promise<void>;
}

/**
 * Says that this server lives, and looks after the people of servers that do not: they have LEEWAY_AFTER_OUTAGE_MS from
 * when they are taken up to register anywhere. Whoever holds the lease does so; each departure is fenced by the
 * registration it judges, so that even two who believe to hold it decide it once (I6).
 */
export class Caretaker {
  /** Who was taken up, and has neither come back nor departed yet. */
  readonly #wards = new Map<PublicId, PersonRecord>();
  #isHolder = false;
  #takenUp = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isStopped = false;
  #underWay: Promise<void> = Promise.resolve();
  #timer: TimerHandle;

  constructor(private readonly parts: CaretakerParts) {}

  /** Resolves after the first beat: from then on no other server takes this one for dead. */
  async start(): Promise<void> {
    await this.parts.membership.beat();
    this.#schedule(0);
  }

  /** The people of this server are anybody's from now on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.parts.clock.clearTimeout(this.#timer);
    // A beat that comes after the farewell would say that this server lives, and hold the lease in its name.
    await this.#underWay;
    if (this.#isHolder) await this.parts.lease.release(this.parts.membership.own.id).catch(() => undefined);
    await this.parts.membership.leave();
  }

  get isHolder(): boolean {
    return this.#isHolder;
  }

  /** People taken up since the start. */
  get takenUp(): number {
    return this.#takenUp;
  }

  /** Whose people this server has taken up. */
  get deadServers(): ReadonlySet<string> {
    return new Set(Array.from(this.#wards.values(), ({ server }) => server));
  }

  /** One beat, and what follows from it. Never rejects. */
  async tick(): Promise<void> {
    try {
      await this.parts.membership.beat();
      if (!this.#isStopped) await this.#look();
    } catch (cause) {
      this.parts.log.warn('caretaking-failed', { cause: errorOf(cause) });
    }
  }

  /** Whether somebody who was taken up is still without a server, under the registration they had. */
  async isStranded({ holder }: Departure): Promise<boolean> {
    const record = await this.parts.persons.find(holder.publicId);
    if (record?.reg !== holder.reg) return false;
    return !this.parts.membership.isAlive(record.server);
  }

  async #look(): Promise<void> {
    const { membership, lease, clock } = this.parts;
    const { own } = membership;
    const { id } = await lease.take({ id: own.id, host: own.host, pid: 0 }, LEASE_MS);
    const wasHolder = this.#isHolder;
    this.#isHolder = id === own.id;
    const hasLost = membership.takeLoss();
    if (!this.#isHolder) {
      this.#release(() => true);
      return;
    }
    this.#release(({ server, publicId }) => membership.isAlive(server) || this.parts.isSeated(publicId));
    if (wasHolder && !hasLost && clock.now() - this.#lookedAt < LOOK_EVERY_MS) return;
    await this.#takeUp();
    this.#lookedAt = clock.now();
  }

  /** Everybody without a server who was not taken up yet. */
  async #takeUp(): Promise<void> {
    const { membership, persons, clock, log } = this.parts;
    const all = await persons.stranded(membership.living);
    const ids = new Set(all.map(({ publicId }) => publicId));
    // On another server by now, or gone.
    this.#release(({ publicId }) => !ids.has(publicId));
    const stranded = all.filter((record) => this.#isNew(record));
    if (stranded.length === 0) return;
    this.#takenUp += stranded.length;
    const at = clock.now() + LEEWAY_AFTER_OUTAGE_MS;
    for (const record of stranded) this.#wards.set(record.publicId, record);
    this.parts.expect(stranded.map((record) => ({ holder: record, hasLeft: false, at, takenUp: true })));
    for (let done = 0; done < stranded.length; done += TAKEN_UP_TOGETHER) {
      await Promise.all(stranded.slice(done, done + TAKEN_UP_TOGETHER).map((record) => this.#greet(record)));
    }
    log.warn('people-taken-up', { people: stranded.length });
  }

  #isNew({ publicId, reg }: PersonRecord): boolean {
    return this.#wards.get(publicId)?.reg !== reg && !this.parts.isSeated(publicId);
  }

  async #greet(record: PersonRecord): Promise<void> {
    try {
      if (record.queue !== undefined) await this.parts.restore(record);
      else await this.parts.tellAway(record);
    } catch (cause) {
      this.parts.log.warn('not-taken-up', { cause: errorOf(cause) });
    }
  }

  #release(isReleased: (ward: PersonRecord) => boolean): void {
    const released = [...this.#wards.values()].filter(isReleased).map(({ publicId }) => publicId);
    for (const publicId of released) this.#wards.delete(publicId);
    this.parts.letGo(released.filter((publicId) => !this.parts.isSeated(publicId)));
  }

  #schedule(ms: number): void {
    if (this.#isStopped) return;
    this.#timer = this.parts.clock.setTimeout(() => {
      this.#underWay = this.tick().finally(() => {
        this.#schedule(BEAT_EVERY_MS);
      });
    }, ms);
  }
}
